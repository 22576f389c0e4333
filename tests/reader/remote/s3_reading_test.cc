// Reading from a store that checks signatures.
#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reader/remote/remote_fixture.h"
#include "tests/support/environment_variables.h"

namespace imrec {
namespace {

using test::EnvironmentVariables;
using test::RemoteStore;
using test::RemoteTest;
using test::Stream;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

class S3ReadingTest : public RemoteTest {
 protected:
  void SetUp() override {
    RemoteTest::SetUp();
    if (IsSkipped()) return;
    store_ = std::make_unique<RemoteStore>(
        dir_.path(), std::vector<std::string>{"--access-key", "KEY", "--secret-key", "se/cr+et"});
    variables_.Set("AWS_ENDPOINT_URL_S3", store_->url());
  }

  static std::string Named(const std::string& key) { return "s3://bucket/" + key; }

  // Bucket names have three letters or more.
  S3ReadingTest() {
    std::filesystem::rename(dir_ / "b", dir_ / "bucket");
    test::WriteFile(dir_ / "no-config", "");
  }

  std::filesystem::path LocalSet() const { return dir_ / "bucket/set.rec"; }

  EnvironmentVariables variables_{{{"AWS_ACCESS_KEY_ID", "KEY"},
                                   {"AWS_SECRET_ACCESS_KEY", "se/cr+et"},
                                   {"AWS_REGION", "us-east-1"},
                                   {"AWS_EC2_METADATA_DISABLED", "true"},
                                   {"AWS_CONFIG_FILE", (dir_ / "no-config").string()},
                                   {"AWS_SHARED_CREDENTIALS_FILE", (dir_ / "no-config").string()}}};
};

TEST_F(S3ReadingTest, ReturnsTheBatchesOfTheLocalFile) {
  const Stream expected = ReadAll(Options(LocalSet()));
  EXPECT_EQ(ReadAll(Options(Named("set.rec"))), expected);
  EXPECT_EQ(ReadAll(Options(Named("set"))), expected);
}

TEST_F(S3ReadingTest, KeysMayHaveAnyCharacters) {
  const Stream expected = ReadAll(Options(LocalSet()));
  const std::string folder = "a b/\xc3\xbc+=:,()'@&$%20";
  std::filesystem::create_directories(dir_ / "bucket" / folder);
  std::filesystem::rename(LocalSet(), dir_ / "bucket" / folder / "set.rec");
  std::filesystem::rename(dir_ / "bucket/set.idx", dir_ / "bucket" / folder / "set.idx");
  EXPECT_EQ(ReadAll(Options(Named(folder + "/set.rec"))), expected);
}

TEST_F(S3ReadingTest, FindsTheFilesOfAPattern) {
  test::WriteShardedSet(dir_ / "bucket/folder/many", 40, 3);
  std::filesystem::remove(dir_ / "bucket/folder/many.manifest.json");
  ReaderOptions options = Options(dir_ / "bucket/folder/many-*.rec");
  const Stream expected = ReadAll(options);
  options.sources = {Named("folder/many-*.rec")};
  EXPECT_EQ(ReadAll(options), expected);
  options.sources = {Named("folder/man*")};
  EXPECT_EQ(ReadAll(options), expected);
  EXPECT_THAT([&] { ReadAll(Options(Named("fol*/many.rec"))); },
              ThrowsMessage<Error>(HasSubstr("only after the last /")));
  EXPECT_THAT([&] { ReadAll(Options(Named("folder/x*.rec"))); },
              ThrowsMessage<Error>(HasSubstr("no file matches")));
}

TEST_F(S3ReadingTest, AWrongSecretIsNamed) {
  variables_.Set("AWS_SECRET_ACCESS_KEY", "other");
  EXPECT_THAT([&] { ReadAll(Options(Named("set.rec"))); },
              ThrowsMessage<Error>(
                  AllOf(HasSubstr("s3://bucket/set.rec"), HasSubstr("SignatureDoesNotMatch"))));
}

TEST_F(S3ReadingTest, WithoutCredentialsItSaysWhereItLooked) {
  ::unsetenv("AWS_ACCESS_KEY_ID");
  ::unsetenv("AWS_SECRET_ACCESS_KEY");
  EXPECT_THAT([&] { ReadAll(Options(Named("set.rec"))); },
              ThrowsMessage<Error>(HasSubstr("AWS_ACCESS_KEY_ID")));
}

TEST_F(S3ReadingTest, AnonymousRequestsAreNotSigned) {
  const RemoteStore open(dir_.path());
  variables_.Set("AWS_ENDPOINT_URL_S3", open.url());
  variables_.Set("IMREC_S3_ANONYMOUS", "true");
  ::unsetenv("AWS_ACCESS_KEY_ID");
  EXPECT_EQ(ReadAll(Options(Named("set.rec"))).keys.size(), kRecords);
}

TEST_F(S3ReadingTest, TheOptionsOfAReaderSayWhereTheStoreIs) {
  const RemoteStore open(dir_.path());
  variables_.Set("AWS_ENDPOINT_URL_S3", "http://localhost:1");
  ReaderOptions options = Options(Named("set.rec"));
  options.access.remote.s3 = {.endpoint = open.url(), .anonymous = true};
  EXPECT_EQ(ReadAll(options), ReadAll(Options(LocalSet())));
}

TEST_F(S3ReadingTest, AProfileThatDoesNotExistIsNamed) {
  ReaderOptions options = Options(Named("set.rec"));
  options.access.remote.s3.profile = "typo";
  EXPECT_THAT([&] { ReadAll(options); }, ThrowsMessage<Error>(HasSubstr("profile 'typo'")));
}

TEST_F(S3ReadingTest, LearnsTheRegionOfABucket) {
  const Stream expected = ReadAll(Options(LocalSet()));
  store_->Control(R"({"region": "eu-west-1"})");
  EXPECT_EQ(ReadAll(Options(Named("set.rec"))), expected);
}

TEST_F(S3ReadingTest, FollowsRedirectsWithASignatureOfTheirOwn) {
  const Stream expected = ReadAll(Options(LocalSet()));
  for (const char* const kind : {"permanent_redirect", "temporary_redirect"}) {
    store_->Control(std::string(R"({"faults": [{"kind": ")") + kind +
                    R"(", "region": "eu-west-1", "times": 1}]})");
    if (std::string(kind) == "permanent_redirect") store_->Control(R"({"region": "eu-west-1"})");
    EXPECT_EQ(ReadAll(Options(Named("set.rec"))), expected) << kind;
  }
}

