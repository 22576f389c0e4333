// Writing to a store that checks signatures and digests.
#include "recordio/internal/object_store.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imrec/error.h>

#include "recordio/remote/s3/multipart_upload.h"
#include "tests/support/environment_variables.h"
#include "tests/support/files.h"
#include "tests/support/peak_memory.h"
#include "tests/support/remote_store.h"

namespace imrec {
namespace {

using test::EnvironmentVariables;
using test::ReadText;
using test::RemoteStore;
using testing::AllOf;
using testing::Ge;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr UploadOptions kOptions{
    .multipart_from = 1'000, .part_bytes = 300, .quiet_limit = std::chrono::seconds(10)};

// Different in each part.
std::string Contents(std::size_t size) {
  std::string text;
  for (std::uint32_t state = 1; text.size() < size;) {
    state = state * 1'664'525 + 1'013'904'223;
    text += static_cast<char>(state >> 24);
  }
  return text;
}

class ObjectStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::CanRunRemoteStore()) GTEST_SKIP() << "no Python";
    std::filesystem::create_directories(dir_ / "bucket");
    test::WriteFile(dir_ / "no-config", "");
    server_ = std::make_unique<RemoteStore>(dir_.path(), test::StoreOptions());
    variables_ = std::make_unique<EnvironmentVariables>(
        test::StoreVariables(server_->url(), dir_ / "no-config"));
    store_ = std::make_unique<ObjectStore>("s3://bucket/x", kOptions);
    test::WriteFile(dir_ / "small", Contents(900));
    test::WriteFile(dir_ / "large", Contents(2'000));
  }

  static std::string Named(const std::string& key) { return "s3://bucket/" + key; }
  std::string Stored(const std::string& key) const { return ReadText(dir_ / ("bucket/" + key)); }
  bool Exists(const std::string& key) const {
    return std::filesystem::exists(dir_ / ("bucket/" + key));
  }
  void Fault(const std::string& rule) const { server_->Control(R"({"faults": [)" + rule + "]}"); }

  // Puts a small and a large file.
  void PutBoth() {
    store_->PutFiles({{dir_ / "small", Named("small")}, {dir_ / "large", Named("large")}});
  }
  void ExpectBoth(const std::string& what) const {
    EXPECT_EQ(Stored("small"), Contents(900)) << what;
    EXPECT_EQ(Stored("large"), Contents(2'000)) << what;
  }

  // Several requests of each kind fail in this way.
  void PutBothDespite(const std::string& kind) {
    std::filesystem::remove_all(dir_ / "bucket");
    std::filesystem::create_directories(dir_ / "bucket");
    Fault(R"({"kind": ")" + kind + R"(", "times": 2}, {"kind": ")" + kind +
          R"(", "after": 3, "times": 2}, {"kind": ")" + kind +
          R"(", "method": "POST", "match": "uploadId", "times": 1})");
    PutBoth();
    ExpectBoth(kind);
  }

  test::TempDir dir_;
  std::unique_ptr<RemoteStore> server_;
  std::unique_ptr<EnvironmentVariables> variables_;
  std::unique_ptr<ObjectStore> store_;
};

TEST_F(ObjectStoreTest, FilesArriveAsTheyAre) {
  const std::string key = "a b/\xc3\xbc+=:,()'@&$%20";
  test::WriteFile(dir_ / "empty", "");
  test::WriteFile(dir_ / "edge", Contents(1'200));  // four whole parts
  store_->PutFiles({{dir_ / "small", Named("small")},
                    {dir_ / "large", Named("large")},
                    {dir_ / "empty", Named("empty")},
                    {dir_ / "edge", Named(key)}});
  ExpectBoth("no fault");
  EXPECT_EQ(Stored("empty"), "");
  EXPECT_EQ(Stored(key), Contents(1'200));
  EXPECT_EQ(server_->Counter("uploads"), 0);
}

TEST_F(ObjectStoreTest, FaultsOfTheServerChangeNothing) {
  for (const char* const kind :
       {"slow_down", "internal_error", "request_timeout", "temporary_redirect"}) {
    PutBothDespite(kind);
  }
}

TEST_F(ObjectStoreTest, FaultsOfTheNetworkChangeNothing) {
  for (const char* const kind : {"reset", "corrupt", "lost", "short_body", "reset_body"}) {
    PutBothDespite(kind);
  }
}

TEST_F(ObjectStoreTest, ALostUploadIsNotTakenForAnOlderObject) {
  PutBoth();
  // The store drops the upload, and there is an object of the same size.
  Fault(R"({"kind": "not_found", "method": "POST", "match": "uploadId", "code": "NoSuchUpload"})");
  std::string other = Contents(2'000);
  other[7] ^= 1;
  test::WriteFile(dir_ / "large", other);
  EXPECT_THAT([&] { PutBoth(); },
              ThrowsMessage<Error>(HasSubstr("the object is not the one that was sent")));
}

TEST_F(ObjectStoreTest, ASilentServerIsAskedAgain) {
  UploadOptions options = kOptions;
  options.quiet_limit = std::chrono::milliseconds(400);
  store_ = std::make_unique<ObjectStore>("s3://bucket/x", options);
  Fault(R"({"kind": "stall", "seconds": 2, "match": "small", "times": 1},
           {"kind": "stall", "seconds": 2, "match": "partNumber=2", "times": 1})");
  PutBoth();
  ExpectBoth("stall");
}

TEST_F(ObjectStoreTest, AnErrorInASuccessfulResponseIsSeen) {
  Fault(R"({"kind": "hidden_error", "times": 2})");
  PutBoth();
  ExpectBoth("hidden_error");
  Fault(R"({"kind": "hidden_error", "code": "InvalidRequest"})");
  EXPECT_THAT(
      [&] {
        store_->PutFiles({{dir_ / "large", Named("other")}});
      },
      ThrowsMessage<Error>(
          AllOf(HasSubstr("s3://bucket/other: cannot be written"), HasSubstr("InvalidRequest"))));
  EXPECT_FALSE(Exists("other"));
  EXPECT_EQ(server_->Counter("uploads"), 0) << "parts are left";
}

TEST_F(ObjectStoreTest, AFailureLeavesNoParts) {
  Fault(R"({"kind": "access_denied", "match": "partNumber=5"})");
  try {
    store_->PutFiles({{dir_ / "large", Named("large")}});
    ADD_FAILURE() << "written without permission";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnavailable);
    EXPECT_THAT(error.what(), HasSubstr("AccessDenied"));
  }
  EXPECT_FALSE(Exists("large"));
  EXPECT_EQ(server_->Counter("uploads"), 0);
  Fault(R"({"kind": "slow_down", "match": "partNumber=2"})");
  UploadOptions few = kOptions;
  few.max_attempts = 2;
  ObjectStore impatient(Named("x"), few);
  EXPECT_THAT(
      [&] {
        impatient.PutFiles({{dir_ / "large", Named("large")}});
      },
      ThrowsMessage<Error>(AllOf(HasSubstr("SlowDown"), HasSubstr("tried 2 times"))));
  EXPECT_EQ(server_->Counter("uploads"), 0);
}

TEST_F(ObjectStoreTest, TheObserverSeesAllBytesAndCanStop) {
  std::uint64_t most = 0;
  store_->SetObserver([&](std::uint64_t sent) { most = std::max(most, sent); });
  PutBoth();
  EXPECT_EQ(most, 2'900);
  server_->Control(R"({"delay_ms": 100})");
  store_->SetObserver([&](std::uint64_t sent) {
    if (sent >= 600) throw std::runtime_error("enough");
  });
  EXPECT_THAT(
      [&] {
        store_->PutFiles({{dir_ / "large", Named("other")}});
      },
      ThrowsMessage<std::runtime_error>(HasSubstr("enough")));
  EXPECT_FALSE(Exists("other"));
  EXPECT_EQ(server_->Counter("uploads"), 0);
}

// Also if the request that would drop the parts stalls.
TEST_F(ObjectStoreTest, AStopEndsWhateverStalls) {
  PutBoth();
  const std::map<std::string, std::function<void(ObjectStore&)>> calls = {
      {"list-type", [](ObjectStore& store) { store.List(Named("")); }},
      {"GET", [](ObjectStore& store) { store.GetText(Named("small")); }},
      {"PUT", [](ObjectStore& store) { store.PutText("text", Named("text")); }},
      {"DELETE", [](ObjectStore& store) { store.Remove({Named("small")}); }},
      {"uploads=",
       [&](ObjectStore& store) {
         store.PutFiles({{dir_ / "large", Named("other")}});
       }},
      {"partNumber=2|DELETE", [&](ObjectStore& store) {
         store.PutFiles({{dir_ / "large", Named("other")}});
       }}};
  for (const auto& [what, call] : calls) {
    std::string rules;
    for (const std::string method : {"GET", "PUT", "POST", "DELETE"}) {
      const bool by_method = what.find(method) != std::string::npos;
      const std::string match = what.substr(0, what.find('|'));
      if (by_method) rules += R"({"kind": "stall", "method": ")" + method + R"("},)";
      if (match != method) rules += R"({"kind": "stall", "match": ")" + match + R"("},)";
    }
    rules.pop_back();
    Fault(rules);
    server_->Control(R"({"reset_counters": true})");
    ObjectStore store(Named("x"), {.multipart_from = 1'000, .part_bytes = 300});
    const auto is_stalled = [&] { return server_->Counter("faults") > 0; };
    std::optional<std::chrono::steady_clock::time_point> stopped;
    store.SetObserver([&](std::uint64_t) {
      if (!stopped && !is_stalled()) return;
      if (!stopped) stopped = std::chrono::steady_clock::now();
      throw std::runtime_error("enough");
    });
    const auto& put = call;  // a structured binding cannot be captured by clang 14
    EXPECT_THAT([&] { put(store); }, ThrowsMessage<std::runtime_error>(HasSubstr("enough")))
        << what;
    ASSERT_TRUE(stopped) << what;
    // A stall lasts 30 s.
    EXPECT_LT(std::chrono::steady_clock::now() - *stopped, std::chrono::seconds(15)) << what;
  }
  EXPECT_TRUE(Exists("small"));
}

TEST_F(ObjectStoreTest, AFileThatIsComparedCanBeStopped) {
  test::WriteFile(dir_ / "huge", "");
  std::filesystem::resize_file(dir_ / "huge", std::uint64_t{32} << 20);
  ObjectStore store(Named("x"), {.multipart_from = std::uint64_t{64} << 20});
  store.SetObserver([](std::uint64_t) { throw std::runtime_error("enough"); });
  EXPECT_THAT(
      [&] {
        store.HoldsFile({.name = Named("huge"), .size = std::uint64_t{32} << 20, .etag = "x"},
                        dir_ / "huge");
      },
      ThrowsMessage<std::runtime_error>(HasSubstr("enough")));
}

TEST_F(ObjectStoreTest, AListIsAskedForAgainAfterDelays) {
  PutBoth();
  Fault(R"({"kind": "slow_down", "match": "list-type", "times": 3},
           {"kind": "short_body", "match": "list-type", "times": 1},
           {"kind": "reset", "match": "list-type", "times": 2})");
  EXPECT_EQ(store_->List(Named("")).size(), 2);
  server_->Control(R"({"reset_counters": true, "faults": [{"kind": "slow_down"}]})");
  UploadOptions few = kOptions;
  few.max_attempts = 4;
  EXPECT_THAT([&] { ObjectStore(Named("x"), few).List(Named("s")); },
              ThrowsMessage<Error>(AllOf(HasSubstr("s3://bucket/s: cannot be listed"),
                                         HasSubstr("SlowDown"), HasSubstr("tried 4 times"))));
  EXPECT_EQ(server_->Counter("requests"), 4);
}

TEST_F(ObjectStoreTest, PartsAreSentAtTheSameTime) {
  Fault(R"({"kind": "hold", "match": "partNumber"})");
  int looks = 0;
  store_->SetObserver([&](std::uint64_t) {
    if (server_->Counter("in_flight") >= 3 || ++looks == 200) Fault("");
  });
  store_->PutFiles({{dir_ / "large", Named("large")}});
  EXPECT_THAT(server_->Counter("max_in_flight"), Ge(3));
}

TEST_F(ObjectStoreTest, LearnsTheRegionOfTheBucket) {
  server_->Control(R"({"region": "eu-west-3"})");
  PutBoth();
  ExpectBoth("region in the error");
  ObjectStore fresh(Named("x"), kOptions);
  Fault(R"({"kind": "permanent_redirect", "region": "eu-west-3"})");
  fresh.PutFiles({{dir_ / "large", Named("moved")}});
  EXPECT_EQ(Stored("moved"), Contents(2'000));
}

TEST_F(ObjectStoreTest, RenewsCredentialsThatExpired) {
  ::unsetenv("AWS_ACCESS_KEY_ID");
  ::unsetenv("AWS_SECRET_ACCESS_KEY");
  const auto write = [&](const std::string& key) {
    test::WriteFile(dir_ / "credentials", "[default]\naws_access_key_id = " + key +
                                              "\naws_secret_access_key = secret\n"
                                              "aws_session_token = token\n");
  };
  const auto know = [&](const std::string& expired) {
    server_->Control(
        R"({"credentials": [{"access_key": "NEW", "secret_key": "secret", "session_token": "token"},
            {"access_key": "OLD", "secret_key": "secret", "session_token": "token", "expired": )" +
        expired + "}]}");
  };
  write("OLD");
  variables_->Set("AWS_SHARED_CREDENTIALS_FILE", dir_ / "credentials");
  know("false");
  ObjectStore store(Named("x"), kOptions);
  bool expired = false;
  store.SetObserver([&](std::uint64_t sent) {
    if (expired || sent < 300) return;
    expired = true;
    know("true");
    write("NEW");
  });
  store.PutFiles({{dir_ / "large", Named("large")}});
  EXPECT_TRUE(expired);
  EXPECT_EQ(Stored("large"), Contents(2'000));
}

// Credentials that expired are renewed to drop the parts, though the upload is stopped.
// With credentials of a service that expire.
class RenewedCredentialsTest : public ObjectStoreTest {
 protected:
  void SetUp() override {
    ObjectStoreTest::SetUp();
    if (IsSkipped()) return;
    ::unsetenv("AWS_ACCESS_KEY_ID");
    ::unsetenv("AWS_SECRET_ACCESS_KEY");
    std::filesystem::create_directories(dir_ / "service/keys");
    service_ = std::make_unique<RemoteStore>(dir_ / "service");
    variables_->Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", service_->url() + "/keys/current");
    Issue("OLD");
    Know("false");
  }

  // Lets the first credentials expire, and the service have others.
  void Expire() const {
    Know("true");
    Issue("NEW");
  }

  std::unique_ptr<RemoteStore> service_;

 private:
  void Issue(const std::string& key) const {
    test::WriteFile(
        dir_ / "service/keys/current",
        R"({"AccessKeyId": ")" + key + R"(", "SecretAccessKey": "secret", "Token": "token"})");
  }
  void Know(const std::string& expired) const {
    server_->Control(
        R"({"credentials": [{"access_key": "NEW", "secret_key": "secret", "session_token": "token"},
            {"access_key": "OLD", "secret_key": "secret", "session_token": "token", "expired": )" +
        expired + "}]}");
  }
};

TEST_F(RenewedCredentialsTest, AStopDropsTheParts) {
  ObjectStore store(Named("x"), kOptions);
  bool stopped = false;
  store.SetObserver([&](std::uint64_t sent) {
    if (!stopped && sent < 600) return;
    if (!stopped) {
      Expire();
      service_->Control(R"({"delay_ms": 200})");
    }
    stopped = true;
    throw std::runtime_error("enough");
  });
  EXPECT_THAT(
      [&] {
        store.PutFiles({{dir_ / "large", Named("other")}});
      },
      ThrowsMessage<std::runtime_error>(HasSubstr("enough")));
  EXPECT_FALSE(Exists("other"));
  EXPECT_EQ(server_->Counter("uploads"), 0);
}

// A stop of a program may be an Error, which looks like a failure of the service.
TEST_F(RenewedCredentialsTest, AStopDuringTheRenewalDropsTheParts) {
  ObjectStore store(Named("x"), kOptions);
  bool expired = false;
  store.SetObserver([&](std::uint64_t sent) {
    if (!expired && sent < 600) return;
    if (!expired) {
      Expire();
      // If the stop were taken for a failure, these would be repetitions, and the last of them.
      service_->Control(
          R"({"faults": [{"kind": "hold", "times": 1}, {"kind": "bad_gateway", "times": 2}]})");
    }
    expired = true;
    if (service_->Counter("in_flight") == 0) return;
    throw Error(ErrorCode::kIo, "stopped by a signal");
  });
  EXPECT_THAT(
      [&] {
        store.PutFiles({{dir_ / "large", Named("other")}});
      },
      ThrowsMessage<Error>(HasSubstr("stopped by a signal")));
  EXPECT_FALSE(Exists("other"));
  EXPECT_EQ(server_->Counter("uploads"), 0);
}

TEST_F(ObjectStoreTest, SizesAreComparedIfETagsAreNoDigests) {
  server_->Control(R"({"etags": "opaque", "reset_counters": true})");
  PutBoth();
  ExpectBoth("opaque");
  EXPECT_THAT(server_->Counters(), HasSubstr(R"("GET": 2)"));
  Fault(R"({"kind": "wrong_total", "match": "small"})");
  EXPECT_THAT([&] { PutBoth(); }, ThrowsMessage<Error>(HasSubstr("901 bytes after 900")));
}

TEST_F(ObjectStoreTest, ATextIsPutOnlyIfThereIsNone) {
  const std::string name = Named("set.manifest.json");
  EXPECT_TRUE(store_->PutTextIfAbsent("one", name));
  EXPECT_FALSE(store_->PutTextIfAbsent("two", name));
  EXPECT_EQ(Stored("set.manifest.json"), "one");
  store_->PutText("two", name);
  EXPECT_EQ(Stored("set.manifest.json"), "two");
  server_->Control(R"({"conditional_writes": "refused"})");
  EXPECT_TRUE(store_->PutTextIfAbsent("three", name)) << "the store has no such requests";
  EXPECT_EQ(Stored("set.manifest.json"), "three");
}

TEST_F(ObjectStoreTest, ATextIsReplacedOnlyIfItIsTheOneThatWasRead) {
  const std::string name = Named("set.manifest.json");
  EXPECT_FALSE(store_->PutTextIfMatching("none", name, "\"etag\"")) << "there is none";
  store_->PutText("one", name);
  const std::string etag = store_->GetText(name)->etag;
  store_->PutText("two", name);
  EXPECT_FALSE(store_->PutTextIfMatching("three", name, etag));
  EXPECT_EQ(Stored("set.manifest.json"), "two");
  EXPECT_TRUE(store_->PutTextIfMatching("three", name, store_->GetText(name)->etag));
  EXPECT_EQ(Stored("set.manifest.json"), "three");
  server_->Control(R"({"conditional_writes": "refused"})");
  EXPECT_TRUE(store_->PutTextIfMatching("four", name, etag)) << "the store has no such requests";
  EXPECT_EQ(Stored("set.manifest.json"), "four");
}

TEST_F(ObjectStoreTest, ObjectsAreListedReadAndRemoved) {
  for (const char* const key : {"f/a", "f/b", "f/deep/c", "g"}) store_->PutText(key, Named(key));
  const auto listed = store_->List(Named("f/"));
  ASSERT_EQ(listed.size(), 2);
  EXPECT_EQ(listed[0].name, Named("f/a"));
  EXPECT_EQ(listed[0].size, 3);
  const auto texts = store_->GetTexts({Named("f/b"), Named("none"), Named("g")});
  ASSERT_EQ(texts.size(), 3);
  EXPECT_EQ(texts[0]->text, "f/b");
  EXPECT_FALSE(texts[1]);
  EXPECT_EQ(texts[2]->text, "g");
  EXPECT_TRUE(texts[2]->written);
  store_->Remove({Named("f/a"), Named("none"), Named("g")});
  EXPECT_FALSE(Exists("f/a"));
  EXPECT_FALSE(Exists("g"));
  EXPECT_TRUE(Exists("f/b"));
  EXPECT_THAT([&] { store_->PutText("", "s3://other/x"); },
              ThrowsMessage<Error>(HasSubstr("NoSuchBucket")));
}

TEST_F(ObjectStoreTest, KnowsFilesThatAreThereAlready) {
  PutBoth();
  std::map<std::string, StoredObjectInfo> objects;
  for (const auto& object : store_->List(Named(""))) objects[object.name] = object;
  EXPECT_TRUE(store_->HoldsFile(objects.at(Named("small")), dir_ / "small"));
  EXPECT_TRUE(store_->HoldsFile(objects.at(Named("large")), dir_ / "large"));
  std::string other = Contents(900);
  other[7] ^= 1;
  test::WriteFile(dir_ / "small", other);
  EXPECT_FALSE(store_->HoldsFile(objects.at(Named("small")), dir_ / "small"));
  EXPECT_FALSE(store_->HoldsFile(objects.at(Named("large")), dir_ / "small"));
}

TEST_F(ObjectStoreTest, MemoryDoesNotGrowWithTheFile) {
  if (!test::CanMeasureMemory()) GTEST_SKIP() << "a sanitizer needs memory of its own";
  constexpr std::uint64_t kSize = std::uint64_t{48} << 20;
  test::WriteFile(dir_ / "huge", "");
  std::filesystem::resize_file(dir_ / "huge", kSize);
  const auto put = [&](std::uint64_t multipart_from) {
    ObjectStore store(Named("x"), {.multipart_from = multipart_from, .part_bytes = kSize / 6});
    store.PutFiles({{dir_ / "huge", Named("huge")}});
  };
  const std::int64_t idle = test::PeakMemoryOf([] {});
  for (const std::uint64_t multipart_from : {std::uint64_t{1}, 2 * kSize}) {
    EXPECT_LT(test::PeakMemoryOf([&] { put(multipart_from); }) - idle, std::int64_t{24} << 20)
        << multipart_from;
  }
  EXPECT_EQ(std::filesystem::file_size(dir_ / "bucket/huge"), kSize);
}

TEST_F(ObjectStoreTest, WhatCannotBeWrittenIsNamed) {
  EXPECT_THAT([] { ObjectStore("https://host/set", {}); },
              ThrowsMessage<Error>(HasSubstr("web servers are read, but not written")));
  EXPECT_THAT(
      [&] {
        store_->PutFiles({{dir_ / "none", Named("x")}});
      },
      ThrowsMessage<Error>(HasSubstr("none")));
  variables_->Set("IMREC_S3_PART_SIZE", "16M");
  EXPECT_THAT([] { UploadOptionsFromEnvironment(); },
              ThrowsMessage<Error>(HasSubstr("IMREC_S3_PART_SIZE")));
}

TEST(MultipartUploadTest, PartsAreAtMost9000) {
  EXPECT_EQ(remote::PartSize(100, 16), 16);
  EXPECT_EQ(remote::PartSize(9'000 * 16, 16), 16);
  EXPECT_EQ(remote::PartSize(9'000 * 16 + 1, 16), 17);
}

TEST(MultipartUploadTest, EtagsAreEscaped) {
  EXPECT_THAT(remote::CompletionBody({"\"a&b\""}), HasSubstr("<ETag>\"a&amp;b\"</ETag>"));
}

}  // namespace
}  // namespace imrec
