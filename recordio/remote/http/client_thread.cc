// The thread of a client: rounds in which requests start, the network is served, and ends are seen.
#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <utility>

#include "recordio/remote/http/client.h"

namespace imrec::remote {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTick{20};     // how often times are checked while requests are on their way
constexpr milliseconds kIdle{1'000};  // otherwise
// What arrives within this time is handled together, unless somebody waits for it, so that threads
// which decode are interrupted less often.
constexpr milliseconds kTogether{2};
constexpr std::size_t kIdleHandles = 64;

// libcurl or its TLS library may write to a connection that the server has closed.
void BlockBrokenPipes() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

void Client::Run() {
  ::pthread_setname_np(::pthread_self(), "imrec-remote");
  BlockBrokenPipes();
  try {
    while (Begin()) {
      const Clock::time_point begin = Clock::now();
      StartWaiting();
      RunTransfers();
      Receive();
      CheckTimes();
      EraseEnded();
      Rest(begin + kTogether);
    }
  } catch (const std::exception&) {  // out of memory
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  try {
    FailAll();
  } catch (const std::exception&) {  // Wait() ends all the same
  }
  {
    const MutexLock lock(mutex_);
    ended_ = true;
  }
  done_.NotifyAll();
}

// Begins a round of the client's thread. Returns false if the client was stopped.
bool Client::Begin() {
  const MutexLock lock(mutex_);
  news_ = false;
  return !stopping_;
}

std::shared_ptr<Client::Work> Client::TakeWork() {
  const MutexLock lock(mutex_);
  std::deque<std::shared_ptr<Work>>& queue = urgent_.empty() ? ahead_ : urgent_;
  if (queue.empty()) return nullptr;
  std::shared_ptr<Work> work = std::move(queue.front());
  queue.pop_front();
  return work;
}

void Client::StartWaiting() {
  const Clock::time_point now = Clock::now();
  const auto room = [&] { return pace_.Allows(attempts_.size(), now); };
  for (std::size_t i = 0; i < delayed_.size() && room();) {
    if (delayed_[i]->next > now) {
      ++i;
      continue;
    }
    const std::shared_ptr<Work> work = std::move(delayed_[i]);
    delayed_.erase(delayed_.begin() + static_cast<std::ptrdiff_t>(i));
    StartAttempt(work);
  }
  while (room()) {
    const std::shared_ptr<Work> work = TakeWork();
    if (!work) return;
    StartAttempt(work);
  }
}

// Waits for the network or for news.
void Client::RunTransfers() {
  milliseconds pause = Pause();
  {
    const MutexLock lock(mutex_);
    if (news_) pause = milliseconds(0);
    polling_ = true;
  }
  loop_.Run(pause);
  const MutexLock lock(mutex_);
  polling_ = false;
}

void Client::Receive() {
  while (const std::optional<TransferLoop::Ended> ended = loop_.Next()) {
    void* attempt = nullptr;
    ::curl_easy_getinfo(ended->handle, CURLINFO_PRIVATE, &attempt);
    EndAttempt(*static_cast<Attempt*>(attempt), ended->result);
  }
}

void Client::CheckTimes() {
  const Clock::time_point now = Clock::now();
  // Hedges are added at the end of the list.
  for (Attempt& attempt : attempts_) {
    if (!attempt.ended) CheckTime(attempt, now);
  }
}

void Client::EraseEnded() {
  std::erase_if(attempts_, [this](Attempt& attempt) {
    if (attempt.ended && handles_.size() < kIdleHandles) {
      handles_.push_back(attempt.transfer->TakeHandle());
    }
    return attempt.ended;
  });
}

// Waits until then, unless somebody is in a hurry.
void Client::Rest(Clock::time_point until) {
  MutexLock lock(mutex_);
  while (waiting_ == 0 && !stopping_ && Clock::now() < until) hurry_.WaitUntil(mutex_, until);
}

// How long to wait for the network before times are checked again.
milliseconds Client::Pause() const {
  if (attempts_.empty() && delayed_.empty() && !HasWork()) return kIdle;
  const auto interval = std::chrono::ceil<milliseconds>(pace_.interval());
  return interval.count() == 0 ? kTick : std::min(kTick, interval);
}

bool Client::HasWork() const {
  const MutexLock lock(mutex_);
  return !urgent_.empty() || !ahead_.empty();
}

void Client::FailAll() {
  std::vector<std::shared_ptr<Work>> all = std::exchange(delayed_, {});
  for (const Attempt& attempt : attempts_) {
    if (!attempt.ended) all.push_back(attempt.work);
  }
  {
    const MutexLock lock(mutex_);
    all.insert(all.end(), urgent_.begin(), urgent_.end());
    all.insert(all.end(), ahead_.begin(), ahead_.end());
    all.insert(all.end(), parked_.begin(), parked_.end());
    urgent_.clear();
    ahead_.clear();
    parked_.clear();
  }
  for (const std::shared_ptr<Work>& work : all) Fail(*work, ErrorCode::kIo, kStopped);
  attempts_.clear();
}

}  // namespace imrec::remote
