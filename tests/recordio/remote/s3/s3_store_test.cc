// What a store learns from responses, and that later requests follow it.
#include "recordio/remote/s3/s3_store.h"

#include <array>
#include <chrono>
#include <ctime>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imrec/error.h>

#include "recordio/remote/utc_time.h"
#include "tests/recordio/remote/fake_services.h"
#include "tests/support/files.h"

namespace imrec::remote {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;
using Verdict = RemoteObject::Verdict;

const S3Location kPlace = ParseS3Name("s3://bucket/key");
const Variables kNoFiles = {{"AWS_CONFIG_FILE", "/nonexistent"},
                            {"AWS_SHARED_CREDENTIALS_FILE", "/nonexistent"}};

Variables With(Variables variables) {
  variables.insert(kNoFiles.begin(), kNoFiles.end());
  return variables;
}

Variables WithKeys(const std::string& endpoint = {}) {
  Variables variables = With({{"AWS_ACCESS_KEY_ID", "KEY"},
                              {"AWS_SECRET_ACCESS_KEY", "secret"},
                              {"AWS_REGION", "us-east-1"}});
  if (!endpoint.empty()) variables["AWS_ENDPOINT_URL_S3"] = endpoint;
  return variables;
}

HttpResponse RefusedWith(int status, const std::string& code,
                         std::vector<HttpHeader> headers = {}) {
  HttpResponse response =
      Response(status, "<Error><Code>" + code + "</Code><Region>eu-west-1</Region></Error>");
  response.headers = std::move(headers);
  return response;
}

std::string HttpDate(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm fields = {};
  ::gmtime_r(&seconds, &fields);
  std::array<char, 40> text;
  return {text.data(),
          std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &fields)};
}

class S3StoreTest : public testing::Test {
 protected:
  std::unique_ptr<S3Store> Make(const Variables& variables) {
    S3Context context;
    context.environment = FakeEnvironment(variables);
    context.exchange = services_.Exchange();
    context.options = options_;
    auto store = std::make_unique<S3Store>(S3Scheme::kS3, context);
    store->Prepare();
    return store;
  }

  FakeServices services_;
  S3Options options_;
};

TEST_F(S3StoreTest, OptionsPrecedeVariables) {
  Variables variables = WithKeys("http://store:9000");
  variables["IMREC_S3_PATH_STYLE"] = "true";
  variables["IMREC_S3_ANONYMOUS"] = "true";
  options_ = {.endpoint = "http://other/", .region = "eu-west-3", .anonymous = false};
  HttpRequest request = Make(variables)->Request(kPlace, {});
  EXPECT_EQ(request.url, "http://other/bucket/key");
  EXPECT_THAT(SentHeader(request, "authorization"), HasSubstr("/eu-west-3/s3/"));
  options_.path_style = false;
  EXPECT_EQ(Make(variables)->Request(kPlace, {}).url, "http://bucket.other/key");
  options_ = {.anonymous = true};
  variables["IMREC_S3_ANONYMOUS"] = "false";
  EXPECT_EQ(SentHeader(Make(variables)->Request(kPlace, {}), "authorization"), "");
}

TEST_F(S3StoreTest, AProfileOfTheOptionsHasTheCredentials) {
  const test::TempDir folder;
  test::WriteFile(folder / "credentials",
                  "[mine]\naws_access_key_id = MINE\naws_secret_access_key = secret\n");
  Variables variables = WithKeys();
  variables["AWS_SHARED_CREDENTIALS_FILE"] = (folder / "credentials").string();
  options_ = {.profile = "mine"};
  EXPECT_THAT(SentHeader(Make(variables)->Request(kPlace, {}), "authorization"),
              HasSubstr("Credential=MINE/"));
}

TEST_F(S3StoreTest, BucketsAreHostsUnlessAnEndpointIsGiven) {
  EXPECT_THAT(Make(WithKeys())->Request(kPlace, {}).url,
              StartsWith("https://bucket.s3.us-east-1.amazonaws.com/key"));
  EXPECT_EQ(Make(WithKeys("http://store:9000"))->Request(kPlace, {}).url,
            "http://store:9000/bucket/key");
  Variables hosts = WithKeys("http://store:9000");
  hosts["IMREC_S3_PATH_STYLE"] = "false";
  const HttpRequest request = Make(hosts)->Request(kPlace, {});
  EXPECT_EQ(request.url, "http://bucket.store:9000/key");
  EXPECT_THAT(SentHeader(request, "authorization"), HasSubstr("SignedHeaders=host;"));
}

// A computer whose clock is wrong can read, too.
TEST_F(S3StoreTest, TheClockOfTheStoreCounts) {
  for (const auto offset : {-3h, 49h}) {
    const auto store = Make(WithKeys());
    const auto theirs = std::chrono::system_clock::now() + offset;
    const HttpRequest sent = store->Request(kPlace, {});
    EXPECT_EQ(store->Judge("bucket", sent,
                           RefusedWith(403, "RequestTimeTooSkewed", {{"date", HttpDate(theirs)}})),
              Verdict::kChanged);
    const std::string date = SentHeader(store->Request(kPlace, {}), "x-amz-date");
    EXPECT_GE(date, FormatAmzDate(theirs - 2s));
    EXPECT_LE(date, FormatAmzDate(theirs + 1min));
    EXPECT_EQ(store->Judge("bucket", sent, RefusedWith(403, "RequestTimeTooSkewed")),
              Verdict::kFinal)
        << "without a date, a further request would be refused as well";
  }
}

