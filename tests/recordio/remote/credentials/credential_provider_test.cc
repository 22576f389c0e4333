#include "recordio/remote/credentials/credential_provider.h"

#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <imrec/error.h>

#include "recordio/remote/http/wait_stopped.h"
#include "tests/recordio/remote/fake_services.h"

namespace imrec::remote {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

const TimePoint kStart = ParseIsoTime("2030-01-01T00:00:00Z").value();
const std::string kUrl = "http://169.254.170.2/c";

std::string Json(const std::string& key, const std::string& expiration) {
  return R"({"AccessKeyId": ")" + key + R"(", "SecretAccessKey": "S", "Token": "T", )" +
         R"("Expiration": ")" + expiration + "\"}";
}

class CredentialProviderTest : public ::testing::Test {
 protected:
  void Respond(const std::string& key, const std::string& expiration) {
    services_.Respond("GET " + kUrl, Response(200, Json(key, expiration)));
  }
  CredentialContext Context(HttpExchange exchange) {
    return {.environment = FakeEnvironment(variables_),
            .exchange = std::move(exchange),
            .now = [this] { return now_.load(); },
            .profile = profile_};
  }

  Variables variables_ = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c"}};
  FakeServices services_;
  std::string profile_;
  std::atomic<TimePoint> now_ = kStart;
};

TEST_F(CredentialProviderTest, RenewsFiveMinutesBeforeExpiry) {
  CredentialProvider provider(Context(services_.Exchange()));
  Respond("A", "2030-01-01T01:00:00Z");
  EXPECT_EQ(provider.Get().access_key, "A");
  Respond("B", "2030-01-01T02:00:00Z");
  now_ = kStart + 54min + 59s;
  EXPECT_EQ(provider.Get().access_key, "A");
  EXPECT_EQ(services_.requests.size(), 1U);
  now_ = kStart + 55min;
  EXPECT_EQ(provider.Get().access_key, "B");
  EXPECT_EQ(provider.Get().access_key, "B");
  EXPECT_EQ(services_.requests.size(), 2U);
}

TEST_F(CredentialProviderTest, KeepsOldOnesWhileRenewalFails) {
  CredentialProvider provider(Context(services_.Exchange()));
  Respond("A", "2030-01-01T01:00:00Z");
  provider.Get();
  services_.Forget();
  now_ = kStart + 56min;
  EXPECT_EQ(provider.Get().access_key, "A");
  const std::size_t requests = services_.requests.size();
  EXPECT_EQ(provider.Get().access_key, "A");
  EXPECT_EQ(services_.requests.size(), requests) << "a failure is not repeated at once";
  now_ = kStart + 57min;
  Respond("B", "2030-01-01T02:00:00Z");
  EXPECT_EQ(provider.Get().access_key, "B");
}

TEST_F(CredentialProviderTest, RejectedOnesAreRenewedOnce) {
  CredentialProvider provider(Context(services_.Exchange()));
  Respond("A", "2030-01-01T01:00:00Z");
  const AwsCredentials old = provider.Get();
  EXPECT_THROW(provider.Renew(old), Error) << "the source gives the same";
  Respond("B", "2030-01-01T02:00:00Z");
  EXPECT_EQ(provider.Renew(old).access_key, "B");
  const std::size_t requests = services_.requests.size();
  EXPECT_EQ(provider.Renew(old).access_key, "B");
  EXPECT_EQ(services_.requests.size(), requests) << "they are new already";
  EXPECT_EQ(provider.Get().access_key, "B");
}

TEST_F(CredentialProviderTest, StaticOnesAreFoundOnce) {
  variables_ = {{"AWS_ACCESS_KEY_ID", "A"}, {"AWS_SECRET_ACCESS_KEY", "S"}};
  CredentialProvider provider(Context(services_.Exchange()));
  now_ = kStart + 10000h;
  EXPECT_EQ(provider.Get().access_key, "A");
  try {
    provider.Renew(provider.Get());
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("the credentials of AWS_ACCESS_KEY_ID have expired"));
  }
}

TEST_F(CredentialProviderTest, TheFirstSourceCounts) {
  variables_.insert({{"AWS_ACCESS_KEY_ID", "A"}, {"AWS_SECRET_ACCESS_KEY", "S"}});
  EXPECT_EQ(CredentialProvider(Context(services_.Exchange())).Get().access_key, "A");
  // A source that fails is not passed over.
  variables_.erase("AWS_SECRET_ACCESS_KEY");
  Respond("B", "2030-01-01T01:00:00Z");
  EXPECT_THROW(CredentialProvider(Context(services_.Exchange())).Get(), Error);
}

