#include "recordio/remote/credentials/credential_source.h"

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

const std::string kJson =
    R"({"Code": "Success", "AccessKeyId": "A", "SecretAccessKey": "S", "Token": "T",
        "Expiration": "2030-01-02T03:04:05Z"})";

class CredentialSourceTest : public ::testing::Test {
 protected:
  std::optional<AwsCredentials> LookUp(CredentialLookup source) {
    variables_.emplace("HOME", folder_.path().string());
    CredentialContext context;
    context.environment = FakeEnvironment(variables_);
    context.exchange = services_.Exchange();
    context.profile = profile_;
    context.region = region_;
    return source(context);
  }
  // The keys as ACCESS/SECRET/TOKEN, or `none`.
  std::string Keys(CredentialLookup source) {
    const std::optional<AwsCredentials> found = LookUp(source);
    if (!found) return "none";
    return found->access_key + "/" + found->secret_key + "/" + found->session_token;
  }
  std::string Refusal(CredentialLookup source) {
    try {
      LookUp(source);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  test::TempDir folder_;
  Variables variables_;
  FakeServices services_;
  std::string profile_;
  std::string region_ = "eu-west-1";
};

const TimePoint kExpiration = ParseIsoTime("2030-01-02T03:04:05Z").value();

TEST_F(CredentialSourceTest, Environment) {
  EXPECT_EQ(Keys(EnvironmentCredentials), "none");
  variables_ = {{"AWS_ACCESS_KEY_ID", "A"}};
  EXPECT_THAT(Refusal(EnvironmentCredentials), HasSubstr("both"));
  variables_["AWS_SECRET_ACCESS_KEY"] = "S";
  EXPECT_EQ(Keys(EnvironmentCredentials), "A/S/");
  variables_["AWS_SESSION_TOKEN"] = "T";
  EXPECT_EQ(Keys(EnvironmentCredentials), "A/S/T");
}

constexpr const char* kStsResponse =
    "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
    "<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>A</AccessKeyId>"
    "<SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken>"
    "<Expiration>2030-01-02T03:04:05Z</Expiration></Credentials>"
    "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>";

TEST_F(CredentialSourceTest, WebIdentity) {
  EXPECT_EQ(Keys(WebIdentityCredentials), "none");
  const std::string file = (folder_ / "token").string();
  variables_["AWS_WEB_IDENTITY_TOKEN_FILE"] = file;
  EXPECT_THAT(Refusal(WebIdentityCredentials), HasSubstr("AWS_ROLE_ARN"));
  variables_["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/r";
  EXPECT_THAT(Refusal(WebIdentityCredentials), HasSubstr("token"));
  test::WriteFile(file, "one.two\n");
  services_.Respond("POST https://sts.eu-west-1.amazonaws.com/", Response(200, kStsResponse));
  const std::optional<AwsCredentials> found = LookUp(WebIdentityCredentials);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->access_key, "A");
  EXPECT_EQ(found->session_token, "T");
  EXPECT_EQ(found->expiration, kExpiration);
  EXPECT_EQ(services_.requests.back().body,
            "Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&"
            "RoleSessionName=imrec&Version=2011-06-15&WebIdentityToken=one.two");
  EXPECT_EQ(SentHeader(services_.requests.back(), "content-type"),
            "application/x-www-form-urlencoded");
  EXPECT_EQ(SentHeader(services_.requests.back(), "authorization"), "");

  // The token rotates.
  test::WriteFile(file, "three");
  variables_["AWS_ROLE_SESSION_NAME"] = "mine";
  EXPECT_EQ(Keys(WebIdentityCredentials), "A/S/T");
  EXPECT_THAT(services_.requests.back().body, HasSubstr("WebIdentityToken=three"));
  EXPECT_THAT(services_.requests.back().body, HasSubstr("RoleSessionName=mine"));
}

TEST_F(CredentialSourceTest, StsErrorsAreNamed) {
  const std::string file = (folder_ / "token").string();
  test::WriteFile(file, "secret-token");
  variables_ = {{"AWS_WEB_IDENTITY_TOKEN_FILE", file},
                {"AWS_ROLE_ARN", "arn"},
                {"AWS_ENDPOINT_URL_STS", "http://sts/"}};
  services_.Respond("POST http://sts/",
                    Response(403,
                             "<ErrorResponse><Error><Code>AccessDenied</Code>"
                             "<Message>Not you</Message></Error></ErrorResponse>"));
  EXPECT_THAT(Refusal(WebIdentityCredentials), HasSubstr("403 AccessDenied: Not you"));
  EXPECT_EQ(services_.requests.size(), 1U);
  services_.Respond("POST http://sts/", Response(503));
  EXPECT_THAT(Refusal(WebIdentityCredentials), HasSubstr("503"));
  EXPECT_EQ(services_.requests.size(), 4U);
  for (const char* body : {"", "<x/>", "<AssumeRoleWithWebIdentityResponse/>", "{}"}) {
    services_.Respond("POST http://sts/", Response(200, body));
    EXPECT_THAT(Refusal(WebIdentityCredentials), HasSubstr("no credentials"));
  }
  EXPECT_THAT(Refusal(WebIdentityCredentials), Not(HasSubstr("secret-token")));
}

TEST_F(CredentialSourceTest, ProfileWithKeys) {
  EXPECT_EQ(Keys(ProfileCredentials), "none");
  test::WriteFile(folder_ / ".aws/credentials",
                  "[default]\naws_access_key_id = A\naws_secret_access_key = S/+=\n"
                  "[b]\naws_access_key_id=B\naws_secret_access_key=S\naws_session_token=T==\n"
                  "[half]\naws_access_key_id = A\n");
  EXPECT_EQ(Keys(ProfileCredentials), "A/S/+=/");
  variables_["AWS_PROFILE"] = "b";
  EXPECT_EQ(Keys(ProfileCredentials), "B/S/T==");
  profile_ = "half";
  EXPECT_THAT(Refusal(ProfileCredentials), HasSubstr("both"));
  profile_ = "none";
  EXPECT_THAT(Refusal(ProfileCredentials), HasSubstr("profile 'none'"));
}

TEST_F(CredentialSourceTest, ProfileWithProcess) {
  test::WriteFile(folder_ / "keys.json",
                  R"({"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "S",
                      "SessionToken": "T", "Expiration": "2030-01-02T03:04:05+00:00"})");
  test::WriteFile(folder_ / ".aws/config",
                  "[default]\ncredential_process = cat '" + (folder_ / "keys.json").string() +
                      "'\n[profile bad]\ncredential_process = echo not-json\n"
                      "[profile fails]\ncredential_process = false secret-argument\n");
  const std::optional<AwsCredentials> found = LookUp(ProfileCredentials);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->session_token, "T");
  EXPECT_EQ(found->expiration, kExpiration);
  profile_ = "bad";
  EXPECT_THAT(Refusal(ProfileCredentials), HasSubstr("credential_process of profile 'bad'"));
  EXPECT_THAT(Refusal(ProfileCredentials), Not(HasSubstr("not-json")));
  profile_ = "fails";
  EXPECT_THAT(Refusal(ProfileCredentials), HasSubstr("'false' failed with exit code 1"));
  EXPECT_THAT(Refusal(ProfileCredentials), Not(HasSubstr("secret-argument")));
}