// An expired token is followed by new credentials, here from a file that a tool writes anew.
TEST_F(S3ReadingTest, RenewsCredentialsThatExpired) {
  ::unsetenv("AWS_ACCESS_KEY_ID");
  ::unsetenv("AWS_SECRET_ACCESS_KEY");
  const auto write = [&](const std::string& key) {
    test::WriteFile(dir_ / "credentials", "[default]\naws_access_key_id = " + key +
                                              "\naws_secret_access_key = secret\n"
                                              "aws_session_token = token\n");
  };
  write("OLD");
  variables_.Set("AWS_SHARED_CREDENTIALS_FILE", (dir_ / "credentials").string());
  const std::string keys =
      R"({"access_key": "NEW", "secret_key": "secret", "session_token": "token"},
         {"access_key": "OLD", "secret_key": "secret", "session_token": "token", "expired": )";
  store_->Control(R"({"credentials": [)" + keys + "false}]}");
  const Stream expected = ReadAll(Options(LocalSet()));
  DetectionReader reader(Options(Named("set.rec")));
  Stream got;
  got.Add(*reader.Next());
  // The newer ones are there before a request is refused.
  write("NEW");
  store_->Control(R"({"credentials": [)" + keys + "true}]}");
  while (const std::optional<Batch> batch = reader.Next()) got.Add(*batch);
  EXPECT_EQ(got, expected);
}

}  // namespace
}  // namespace imrec