TEST_F(CredentialProviderTest, AnExplicitProfileExcludesTheOtherSources) {
  variables_.insert({{"AWS_ACCESS_KEY_ID", "A"}, {"AWS_SECRET_ACCESS_KEY", "S"}});
  profile_ = "none";
  try {
    CredentialProvider(Context(services_.Exchange())).Get();
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("profile 'none'"));
  }
}

TEST_F(CredentialProviderTest, WithoutAnyTheErrorListsTheSources) {
  variables_.clear();
  try {
    CredentialProvider(Context(services_.Exchange())).Get();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNotFound);
    EXPECT_THAT(error.what(), HasSubstr("AWS_ACCESS_KEY_ID"));
    EXPECT_THAT(error.what(), HasSubstr("metadata service"));
    EXPECT_THAT(error.what(), HasSubstr("anonymously"));
  }
}

TEST_F(CredentialProviderTest, OneThreadRenewsAndOthersUseTheOldOnes) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  std::promise<void> entered;
  std::atomic<int> calls = 0;
  const HttpExchange slow = [&](const HttpRequest&, std::chrono::milliseconds) {
    if (++calls == 1) return Response(200, Json("A", "2030-01-01T01:00:00Z"));
    if (calls == 2) {
      entered.set_value();
      released.wait();
    }
    return Response(200, Json("B", "2030-01-01T02:00:00Z"));
  };
  CredentialProvider provider(Context(slow));
  provider.Get();
  now_ = kStart + 56min;
  std::future<AwsCredentials> renewing =
      std::async(std::launch::async, [&] { return provider.Get(); });
  entered.get_future().wait();
  EXPECT_EQ(provider.Get().access_key, "A");
  release.set_value();
  EXPECT_EQ(renewing.get().access_key, "B");
  EXPECT_EQ(calls, 2);
}

TEST_F(CredentialProviderTest, ManyThreadsFetchOnce) {
  std::atomic<int> calls = 0;
  const HttpExchange slow = [&](const HttpRequest&, std::chrono::milliseconds) {
    ++calls;
    std::this_thread::sleep_for(20ms);
    return Response(200, Json("A", "2030-01-01T01:00:00Z"));
  };
  CredentialProvider provider(Context(slow));
  std::vector<std::future<std::string>> threads;
  for (int i = 0; i < 8; ++i) {
    threads.push_back(std::async(std::launch::async, [&] { return provider.Get().access_key; }));
  }
  for (std::future<std::string>& thread : threads) EXPECT_EQ(thread.get(), "A");
  EXPECT_EQ(calls, 1);
}

TEST_F(CredentialProviderTest, AWaitForAnotherThreadCanBeEnded) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  std::promise<void> entered;
  const HttpExchange silent = [&](const HttpRequest&, std::chrono::milliseconds) {
    entered.set_value();
    released.wait();
    return Response(200, Json("A", "2030-01-01T01:00:00Z"));
  };
  CredentialContext context = Context(silent);
  context.on_wait = [] { throw std::runtime_error("enough"); };
  CredentialProvider provider(context);
  std::future<AwsCredentials> fetching =
      std::async(std::launch::async, [&] { return provider.Get(); });
  entered.get_future().wait();
  EXPECT_THAT([&] { ThrowingCauseOfStop([&] { provider.Get(); }); },
              testing::ThrowsMessage<std::runtime_error>("enough"));
  release.set_value();
  EXPECT_EQ(fetching.get().access_key, "A") << "the thread that fetches goes on";
  EXPECT_EQ(provider.Get().access_key, "A");
}

TEST_F(CredentialProviderTest, AFailedFirstFetchReleasesWaitingThreads) {
  const HttpExchange slow = [](const HttpRequest&, std::chrono::milliseconds) -> HttpResponse {
    std::this_thread::sleep_for(5ms);
    throw Error(ErrorCode::kIo, "no response");
  };
  CredentialProvider provider(Context(slow));
  std::vector<std::future<void>> threads;
  for (int i = 0; i < 4; ++i) {
    threads.push_back(std::async(std::launch::async, [&] { EXPECT_THROW(provider.Get(), Error); }));
  }
  for (std::future<void>& thread : threads) thread.get();
}

}  // namespace
}  // namespace imrec::remote