TEST_F(CredentialSourceTest, ProfileWithRole) {
  test::WriteFile(folder_ / "token", "t");
  test::WriteFile(
      folder_ / ".aws/config",
      "[default]\nrole_arn = arn\nweb_identity_token_file = " + (folder_ / "token").string() +
          "\n[profile chain]\nrole_arn = arn\nsource_profile = default\n"
          "[profile sso]\nsso_session = s\nsso_account_id = 1\n");
  services_.Respond("POST https://sts.eu-west-1.amazonaws.com/", Response(200, kStsResponse));
  EXPECT_EQ(Keys(ProfileCredentials), "A/S/T");
  profile_ = "chain";
  EXPECT_THAT(Refusal(ProfileCredentials),
              HasSubstr("uses role_arn, which imrec does not support"));
  EXPECT_THAT(Refusal(ProfileCredentials),
              HasSubstr("aws configure export-credentials --profile chain"));
  profile_ = "sso";
  EXPECT_THAT(Refusal(ProfileCredentials), HasSubstr("sso_session"));
}

TEST_F(CredentialSourceTest, ContainerOfEcs) {
  EXPECT_EQ(Keys(ContainerCredentials), "none");
  variables_ = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/1"},
                {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/not-used"}};
  EXPECT_THAT(Refusal(ContainerCredentials), HasSubstr("no response"));
  EXPECT_EQ(services_.requests.size(), 3U);
  services_.Respond("GET http://169.254.170.2/v2/credentials/1", Response(200, kJson));
  EXPECT_EQ(Keys(ContainerCredentials), "A/S/T");
  EXPECT_EQ(SentHeader(services_.requests.back(), "authorization"), "");
  services_.Respond("GET http://169.254.170.2/v2/credentials/1", Response(404));
  EXPECT_THAT(Refusal(ContainerCredentials), HasSubstr("404"));
  variables_["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "@evil.com/";
  EXPECT_THAT(Refusal(ContainerCredentials), HasSubstr("begin with '/'"));
}

TEST_F(CredentialSourceTest, ContainerOfEksWithTokenFile) {
  test::WriteFile(folder_ / "token", "from-file\n");
  const std::string url = "http://169.254.170.23/v1/credentials";
  variables_ = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", url},
                {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "from-variable"}};
  services_.Respond("GET " + url, Response(200, kJson));
  EXPECT_EQ(Keys(ContainerCredentials), "A/S/T");
  EXPECT_EQ(SentHeader(services_.requests.back(), "authorization"), "from-variable");
  variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = (folder_ / "token").string();
  EXPECT_EQ(Keys(ContainerCredentials), "A/S/T");
  EXPECT_EQ(SentHeader(services_.requests.back(), "authorization"), "from-file");
  test::WriteFile(folder_ / "token", "a\nb");
  EXPECT_THAT(Refusal(ContainerCredentials), HasSubstr("line break"));
}

TEST_F(CredentialSourceTest, ContainerTokensAreNotSentUnencryptedToOtherHosts) {
  for (const char* url :
       {"http://127.0.0.1:80/x", "http://127.1.2.3/x", "http://localhost/x", "http://[::1]/x",
        "http://169.254.170.2/x", "http://[fd00:ec2::23]/x", "https://example.com/x"}) {
    variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
    EXPECT_THAT(Refusal(ContainerCredentials), HasSubstr("no response")) << url;
  }
  services_.requests.clear();
  for (const char* url : {"http://example.com/x", "http://169.254.170.24/x",
                          "http://127.0.0.1.example.com/x", "http://localhost.example.com/x"}) {
    variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
    EXPECT_THAT(Refusal(ContainerCredentials), HasSubstr("should be an https URL")) << url;
  }
  EXPECT_TRUE(services_.requests.empty());
}

const std::string kMetadata = "http://169.254.169.254/latest/";
const std::string kRoles = kMetadata + "meta-data/iam/security-credentials/";

TEST_F(CredentialSourceTest, Instance) {
  services_.Respond("PUT " + kMetadata + "api/token", Response(200, "METADATA-TOKEN"));
  services_.Respond("GET " + kRoles, Response(200, "my role\n"));
  services_.Respond("GET " + kRoles + "my%20role", Response(200, kJson));
  const std::optional<AwsCredentials> found = LookUp(InstanceCredentials);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->secret_key, "S");
  EXPECT_EQ(found->expiration, kExpiration);
  ASSERT_EQ(services_.requests.size(), 3U);
  EXPECT_NE(SentHeader(services_.requests[0], "x-aws-ec2-metadata-token-ttl-seconds"), "");
  EXPECT_EQ(SentHeader(services_.requests[2], "x-aws-ec2-metadata-token"), "METADATA-TOKEN");
  variables_["AWS_EC2_METADATA_DISABLED"] = "true";
  EXPECT_EQ(Keys(InstanceCredentials), "none");
}

