#include "recordio/remote/credentials/aws_profile.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imrec/error.h>

#include "tests/recordio/remote/fake_services.h"
#include "tests/support/files.h"

namespace imrec::remote {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Refusal(const std::string& text) {
  try {
    AwsProfiles().AddConfig(text, "FILE");
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST(AwsProfile, SectionsOfConfigAreNamedProfile) {
  AwsProfiles profiles;
  profiles.AddConfig(
      "[default]\r\nRegion = r0\r\n\r\n[profile a]\nregion=ra\n[profile \"b c\"]\nregion=rb\n"
      "[a]\nregion=ignored\n[sso-session s]\nsso_region = x\n[ profile d ]\nregion = rd",
      "config");
  EXPECT_EQ(profiles.Profile("default")->Get("region"), "r0");
  EXPECT_EQ(profiles.Profile("a")->Get("region"), "ra");
  EXPECT_EQ(profiles.Profile("b c")->Get("region"), "rb");
  EXPECT_EQ(profiles.Profile("d")->Get("region"), "rd");
  EXPECT_EQ(profiles.Profile("s"), nullptr);
  EXPECT_EQ(profiles.Profile("a")->Get("none"), "");
}

TEST(AwsProfile, CredentialsReplaceValuesOfConfig) {
  AwsProfiles profiles;
  profiles.AddConfig("[profile a]\nregion = ra\naws_access_key_id = old\n", "config");
  profiles.AddCredentials("[a]\naws_access_key_id = new\n[profile a]\nx = y\n", "credentials");
  EXPECT_EQ(profiles.Profile("a")->Get("aws_access_key_id"), "new");
  EXPECT_EQ(profiles.Profile("a")->Get("region"), "ra");
  EXPECT_EQ(profiles.Profile("a")->Get("x"), "");
}

TEST(AwsProfile, CommentsBeginLinesOrFollowBlanks) {
  AwsProfiles profiles;
  profiles.AddConfig("# a\n; b\n  # c\n[default] # d\nx = 1 ; e\ny = a#b;c\n\tz = 2\n", "config");
  EXPECT_EQ(profiles.Profile("default")->Get("x"), "1");
  EXPECT_EQ(profiles.Profile("default")->Get("y"), "a#b;c");
  EXPECT_EQ(profiles.Profile("default")->Get("z"), "2");
}

TEST(AwsProfile, NestedBlocks) {
  AwsProfiles profiles;
  profiles.AddConfig(
      "[services local]\ns3 =\n  endpoint_url = http://s3\n  other = 1\nsts =\n"
      "  endpoint_url = http://sts\n[default]\ns3 =\n\taddressing_style = path\nregion = r\n",
      "config");
  EXPECT_EQ(profiles.Services("local")->Get("s3.endpoint_url"), "http://s3");
  EXPECT_EQ(profiles.Services("local")->Get("sts.endpoint_url"), "http://sts");
  EXPECT_EQ(profiles.Services("none"), nullptr);
  EXPECT_EQ(profiles.Profile("default")->Get("s3.addressing_style"), "path");
  EXPECT_EQ(profiles.Profile("default")->Get("region"), "r");
}

TEST(AwsProfile, MalformedLinesAreRefusedWithoutTheirValues) {
  EXPECT_THAT(Refusal("[default]\n\nregion\n"), HasSubstr("FILE:3: "));
  EXPECT_THAT(Refusal("[default\nx = y"), HasSubstr("FILE:1: "));
  EXPECT_THAT(Refusal("[default]\n= secret"), Not(HasSubstr("secret")));
  EXPECT_THAT(Refusal("key = secret"), HasSubstr("expected a section"));
  EXPECT_THAT(Refusal("key = secret"), Not(HasSubstr("secret")));
}

TEST(AwsProfile, FilesAreFoundByVariablesOrInTheHomeFolder) {
  const Environment home = FakeEnvironment({{"HOME", "/home/me"}});
  EXPECT_EQ(AwsConfigPath(home), "/home/me/.aws/config");
  EXPECT_EQ(AwsCredentialsPath(home), "/home/me/.aws/credentials");
  const Environment set = FakeEnvironment({{"HOME", "/home/me"},
                                           {"AWS_CONFIG_FILE", "~/c"},
                                           {"AWS_SHARED_CREDENTIALS_FILE", "/etc/k"}});
  EXPECT_EQ(AwsConfigPath(set), "/home/me/c");
  EXPECT_EQ(AwsCredentialsPath(set), "/etc/k");
  EXPECT_EQ(AwsConfigPath(FakeEnvironment({})), "");
}

TEST(AwsProfile, FilesThatDoNotExistAndDevNullAreEmpty) {
  const test::TempDir folder;
  test::WriteFile(folder / ".aws/credentials", "\xEF\xBB\xBF[default]\nx = 1\n");
  const AwsProfiles profiles = ReadAwsProfiles(
      FakeEnvironment({{"HOME", folder.path().string()}, {"AWS_CONFIG_FILE", "/dev/null"}}));
  EXPECT_EQ(profiles.Profile("default")->Get("x"), "1");
  EXPECT_EQ(ReadAwsProfiles(FakeEnvironment({})).Profile("default"), nullptr);
  EXPECT_THROW(ReadAwsProfiles(FakeEnvironment({{"AWS_CONFIG_FILE", folder.path().string()}})),
               Error);
}

}  // namespace
}  // namespace imrec::remote
