#include "recordio/remote/s3/s3_location.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imrec/error.h>

namespace imrec::remote {
namespace {

using ::testing::HasSubstr;

std::string NameRefusal(const std::string& name) {
  try {
    ParseS3Name(name);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

std::string UrlOf(const S3Settings& settings, const std::string& name) {
  return ObjectUrl(settings, ParseS3Name(name));
}

TEST(S3Location, KeysAreTakenAsTheyAre) {
  const S3Location location = ParseS3Name("s3://bucket/a b/%20?x#y/../z");
  EXPECT_EQ(location.bucket, "bucket");
  EXPECT_EQ(location.key, "a b/%20?x#y/../z");
  EXPECT_EQ(FormatS3Name(location), "s3://bucket/a b/%20?x#y/../z");
  EXPECT_EQ(ParseS3Name("s3://bucket").key, "");
  EXPECT_EQ(ParseS3Name("s3://bucket/").key, "");
  EXPECT_EQ(ParseS3Name("s3://bucket//x").key, "/x");
  EXPECT_EQ(ParseS3Name("gs://bucket/x").scheme, S3Scheme::kGs);
  EXPECT_EQ(FormatS3Name(ParseS3Name("gs://bucket/x")), "gs://bucket/x");
}

TEST(S3Location, InvalidNamesAreRefusedWithTheReason) {
  EXPECT_THAT(NameRefusal("http://bucket/x"), HasSubstr("expected s3://BUCKET/KEY"));
  EXPECT_THAT(NameRefusal("s3:///x"), HasSubstr("the bucket is missing"));
  EXPECT_THAT(NameRefusal("s3://host:9000/x"), HasSubstr("not a host, port or ARN"));
  EXPECT_THAT(NameRefusal("s3://arn:aws:s3:::b/x"), HasSubstr("not a host, port or ARN"));
  EXPECT_THAT(NameRefusal("s3://b\xC3\xBC"
                          "cket/x"),
              HasSubstr("only letters, digits"));
  EXPECT_THAT(NameRefusal("s3://ab/x"), HasSubstr("3 to 255"));
  EXPECT_THAT(NameRefusal("s3://" + std::string(256, 'a') + "/x"), HasSubstr("3 to 255"));
  EXPECT_THAT(NameRefusal("s3://-abc/x"), HasSubstr("begin and end"));
  EXPECT_THAT(NameRefusal("s3://.../x"), HasSubstr("begin and end"));
  EXPECT_THAT(NameRefusal("s3://a..b/x"), HasSubstr("'..'"));
  EXPECT_THAT(NameRefusal("s3://b--use1-az4--x-s3/x"), HasSubstr("directory bucket"));
  EXPECT_THAT(NameRefusal("s3://bucket/" + std::string(1025, 'k')), HasSubstr("1024"));
  EXPECT_EQ(NameRefusal("s3://bucket/" + std::string(1024, 'k')), "");
  EXPECT_THAT(NameRefusal("s3://bucket/a\nb"), HasSubstr("control characters"));
  EXPECT_THROW(UrlOf({.region = "r"}, "s3://bucket"), Error);
}

TEST(S3Location, UrlsOfAws) {
  const S3Settings settings = {.region = "eu-west-1"};
  EXPECT_EQ(UrlOf(settings, "s3://bucket/a b/c+d"),
            "https://bucket.s3.eu-west-1.amazonaws.com/a%20b/c%2Bd");
  // A certificate for *.s3... does not cover dots; host names have no capitals and underscores.
  EXPECT_EQ(UrlOf(settings, "s3://my.bucket/x"), "https://s3.eu-west-1.amazonaws.com/my.bucket/x");
  EXPECT_EQ(UrlOf(settings, "s3://My_Bucket/x"), "https://s3.eu-west-1.amazonaws.com/My_Bucket/x");
  EXPECT_EQ(UrlOf({.region = "cn-north-1"}, "s3://bucket/x"),
            "https://bucket.s3.cn-north-1.amazonaws.com.cn/x");
  EXPECT_EQ(UrlOf({.region = "eu-west-1", .path_style = true}, "s3://bucket/x"),
            "https://s3.eu-west-1.amazonaws.com/bucket/x");
}

TEST(S3Location, UrlsOfOtherEndpoints) {
  S3Settings settings = {.endpoint = "http://127.0.0.1:9000/base", .region = "us-east-1"};
  EXPECT_EQ(UrlOf(settings, "s3://bucket/x/../y//z"),
            "http://127.0.0.1:9000/base/bucket/x/../y//z");
  settings.path_style = false;
  settings.endpoint = "https://store.example.com";
  EXPECT_EQ(UrlOf(settings, "s3://bucket/x"), "https://bucket.store.example.com/x");
}

TEST(S3Location, UrlsOfBuckets) {
  EXPECT_EQ(BucketUrl({.endpoint = "http://h", .region = "r"}, "bucket",
                      {{"prefix", "a/b c"}, {"list-type", "2"}}),
            "http://h/bucket/?list-type=2&prefix=a%2Fb%20c");
}

}  // namespace
}  // namespace imrec::remote