TEST_F(CredentialSourceTest, InstanceWithoutServiceOrRole) {
  EXPECT_EQ(Keys(InstanceCredentials), "none");
  EXPECT_EQ(services_.requests.size(), 2U);
  services_.Respond("PUT http://imds/latest/api/token", Response(200, "T"));
  services_.Respond("GET http://imds/latest/meta-data/iam/security-credentials/", Response(404));
  variables_["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://imds/";
  EXPECT_EQ(Keys(InstanceCredentials), "none");
  services_.Respond("GET http://imds/latest/meta-data/iam/security-credentials/", Response(500));
  EXPECT_THAT(Refusal(InstanceCredentials), HasSubstr("500"));
}

TEST_F(CredentialSourceTest, MalformedJsonIsRefusedWithoutItsContents) {
  variables_ = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c"}};
  for (const char* body :
       {"", "[]", "{\"AccessKeyId\": \"secret\"}", R"({"AccessKeyId": 1, "SecretAccessKey": "s"})",
        R"({"AccessKeyId": "a", "SecretAccessKey": "secret", "Expiration": "soon"})",
        R"({"AccessKeyId": "a", "SecretAccessKey": ""})", "{\"AccessKeyId\": \"secret"}) {
    services_.Respond("GET http://169.254.170.2/c", Response(200, body));
    EXPECT_THAT(Refusal(ContainerCredentials), HasSubstr("the container's credential service: "));
    EXPECT_THAT(Refusal(ContainerCredentials), Not(HasSubstr("secret")));
  }
  services_.Respond("GET http://169.254.170.2/c",
                    Response(200, R"({"Code": "Failed", "Message": "why"})"));
  EXPECT_THAT(Refusal(ContainerCredentials), HasSubstr("code Failed: why"));
}

}  // namespace
}  // namespace imrec::remote
