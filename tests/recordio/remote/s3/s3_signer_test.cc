#include "recordio/remote/s3/s3_signer.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imrec/error.h>

namespace imrec::remote {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

// The examples of AWS's documentation of header-based authentication for S3.
const AwsCredentials kS3Keys = {.access_key = "AKIAIOSFODNN7EXAMPLE",
                                .secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
const std::string kS3Bucket = "https://examplebucket.s3.amazonaws.com";
const SigningScope kS3Scope = {.region = "us-east-1"};
constexpr const char* kS3Time = "2013-05-24T00:00:00Z";

// Those of AWS's test suite, aws4_testsuite.
const AwsCredentials kSuiteKeys = {.access_key = "AKIDEXAMPLE",
                                   .secret_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"};
const SigningScope kSuiteScope = {.region = "us-east-1", .service = "service"};
constexpr const char* kSuiteTime = "2015-08-30T12:36:00Z";

HttpRequest Request(std::string url, std::vector<HttpHeader> headers = {},
                    std::string method = "GET", std::string body = {}) {
  HttpRequest request;
  request.method = std::move(method);
  request.url = std::move(url);
  request.headers = std::move(headers);
  request.body = std::move(body);
  return request;
}

std::string HeaderOf(const HttpRequest& request, const std::string& name) {
  std::string values;
  for (const HttpHeader& header : request.headers) {
    if (header.name == name) values += (values.empty() ? "" : "|") + header.value;
  }
  return values;
}

std::string SignS3(HttpRequest request) {
  SignRequest(request, kS3Keys, kS3Scope, ParseIsoTime(kS3Time).value());
  return HeaderOf(request, "authorization");
}

std::string SignSuite(HttpRequest request) {
  SignRequest(request, kSuiteKeys, kSuiteScope, ParseIsoTime(kSuiteTime).value());
  return HeaderOf(request, "authorization");
}

TEST(S3Signer, GetObjectWithRange) {
  HttpRequest request = Request(kS3Bucket + "/test.txt", {{"Range", "bytes=0-9"}});
  SignRequest(request, kS3Keys, kS3Scope, ParseIsoTime(kS3Time).value());
  EXPECT_EQ(HeaderOf(request, "authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  EXPECT_EQ(HeaderOf(request, "x-amz-date"), "20130524T000000Z");
  EXPECT_EQ(HeaderOf(request, "x-amz-content-sha256"),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(S3Signer, PutObject) {
  EXPECT_THAT(SignS3(Request(kS3Bucket + "/test%24file.text",
                             {{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                              {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
                             "PUT", "Welcome to Amazon S3.")),
              EndsWith("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
}

TEST(S3Signer, GetBucketLifecycleHasAQueryWithoutValue) {
  EXPECT_THAT(SignS3(Request(kS3Bucket + "/?lifecycle")),
              EndsWith("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
  EXPECT_EQ(SignS3(Request(kS3Bucket + "?lifecycle=")), SignS3(Request(kS3Bucket + "/?lifecycle")));
}

TEST(S3Signer, ListObjectsInAnyOrderOfTheQuery) {
  for (const char* query : {"/?max-keys=2&prefix=J", "/?prefix=J&max-keys=2"}) {
    EXPECT_THAT(SignS3(Request(kS3Bucket + query)),
                EndsWith("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
  }
}

TEST(S3Signer, TestSuiteOfAws) {
  const std::string url = "https://example.amazonaws.com/";
  EXPECT_EQ(SignSuite(Request(url)),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date, "
            "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  EXPECT_THAT(SignSuite(Request(url + "?Param2=value2&Param1=value1")),
              EndsWith("b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"));
  EXPECT_THAT(SignSuite(Request(url, {}, "POST")),
              EndsWith("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"));
}

TEST(S3Signer, SpacesInHeadersAreCollapsedAndRepeatedHeadersJoined) {
  EXPECT_EQ(SignS3(Request(kS3Bucket + "/x", {{"a", " b   c "}})),
            SignS3(Request(kS3Bucket + "/x", {{"A", "b c"}})));
  EXPECT_EQ(SignS3(Request(kS3Bucket + "/x", {{"a", "b"}, {"A", "c"}})),
            SignS3(Request(kS3Bucket + "/x", {{"a", "b,c"}})));
}

TEST(S3Signer, TheSessionTokenIsSigned) {
  HttpRequest request = Request(kS3Bucket + "/test.txt");
  AwsCredentials keys = kS3Keys;
  keys.session_token = "TOKEN";
  SignRequest(request, keys, kS3Scope, ParseIsoTime(kS3Time).value());
  EXPECT_EQ(HeaderOf(request, "x-amz-security-token"), "TOKEN");
  EXPECT_THAT(HeaderOf(request, "authorization"), HasSubstr(";x-amz-security-token, "));
}

TEST(S3Signer, SigningAgainReplacesTheSignature) {
  HttpRequest request = Request(kS3Bucket + "/test.txt", {{"Range", "bytes=0-9"}});
  AwsCredentials old_keys = kS3Keys;
  old_keys.session_token = "OLD";
  SignRequest(request, old_keys, {.region = "eu-west-1"}, ParseIsoTime(kSuiteTime).value());
  SignRequest(request, kS3Keys, kS3Scope, ParseIsoTime(kS3Time).value());
  EXPECT_EQ(HeaderOf(request, "x-amz-security-token"), "");
  EXPECT_EQ(HeaderOf(request, "x-amz-date"), "20130524T000000Z");
  EXPECT_THAT(HeaderOf(request, "authorization"),
              EndsWith("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"));
}

TEST(S3Signer, ThePortIsPartOfTheHostUnlessItIsTheDefault) {
  EXPECT_EQ(SignS3(Request("https://h:443/x")), SignS3(Request("https://h/x")));
  EXPECT_NE(SignS3(Request("https://h:444/x")), SignS3(Request("https://h/x")));
  EXPECT_EQ(SignS3(Request("http://h:80/x")), SignS3(Request("http://h/x")));
}

TEST(S3Signer, LineBreaksInHeadersAreRefused) {
  EXPECT_THROW(SignS3(Request(kS3Bucket + "/x", {{"a", "b\r\nc: d"}})), Error);
}

}  // namespace
}  // namespace imrec::remote
