// Fetches of ranges from a store that fails, and clients that are stopped meanwhile.
#include "recordio/remote/http/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "recordio/remote/http/transfer.h"
#include "recordio/remote/http/wait_stopped.h"
#include "recordio/remote/http/web_object.h"
#include "recordio/remote/s3/s3_store.h"
#include "tests/recordio/remote/fake_services.h"
#include "tests/support/files.h"
#include "tests/support/remote_store.h"

namespace imrec::remote {
namespace {

using std::chrono::milliseconds;
using test::RemoteStore;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr std::uint64_t kSize = 1'000;

// An object of which requests change after Prepare(), as with other credentials.
class ChangingObject final : public RemoteObject {
 public:
  explicit ChangingObject(const std::string& url) : object_(url) {}

  const std::string& name() const override { return object_.name(); }
  void Prepare() override {
    std::unique_lock lock(mutex_);
    ++preparing_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return may_prepare_; });
  }
  HttpRequest Request(std::string method, std::vector<HttpHeader> headers) const override {
    return object_.Request(std::move(method), std::move(headers));
  }
  Verdict Judge(const HttpRequest& /*sent*/, const HttpResponse& response) override {
    return response.status == 403 ? Verdict::kChanged : JudgeStatus(response.status);
  }

  // Waits until a thread is in Prepare().
  void AwaitPrepare() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return preparing_ > 0; });
  }
  void LetPrepare() {
    const std::lock_guard lock(mutex_);
    may_prepare_ = true;
    changed_.notify_all();
  }

 private:
  WebObject object_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int preparing_ = 0;
  bool may_prepare_ = false;
};

// A port that the system gives to nobody else, while servers that ask for it may come and go. A
// socket that does not listen lets connections be refused.
class HeldPort {
 public:
  HeldPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int yes = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, any, size) != 0 || ::getsockname(socket_, any, &size) != 0) {
      throw std::runtime_error("no port");
    }
    number_ = ntohs(address.sin_port);
  }
  ~HeldPort() { ::close(socket_); }
  HeldPort(const HeldPort&) = delete;
  HeldPort& operator=(const HeldPort&) = delete;

  std::string text() const { return std::to_string(number_); }

 private:
  const int socket_;
  int number_ = 0;
};

class ClientTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::CanRunRemoteStore()) GTEST_SKIP() << "python3 is not here to run the store";
    std::filesystem::create_directory(dir_ / "bucket");
    test::WriteFile(dir_ / "bucket/file", std::string(kSize, 'x'));
    store_ = std::make_unique<RemoteStore>(dir_.path());
    url_ = store_->url() + "/bucket/file";
    object_ = std::make_shared<WebObject>(url_);
  }

  // Limits that no request exceeds on a slow machine.
  static RemoteOptions Patient() {
    constexpr milliseconds kLong{60'000};
    return {.max_attempts = 2,
            .connect_limit = kLong,
            .first_byte_limit = kLong,
            .stall_limit = kLong,
            .total_limit = milliseconds(600'000),
            .outage_limit = milliseconds(600'000),
            .hedge_after = kLong};
  }

  void Fault(const std::string& rules) const { store_->Control(R"({"faults": [)" + rules + "]}"); }

  ObjectVersion Version() const {
    Client client(Patient());
    const auto fetch = client.Start({.object = object_, .offset = 0, .length = kSize}, true);
    client.Wait(*fetch);
    return fetch->version();
  }

  static void Await(const std::function<bool()>& condition) {
    while (!condition()) std::this_thread::sleep_for(milliseconds(1));
  }

  test::TempDir dir_;
  std::unique_ptr<RemoteStore> store_;
  std::string url_;
  std::shared_ptr<RemoteObject> object_;
};

TEST_F(ClientTest, AttemptsWithoutAResponseDoNotCountForOpenedObjects) {
  const ObjectVersion version = Version();
  Fault(R"({"kind": "reset", "times": 4})");
  Client client(Patient());
  const auto fetch =
      client.Start({.object = object_, .offset = 0, .length = kSize, .version = version}, true);
  client.Wait(*fetch);
  EXPECT_EQ(fetch->bytes().size(), kSize);
  EXPECT_EQ(client.stats().retries, 4U);
}

TEST_F(ClientTest, ResponsesCountAfterAttemptsWithoutOne) {
  const ObjectVersion version = Version();
  Fault(R"({"kind": "reset", "times": 3}, {"kind": "bad_gateway"})");
  Client client(Patient());
  const auto fetch =
      client.Start({.object = object_, .offset = 0, .length = kSize, .version = version}, true);
  EXPECT_THAT([&] { client.Wait(*fetch); },
              ThrowsMessage<Error>(AllOf(HasSubstr("502"), HasSubstr("tried 5 times"))));
}

TEST_F(ClientTest, ASecondRequestIsNoFurtherAttempt) {
  const ObjectVersion version = Version();
  Fault(R"({"kind": "hold", "status": 502})");
  RemoteOptions options = Patient();
  options.hedge_after = milliseconds(1);
  Client client(options);
  const auto fetch =
      client.Start({.object = object_, .offset = 0, .length = kSize, .version = version}, true);
  Await([&] { return client.stats().hedges == 1 && store_->Counter("in_flight") == 2; });
  Fault(R"({"kind": "bad_gateway"})");
  EXPECT_THAT([&] { client.Wait(*fetch); }, ThrowsMessage<Error>(HasSubstr("tried 2 times")));
}

TEST_F(ClientTest, FewRequestsAreDoubled) {
  const ObjectVersion version = Version();
  RemoteOptions options = Patient();
  options.hedge_after = milliseconds(1);
  Client client(options);
  const auto start = [&] {
    return client.Start({.object = object_, .offset = 0, .length = kSize, .version = version},
                        true);
  };
  Fault(R"({"kind": "hold", "times": 5})");
  std::vector<std::shared_ptr<Fetch>> held;
  for (int i = 0; i < 4; ++i) held.push_back(start());
  Await([&] { return store_->Counter("in_flight") == 5; });
  std::this_thread::sleep_for(milliseconds(100));
  EXPECT_EQ(client.stats().hedges, 1U) << "one, and 2 % of the requests, of which there are 5";
  Fault("");
  for (const auto& fetch : held) client.Wait(*fetch);
}

TEST_F(ClientTest, AnOutageEndsAtItsLimitAndNotBeforeTheLastAttempt) {
  const ObjectVersion version = Version();
  store_->Kill();
  RemoteOptions options = Patient();
  options.max_attempts = 4;
  options.outage_limit = milliseconds(1);
  Client client(options);
  const auto fetch =
      client.Start({.object = object_, .offset = 0, .length = kSize, .version = version}, true);
  EXPECT_THAT([&] { client.Wait(*fetch); }, ThrowsMessage<Error>(HasSubstr("tried 4 times")));
}

TEST_F(ClientTest, AStoreThatIsBackAfterAnOutageIsRead) {
  const HeldPort port;
  const std::vector<std::string> at_port = {"--port", port.text()};
  store_ = std::make_unique<RemoteStore>(dir_.path(), at_port);
  object_ = std::make_shared<WebObject>(store_->url() + "/bucket/file");
  const ObjectVersion version = Version();
  store_->Kill();
  Client client(Patient());
  const auto fetch =
      client.Start({.object = object_, .offset = 0, .length = kSize, .version = version}, true);
  Await([&] { return client.stats().retries >= 3; });
  store_ = std::make_unique<RemoteStore>(dir_.path(), at_port);
  client.Wait(*fetch);
  EXPECT_EQ(fetch->bytes().size(), kSize);
}

TEST_F(ClientTest, AStopWhileAnObjectIsPreparedEndsTheFetch) {
  const auto object = std::make_shared<ChangingObject>(url_);
  Client client(Patient());
  const auto other = client.Start({.object = object_, .offset = 0, .length = kSize}, true);
  client.Wait(*other);
  Fault(R"({"kind": "access_denied", "times": 1})");
  const auto fetch = client.Start({.object = object, .offset = 0, .length = kSize}, true);
  std::atomic<bool> waits = true;
  std::thread reader([&] {
    EXPECT_THAT([&] { client.Wait(*fetch); }, ThrowsMessage<Error>(HasSubstr("stopped")));
    waits = false;
  });
  object->AwaitPrepare();
  client.Stop();
  EXPECT_TRUE(waits);  // Prepare() cannot be interrupted
  object->LetPrepare();
  reader.join();
  EXPECT_THAT([&] { client.Wait(*fetch); }, ThrowsMessage<Error>(HasSubstr("stopped")));
  EXPECT_EQ(client.stats().failures, 1U);
}

TEST_F(ClientTest, OnWaitEndsAWaitButNotTheFetch) {
  Fault(R"({"kind": "hold", "times": 1})");
  RemoteOptions options = Patient();
  options.hedge_after = milliseconds(600'000);
  std::atomic<bool> stop = true;
  options.on_wait = [&] {
    if (stop) throw std::runtime_error("no more patience");
  };
  Client client(options);
  const auto fetch = client.Start({.object = object_, .offset = 0, .length = kSize}, true);
  EXPECT_THAT([&] { client.Wait(*fetch); },
              ThrowsMessage<std::runtime_error>(HasSubstr("no more patience")));
  stop = false;
  Fault("");  // lets the request be answered
  client.Wait(*fetch);
  EXPECT_EQ(fetch->bytes().size(), kSize);
  EXPECT_EQ(client.stats().requests, 1U);
}

TEST_F(ClientTest, OnWaitEndsAWaitForCredentials) {
  // The first wait prepares the object, and is stopped; the next one prepares it again.
  class StoppedObject final : public RemoteObject {
   public:
    explicit StoppedObject(const std::string& url) : object_(url) {}
    const std::string& name() const override { return object_.name(); }
    void Prepare() override {
      if (calls_++ > 0) return;
      throw WaitStopped(std::make_exception_ptr(std::runtime_error("no more patience")));
    }
    HttpRequest Request(std::string method, std::vector<HttpHeader> headers) const override {
      return object_.Request(std::move(method), std::move(headers));
    }
    Verdict Judge(const HttpRequest& /*sent*/, const HttpResponse& response) override {
      return response.status == 403 ? Verdict::kChanged : JudgeStatus(response.status);
    }

   private:
    WebObject object_;
    std::atomic<int> calls_ = 0;
  };
  Fault(R"({"kind": "access_denied", "times": 1})");
  Client client(Patient());
  const auto object = std::make_shared<StoppedObject>(url_);
  const auto fetch = client.Start({.object = object, .offset = 0, .length = kSize}, true);
  EXPECT_THAT([&] { client.Wait(*fetch); },
              ThrowsMessage<std::runtime_error>(HasSubstr("no more patience")));
  client.Wait(*fetch);
  EXPECT_EQ(fetch->bytes().size(), kSize);
}

TEST_F(ClientTest, AStopWithASecondRequestOnItsWayIsOneFailure) {
  Fault(R"({"kind": "hold"})");
  RemoteOptions options = Patient();
  options.hedge_after = milliseconds(1);
  Client client(options);
  const auto fetch = client.Start({.object = object_, .offset = 0, .length = kSize}, true);
  Await([&] { return client.stats().hedges == 1; });
  client.Stop();
  EXPECT_THAT([&] { client.Wait(*fetch); }, ThrowsMessage<Error>(HasSubstr("stopped")));
  EXPECT_EQ(client.stats().failures, 1U);
}

// The first request has the old signature, and its answer is still to come.
TEST_F(ClientTest, WhatASecondRequestLearnsHelpsTheNextOne) {
  const auto object = std::make_shared<ChangingObject>(url_);
  object->LetPrepare();
  Fault(R"({"kind": "hold", "times": 1}, {"kind": "access_denied", "times": 1})");
  RemoteOptions options = Patient();
  options.hedge_after = milliseconds(1);
  Client client(options);
  const auto fetch = client.Start({.object = object, .offset = 0, .length = kSize}, true);
  Await([&] { return store_->Counter("faults") == 2; });
  Fault("");  // lets the first request be answered
  client.Wait(*fetch);
  EXPECT_EQ(fetch->bytes().size(), kSize);
  EXPECT_EQ(client.stats().failures, 0U);
}

// The bucket is in another region than the settings say, and both requests went to the wrong one.
TEST_F(ClientTest, ARegionThatASecondRequestLearnsIsUsed) {
  const RemoteStore store(dir_.path(), {"--access-key", "KEY", "--secret-key", "secret"});
  store.Control(R"({"region": "eu-west-1", "faults": [{"kind": "hold", "times": 1}]})");
  const auto settings = std::make_shared<S3Store>(
      S3Scheme::kS3, S3Context{.environment = FakeEnvironment(
                                   {{"AWS_ENDPOINT_URL_S3", store.url()},
                                    {"AWS_ACCESS_KEY_ID", "KEY"},
                                    {"AWS_SECRET_ACCESS_KEY", "secret"},
                                    {"AWS_REGION", "us-east-1"},
                                    {"AWS_CONFIG_FILE", (dir_ / "none").string()},
                                    {"AWS_SHARED_CREDENTIALS_FILE", (dir_ / "none").string()}}),
                               .exchange = Exchange});
  const auto object = std::make_shared<StoredObject>("s3://bucket/file", settings);
  object->Prepare();
  RemoteOptions options = Patient();
  options.hedge_after = milliseconds(1);
  Client client(options);
  const auto fetch = client.Start({.object = object, .offset = 0, .length = kSize}, true);
  Await([&] { return store.Counter("statuses") >= 1; });  // of the second request
  store.Control(R"({"faults": []})");
  client.Wait(*fetch);
  EXPECT_EQ(fetch->bytes().size(), kSize);
  EXPECT_EQ(client.stats().hedges, 1U);
  EXPECT_EQ(client.stats().failures, 0U);
}

}  // namespace
}  // namespace imrec::remote
