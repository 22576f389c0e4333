#include "recordio/remote/s3/s3_settings.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imrec/error.h>

#include "tests/recordio/remote/fake_services.h"

namespace imrec::remote {
namespace {

using ::testing::HasSubstr;

AwsProfiles Config(const std::string& text) {
  AwsProfiles profiles;
  profiles.AddConfig(text, "config");
  return profiles;
}

S3Settings Resolve(const S3Options& options, const Variables& variables,
                   const AwsProfiles& profiles = {}, S3Scheme scheme = S3Scheme::kS3) {
  return ResolveS3Settings(options, scheme, FakeEnvironment(variables), profiles);
}

std::string Refusal(const S3Options& options, const Variables& variables,
                    const AwsProfiles& profiles = {}) {
  try {
    Resolve(options, variables, profiles);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

constexpr const char* kConfig =
    "[default]\nendpoint_url = http://profile\nservices = local\nregion = eu-west-3\n"
    "[services local]\ns3 =\n  endpoint_url = http://services\n";

TEST(S3Settings, OrderOfEndpoints) {
  const AwsProfiles profiles = Config(kConfig);
  const Variables both = {{"AWS_ENDPOINT_URL_S3", "http://s3"}, {"AWS_ENDPOINT_URL", "http://all"}};
  EXPECT_EQ(Resolve({.endpoint = "http://option/"}, both, profiles).endpoint, "http://option");
  EXPECT_EQ(Resolve({}, both, profiles).endpoint, "http://s3");
  EXPECT_EQ(Resolve({}, {{"AWS_ENDPOINT_URL", "http://all"}}, profiles).endpoint, "http://all");
  EXPECT_EQ(Resolve({}, {}, profiles).endpoint, "http://services");
  EXPECT_EQ(Resolve({}, {}, Config("[default]\nendpoint_url=http://profile")).endpoint,
            "http://profile");
  EXPECT_EQ(Resolve({}, {}).endpoint, "");
}

TEST(S3Settings, ConfiguredEndpointsAreIgnoredOnRequest) {
  const AwsProfiles profiles = Config(kConfig);
  const Variables ignore = {{"AWS_ENDPOINT_URL_S3", "http://s3"},
                            {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE"}};
  EXPECT_EQ(Resolve({}, ignore, profiles).endpoint, "");
  EXPECT_EQ(Resolve({.endpoint = "http://option"}, ignore, profiles).endpoint, "http://option");
  const AwsProfiles ignoring =
      Config("[default]\nignore_configured_endpoint_urls = true\nendpoint_url = http://profile\n");
  EXPECT_EQ(Resolve({}, {}, ignoring).endpoint, "");
  EXPECT_EQ(Resolve({}, {{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false"}}, ignoring).endpoint,
            "http://profile");
  EXPECT_THAT(Refusal({}, {{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "maybe"}}),
              HasSubstr("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"));
}

TEST(S3Settings, OrderOfRegions) {
  const AwsProfiles profiles = Config(kConfig);
  const Variables both = {{"AWS_REGION", "r1"}, {"AWS_DEFAULT_REGION", "r2"}};
  EXPECT_EQ(Resolve({.region = "r0"}, both, profiles).region, "r0");
  EXPECT_EQ(Resolve({}, both, profiles).region, "r1");
  EXPECT_EQ(Resolve({}, {{"AWS_DEFAULT_REGION", "r2"}}, profiles).region, "r2");
  EXPECT_EQ(Resolve({}, {}, profiles).region, "eu-west-3");
  EXPECT_EQ(Resolve({}, {}).region, "us-east-1");
}

TEST(S3Settings, ProfilesAreChosenByOptionThenVariable) {
  const AwsProfiles profiles = Config("[profile a]\nregion = ra\n[profile b]\nregion = rb\n");
  EXPECT_EQ(Resolve({.profile = "a"}, {{"AWS_PROFILE", "b"}}, profiles).region, "ra");
  EXPECT_EQ(Resolve({}, {{"AWS_PROFILE", "b"}}, profiles).region, "rb");
  EXPECT_THAT(Refusal({}, {{"AWS_PROFILE", "c"}, {"HOME", "/h"}}, profiles),
              HasSubstr("profile 'c' is neither in '/h/.aws/config' nor in"));
}

TEST(S3Settings, GoogleCloudStorage) {
  const Variables aws = {{"AWS_ENDPOINT_URL", "http://all"}, {"AWS_REGION", "r1"}};
  const S3Settings settings = Resolve({}, aws, {}, S3Scheme::kGs);
  EXPECT_EQ(settings.endpoint, "https://storage.googleapis.com");
  EXPECT_EQ(settings.region, "auto");
  EXPECT_EQ(Resolve({.endpoint = "http://o"}, aws, {}, S3Scheme::kGs).endpoint, "http://o");
}

TEST(S3Settings, AddressingStyleAndAnonymity) {
  EXPECT_EQ(Resolve({}, {}).path_style, std::nullopt);
  const AwsProfiles path = Config("[default]\ns3 =\n  addressing_style = path\n");
  EXPECT_EQ(Resolve({}, {}, path).path_style, true);
  EXPECT_EQ(Resolve({.path_style = false}, {}, path).path_style, false);
  EXPECT_THAT(Refusal({}, {}, Config("[default]\ns3 =\n  addressing_style = x\n")),
              HasSubstr("addressing_style"));
  EXPECT_FALSE(Resolve({}, {}).anonymous);
  EXPECT_TRUE(Resolve({.anonymous = true}, {}).anonymous);
}

TEST(S3Settings, MalformedValuesAreRefusedWithTheirOrigin) {
  EXPECT_THAT(Refusal({.endpoint = "host:9000"}, {}), HasSubstr("endpoint: 'host:9000'"));
  EXPECT_THAT(Refusal({}, {{"AWS_ENDPOINT_URL", "ftp://h"}}), HasSubstr("AWS_ENDPOINT_URL: "));
  EXPECT_THAT(Refusal({.endpoint = "http://h/?x=1"}, {}), HasSubstr("no query"));
  EXPECT_THAT(Refusal({.region = "evil.com/"}, {}), HasSubstr("region: "));
  EXPECT_THAT(Refusal({}, {}, Config("[default]\nservices = none\n")),
              HasSubstr("[services none]"));
  EXPECT_EQ(Resolve({.endpoint = "HTTP://h:80/a/b//"}, {}).endpoint, "http://h/a/b");
}

}  // namespace
}  // namespace imrec::remote
