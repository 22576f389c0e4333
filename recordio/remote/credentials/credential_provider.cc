#include "recordio/remote/credentials/credential_provider.h"

#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include <imrec/error.h>

#include "recordio/remote/http/wait_stopped.h"

namespace imrec::remote {
namespace {

constexpr std::chrono::minutes kRenewBefore(5);
constexpr std::chrono::minutes kRetryAfter(1);
constexpr std::chrono::milliseconds kWaitInterval(50);

}  // namespace

AwsCredentials FindCredentials(const CredentialContext& context,
                               std::span<const CredentialSource> sources) {
  std::string tried;
  for (const CredentialSource& source : sources) {
    if (!context.profile.empty() && !source.with_explicit_profile) continue;
    if (std::optional<AwsCredentials> found = source.look_up(context)) return *std::move(found);
    if (!tried.empty()) tried += ", ";
    tried += source.name;
  }
  throw Error(ErrorCode::kNotFound, "no AWS credentials were found (tried " + tried +
                                        "); public objects can be read anonymously");
}

CredentialProvider::CredentialProvider(CredentialContext context,
                                       std::span<const CredentialSource> sources)
    : context_(std::move(context)), sources_(sources) {}

AwsCredentials CredentialProvider::Get() {
  const TimePoint now = context_.now();
  MutexLock lock(mutex_);
  while (!current_ || IsDue(now)) {
    if (!fetching_) {
      try {
        Fetch();
      } catch (const Error&) {
        // The server will tell whether the old ones are still good.
        if (!current_) throw;
        retry_at_ = now + kRetryAfter;
      }
      break;
    }
    if (current_ && !HasExpired(now)) break;
    WaitForFetch();
  }
  return *current_;
}

AwsCredentials CredentialProvider::Renew(const AwsCredentials& rejected) {
  MutexLock lock(mutex_);
  while (fetching_) WaitForFetch();
  if (!current_ || current_->SameKeys(rejected)) {
    Fetch();
    if (current_->SameKeys(rejected)) {
      throw Error(ErrorCode::kIo, "the credentials of " + current_->source +
                                      " have expired, and there are no newer ones");
    }
  }
  return *current_;
}

bool CredentialProvider::IsDue(TimePoint now) const {
  return current_->expiration && now >= *current_->expiration - kRenewBefore &&
         (!retry_at_ || now >= *retry_at_);
}

bool CredentialProvider::HasExpired(TimePoint now) const {
  return current_->expiration && now >= *current_->expiration;
}

void CredentialProvider::Fetch() {
  fetching_ = true;
  mutex_.Unlock();
  std::optional<AwsCredentials> found;
  std::exception_ptr failure;
  try {
    found = FindCredentials(context_, sources_);
  } catch (...) {
    failure = std::current_exception();
  }
  mutex_.Lock();
  fetching_ = false;
  fetched_.NotifyAll();
  if (failure) std::rethrow_exception(failure);
  current_ = std::move(found);
  retry_at_.reset();
}

void CredentialProvider::WaitForFetch() {
  if (!context_.on_wait) return fetched_.Wait(mutex_);
  fetched_.WaitUntil(mutex_, std::chrono::steady_clock::now() + kWaitInterval);
  mutex_.Unlock();
  const std::exception_ptr thrown = ThrownBy(context_.on_wait);
  mutex_.Lock();
  if (thrown) throw WaitStopped(thrown);
}

}  // namespace imrec::remote