TEST_F(S3StoreTest, TheRegionOfABucketIsLearnedOnce) {
  const auto store = Make(WithKeys());
  const HttpRequest sent = store->Request(kPlace, {});
  const HttpResponse moved =
      RefusedWith(301, "PermanentRedirect", {{"x-amz-bucket-region", "r-2"}});
  EXPECT_EQ(store->Judge("bucket", sent, moved), Verdict::kChanged);
  const HttpRequest next = store->Request(kPlace, {});
  EXPECT_THAT(next.url, StartsWith("https://bucket.s3.r-2.amazonaws.com/"));
  EXPECT_THAT(SentHeader(next, "authorization"), HasSubstr("/r-2/s3/aws4_request"));
  EXPECT_EQ(store->Judge("bucket", next, moved), Verdict::kFinal) << "it was the right one";
  EXPECT_THAT(store->Request(ParseS3Name("s3://other/key"), {}).url, HasSubstr("us-east-1"));
  EXPECT_EQ(store->Judge("other", store->Request(ParseS3Name("s3://other/key"), {}),
                         RefusedWith(400, "AuthorizationHeaderMalformed")),
            Verdict::kChanged)
      << "from the body, as the header is absent";
  EXPECT_THAT(store->Request(ParseS3Name("s3://other/key"), {}).url, HasSubstr("eu-west-1"));
}

TEST_F(S3StoreTest, AnotherHostIsFollowedButNotOutOfTls) {
  const auto store = Make(WithKeys());
  const HttpRequest sent = store->Request(kPlace, {});
  const auto to = [](const std::string& url) {
    return RefusedWith(307, "TemporaryRedirect", {{"location", url}});
  };
  EXPECT_EQ(store->Judge("bucket", sent, to("http://elsewhere/key")), Verdict::kFinal);
  EXPECT_EQ(store->Judge("bucket", sent, to("/key")), Verdict::kFinal);
  EXPECT_EQ(store->Judge("bucket", sent, to("https://bucket.s3-r.amazonaws.com/key")),
            Verdict::kChanged);
  const HttpRequest next = store->Request(kPlace, {});
  EXPECT_EQ(next.url, "https://bucket.s3-r.amazonaws.com/key");
  EXPECT_NE(SentHeader(next, "authorization"), SentHeader(sent, "authorization"))
      << "the host is signed";
}

class RenewalTest : public S3StoreTest {
 protected:
  static constexpr const char* kUrl = "http://169.254.170.2/c";

  void Provide(const std::string& key, std::chrono::minutes lifetime) {
    const auto end = std::chrono::system_clock::now() + lifetime;
    std::string text = FormatAmzDate(end);  // 20130524T000000Z
    text.insert(13, ":").insert(11, ":").insert(6, "-").insert(4, "-");
    services_.Respond("GET " + std::string(kUrl),
                      Response(200, R"({"AccessKeyId": ")" + key +
                                        R"(", "SecretAccessKey": "S", "Token": "T", )" +
                                        R"("Expiration": ")" + text + "\"}"));
  }
  static std::string KeyOf(const HttpRequest& request) {
    const std::string text = SentHeader(request, "authorization");
    const std::size_t begin = text.find("Credential=") + 11;
    return text.substr(begin, text.find('/') - begin);
  }

  Variables variables_ = With({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c"}});
};

TEST_F(RenewalTest, CredentialsAreRenewedBeforeTheyExpire) {
  Provide("A", 4min);
  const auto store = Make(variables_);
  EXPECT_EQ(KeyOf(store->Request(kPlace, {})), "A");
  Provide("B", 60min);
  store->KeepReady();
  EXPECT_EQ(KeyOf(store->Request(kPlace, {})), "B");
  const std::size_t requests = services_.requests.size();
  store->KeepReady();
  EXPECT_EQ(services_.requests.size(), requests) << "they are good for long";
}

TEST_F(RenewalTest, AFailedRenewalKeepsTheOldOnes) {
  Provide("A", 4min);
  const auto store = Make(variables_);
  services_.Forget();
  const std::size_t requests = services_.requests.size();
  store->KeepReady();
  EXPECT_GT(services_.requests.size(), requests);
  EXPECT_EQ(KeyOf(store->Request(kPlace, {})), "A");
}

TEST_F(RenewalTest, RefusedCredentialsAreRenewed) {
  Provide("A", 60min);
  const auto store = Make(variables_);
  const HttpRequest sent = store->Request(kPlace, {});
  EXPECT_EQ(store->Judge("bucket", sent, RefusedWith(400, "ExpiredToken")), Verdict::kChanged);
  Provide("B", 60min);
  store->Prepare();
  EXPECT_EQ(KeyOf(store->Request(kPlace, {})), "B");
  // A late answer to the old request renews nothing more.
  EXPECT_EQ(store->Judge("bucket", sent, RefusedWith(400, "ExpiredToken")), Verdict::kChanged);
  const std::size_t requests = services_.requests.size();
  store->Prepare();
  EXPECT_EQ(services_.requests.size(), requests);
}

TEST_F(S3StoreTest, AnonymousRequestsAreNotSigned) {
  const auto store = Make(With({{"IMREC_S3_ANONYMOUS", "true"}}));
  const HttpRequest sent = store->Request(kPlace, {});
  EXPECT_EQ(SentHeader(sent, "authorization"), "");
  EXPECT_EQ(store->Judge("bucket", sent, RefusedWith(400, "ExpiredToken")), Verdict::kFinal);
}

}  // namespace
}  // namespace imrec::remote
