#include "recordio/remote/http/client.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "recordio/remote/http/wait_stopped.h"

namespace imrec::remote {
namespace {

// How long a wait may delay a call of on_wait.
constexpr std::chrono::milliseconds kWaitInterval{50};

}  // namespace

Client::Client(const RemoteOptions& options)
    : options_(options),
      owner_(::getpid()),
      loop_(options.max_in_flight),
      pace_(options.max_in_flight),
      jitter_(static_cast<unsigned>(Clock::now().time_since_epoch().count())) {
  thread_ = std::thread([this] { Run(); });
}

Client::~Client() {
  Stop();
  thread_.join();
}

std::shared_ptr<Fetch> Client::Start(FetchRequest request, bool urgent) {
  auto work = std::make_shared<Work>();
  work->fetch = std::make_shared<Fetch>(std::move(request));
  std::shared_ptr<Fetch> fetch = work->fetch;
  {
    const MutexLock lock(mutex_);
    if (stopping_) {
      fetch->error_ = Error(ErrorCode::kIo, kStopped, {.file = fetch->request().object->name()});
      fetch->done_ = true;
      if (fetch->request().on_done) fetch->request().on_done(nullptr);
      return fetch;
    }
    if (urgent) Unpark();  // the caller has prepared the object
    (urgent ? urgent_ : ahead_).push_back(std::move(work));
    Wake();
  }
  return fetch;
}

void Client::Wait(Fetch& fetch) {
  const auto begin = Clock::now();
  const MutexLock lock(mutex_);
  if (!fetch.done_) {
    const auto queued = std::ranges::find_if(
        ahead_, [&](const std::shared_ptr<Work>& work) { return work->fetch.get() == &fetch; });
    if (queued != ahead_.end()) {
      urgent_.push_back(std::move(*queued));
      ahead_.erase(queued);
      Wake();
    }
    ++waiting_;
    hurry_.NotifyAll();
    const std::exception_ptr thrown = WaitUntilDone(fetch);
    --waiting_;
    ++stats_.waits;
    stats_.wait_seconds += std::chrono::duration<double>(Clock::now() - begin).count();
    if (thrown) std::rethrow_exception(thrown);
  }
  if (!fetch.done_) {
    throw Error(ErrorCode::kIo, kStopped, {.file = fetch.request().object->name()});
  }
  if (fetch.error_) throw *fetch.error_;
}

// Returns what on_wait has thrown. The mutex is unlocked meanwhile.
std::exception_ptr Client::WaitUntilDone(const Fetch& fetch) {
  Clock::time_point call = Clock::now() + kWaitInterval;
  std::exception_ptr thrown;
  while (!fetch.done_ && !thrown) {
    const auto parked = std::ranges::find_if(
        parked_, [&](const std::shared_ptr<Work>& work) { return work->fetch.get() == &fetch; });
    if (parked != parked_.end()) {
      const std::shared_ptr<Work> work = std::move(*parked);
      parked_.erase(parked);
      thrown = PrepareParked(work);
    } else if (ended_) {
      break;
    } else {
      thrown = WaitForNews(call);
    }
  }
  return thrown;
}

// Waits for a notification, but not beyond `call`, when it calls on_wait and sets the next time.
std::exception_ptr Client::WaitForNews(Clock::time_point& call) {
  if (!options_.on_wait) {
    done_.Wait(mutex_);
    return nullptr;
  }
  done_.WaitUntil(mutex_, call);
  if (Clock::now() < call) return nullptr;
  mutex_.Unlock();
  std::exception_ptr thrown = ThrownBy(options_.on_wait);
  mutex_.Lock();
  call = Clock::now() + kWaitInterval;
  return thrown;
}

// Prepares the object of a fetch that was waiting for that, and lets it continue.
std::exception_ptr Client::PrepareParked(const std::shared_ptr<Work>& work) {
  std::optional<Error> failure;
  std::exception_ptr thrown;
  mutex_.Unlock();
  try {
    failure = Prepared(work->fetch->request());
  } catch (const WaitStopped& stopped) {
    thrown = stopped.cause();
  }
  mutex_.Lock();
  if (thrown) {
    parked_.push_back(work);
    done_.NotifyAll();  // another thread may wait for it
    return thrown;
  }
  if (stopping_ && !failure) failure = Error(ErrorCode::kIo, kStopped);
  if (failure) {
    mutex_.Unlock();
    Complete(*work, std::move(failure));
    mutex_.Lock();
    return nullptr;
  }
  Unpark();
  urgent_.push_back(work);
  Wake();
  return nullptr;
}

// Prepares the object of a request. Returns what went wrong. Throws WaitStopped.
std::optional<Error> Client::Prepared(const FetchRequest& request) {
  const ErrorCode code = request.version ? ErrorCode::kUnavailable : ErrorCode::kIo;
  try {
    request.object->Prepare();
    return std::nullopt;
  } catch (const Error& error) {
    return Error(code, error.reason(), error.where());
  } catch (const WaitStopped&) {
    throw;
  } catch (const std::exception& error) {
    return Error(code, error.what(), {.file = request.object->name()});
  }
}

// Lets the fetches continue that waited for RemoteObject::Prepare().
void Client::Unpark() {
  ahead_.insert(ahead_.end(), parked_.begin(), parked_.end());
  parked_.clear();
}

void Client::Stop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
    Wake();
  }
  hurry_.NotifyAll();
}

// Lets the client's thread see what is new. There is nothing to do while it is busy.
void Client::Wake() {
  if (polling_ && !news_) loop_.Wake();
  news_ = true;
}

RemoteStats Client::stats() const {
  const MutexLock lock(mutex_);
  return stats_;
}

void Client::CountCached(std::uint64_t bytes) {
  const MutexLock lock(mutex_);
  ++stats_.cache_reads;
  stats_.cache_bytes += bytes;
}

// Ends a fetch, unless it has ended.
void Client::Complete(const Work& work, std::optional<Error> error, std::vector<std::byte> bytes,
                      const ObjectVersion& version) {
  Fetch& fetch = *work.fetch;
  {
    const MutexLock lock(mutex_);
    if (fetch.done_) return;
    if (error && error->code() != ErrorCode::kNotFound) ++stats_.failures;
    fetch.error_ = std::move(error);
    fetch.bytes_ = std::move(bytes);
    fetch.buffers_ = buffers_;
    fetch.version_ = version;
    fetch.done_ = true;
  }
  done_.NotifyAll();
  if (fetch.request().on_done) fetch.request().on_done(fetch.error_ ? nullptr : work.fetch);
}

}  // namespace imrec::remote
