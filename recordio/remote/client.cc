#include "recordio/remote/client.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <new>
#include <string>
#include <utility>

namespace imrec::remote {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTick{20};     // how often times are checked while requests are on their way
constexpr milliseconds kIdle{1'000};  // otherwise
constexpr milliseconds kFirstDelay{100};
constexpr milliseconds kLongestDelay{10'000};
constexpr std::uint64_t kRequestsPerHedge = 50;           // at most 2 % are doubled
constexpr std::uint64_t kSmall = std::uint64_t{1} << 20;  // needs about as long as its first byte
constexpr double kSlowestRate = 1'000;                    // bytes per second
constexpr std::uint32_t kWholeFileAttempts = 3;
constexpr const char* kStopped = "reading was stopped";

std::string Seconds(std::chrono::steady_clock::duration time) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.1f s", std::chrono::duration<double>(time).count());
  return text.data();
}

// libcurl or its TLS library may write to a connection that the server has closed.
void BlockBrokenPipes() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

HttpRequest RangeRequest(const FetchRequest& request) {
  std::vector<HttpHeader> headers = {
      {.name = "Range", .value = FormatRange(request.offset, request.length)}};
  // If-Match never matches a weak ETag (RFC 9110, section 13.1.1).
  if (request.version && !request.version->etag.empty() &&
      !request.version->etag.starts_with("W/")) {
    headers.push_back({.name = "If-Match", .value = request.version->etag});
  }
  return request.object->Request("GET", std::move(headers));
}

}  // namespace

Client::Client(const RemoteOptions& options)
    : options_(options),
      owner_(::getpid()),
      multi_(::curl_multi_init()),
      pace_(options.max_in_flight),
      jitter_(static_cast<unsigned>(Clock::now().time_since_epoch().count())) {
  if (!multi_) throw Error(ErrorCode::kIo, "libcurl cannot start");
  ::curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options.max_in_flight));
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
  }
  ::curl_multi_wakeup(multi_.get());
  return fetch;
}

void Client::Wait(Fetch& fetch) {
  const auto begin = Clock::now();
  MutexLock lock(mutex_);
  const bool waits = !fetch.done_;
  const auto is_its = [&](const std::shared_ptr<Work>& work) {
    return work->fetch.get() == &fetch;
  };
  if (const auto queued = std::ranges::find_if(ahead_, is_its); waits && queued != ahead_.end()) {
    urgent_.push_back(std::move(*queued));
    ahead_.erase(queued);
    ::curl_multi_wakeup(multi_.get());
  }
  while (!fetch.done_) {
    const auto parked = std::ranges::find_if(parked_, is_its);
    if (parked == parked_.end()) {
      done_.Wait(mutex_);
      continue;
    }
    const std::shared_ptr<Work> work = std::move(*parked);
    parked_.erase(parked);
    lock.Unlock();
    std::optional<Error> failure = Prepared(fetch.request());
    lock.Lock();
    if (stopping_ && !failure) failure = Error(ErrorCode::kIo, kStopped);
    if (failure) {
      lock.Unlock();
      Complete(*work, std::move(failure));
      lock.Lock();
    } else {
      Unpark();
      urgent_.push_back(work);
      ::curl_multi_wakeup(multi_.get());
    }
  }
  if (waits) {
    ++stats_.waits;
    stats_.wait_seconds += std::chrono::duration<double>(Clock::now() - begin).count();
  }
  if (fetch.error_) throw *fetch.error_;
}

// Prepares the object of a request. Returns what went wrong.
std::optional<Error> Client::Prepared(const FetchRequest& request) {
  const ErrorCode code = request.version ? ErrorCode::kUnavailable : ErrorCode::kIo;
  try {
    request.object->Prepare();
    return std::nullopt;
  } catch (const Error& error) {
    return Error(code, error.reason(), error.where());
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
  }
  ::curl_multi_wakeup(multi_.get());
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

void Client::Run() {
  ::pthread_setname_np(::pthread_self(), "imrec-remote");
  BlockBrokenPipes();
  const auto stops = [this] {
    const MutexLock lock(mutex_);
    return stopping_;
  };
  try {
    while (!stops()) {
      int running = 0;
      ::curl_multi_perform(multi_.get(), &running);
      Receive();
      CheckTimes();
      std::erase_if(attempts_, [](const Attempt& attempt) { return attempt.ended; });
      StartWaiting();
      ::curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(Pause().count()), nullptr);
    }
  } catch (const std::bad_alloc&) {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  FailAll();
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

void Client::StartAttempt(const std::shared_ptr<Work>& work) {
  const FetchRequest& request = work->fetch->request();
  const Clock::time_point now = Clock::now();
  try {
    auto transfer = std::make_unique<Transfer>(
        RangeRequest(request),
        Transfer::Options{.certificates = certificates_,
                          .connect_limit = options_.connect_limit,
                          .follow_redirects = request.object->follows_redirects(),
                          .wants_bytes =
                              [&request](const HttpResponse& response) {
                                return response.status == 206 ||
                                       (response.status == 200 && IsWholeObject(request, response));
                              },
                          .max_bytes = request.length});
    attempts_.push_back({.work = work,
                         .transfer = std::move(transfer),
                         .begin = now,
                         .checked = now,
                         .received_by_then = 0});
    ::curl_easy_setopt(attempts_.back().transfer->handle(), CURLOPT_PRIVATE,
                       static_cast<void*>(&attempts_.back()));
    ::curl_multi_add_handle(multi_.get(), attempts_.back().transfer->handle());
  } catch (const Error& error) {
    Fail(*work, error.code(), error.reason());
    return;
  } catch (const std::bad_alloc&) {
    Fail(*work, ErrorCode::kLimitExceeded, "out of memory");
    return;
  }
  pace_.Started(now);
  if (work->attempts == 0) work->begin = now;
  ++work->running;
  const MutexLock lock(mutex_);
  ++stats_.requests;
  if (work->running > 1) {
    ++stats_.hedges;
  } else if (work->attempts > 0) {
    ++stats_.retries;
  }
  if (work->running == 1) ++work->attempts;
}

void Client::Receive() {
  int left = 0;
  while (const CURLMsg* const message = ::curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    void* attempt = nullptr;
    ::curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &attempt);
    EndAttempt(*static_cast<Attempt*>(attempt), message->data.result);
  }
}

void Client::CheckTimes() {
  const Clock::time_point now = Clock::now();
  // Hedges are added at the end of the list.
  for (Attempt& attempt : attempts_) {
    if (!attempt.ended) CheckTime(attempt, now);
  }
}

void Client::CheckTime(Attempt& attempt, Clock::time_point now) {
  const auto retry = [&](const std::string& reason) {
    EndAttempt(attempt, {.kind = RangeOutcome::Kind::kRetry, .reason = reason});
  };
  const milliseconds answer_limit =
      options_.first_byte_limit * (attempt.work->attempts > 1 ? 2 : 1);
  const Transfer& transfer = *attempt.transfer;
  if (!transfer.answered() && now - attempt.begin > answer_limit) {
    return retry("no answer within " + Seconds(answer_limit));
  }
  if (now - attempt.work->begin > options_.total_limit) {
    return retry("not complete within " + Seconds(options_.total_limit));
  }
  if (transfer.answered() && now - attempt.checked >= options_.stall_limit) {
    const double seconds = std::chrono::duration<double>(now - attempt.checked).count();
    const auto more = static_cast<double>(transfer.received() - attempt.received_by_then);
    if (more < kSlowestRate * seconds) {
      return retry("only " + std::to_string(transfer.received() - attempt.received_by_then) +
                   " bytes came in " + Seconds(now - attempt.checked));
    }
    attempt.checked = now;
    attempt.received_by_then = transfer.received();
  }
  if (MayHedge(attempt, now)) {
    attempt.work->hedged = true;
    StartAttempt(attempt.work);
  }
}

bool Client::MayHedge(const Attempt& attempt, Clock::time_point now) {
  const bool late =
      now - attempt.begin > options_.hedge_after && now - attempt.begin > 3 * latency_.p99();
  const bool waits =
      !attempt.transfer->answered() || attempt.work->fetch->request().length <= kSmall;
  if (!late || !waits || attempt.work->hedged || attempt.work->running > 1) return false;
  if (!pace_.Allows(attempts_.size(), now)) return false;
  const MutexLock lock(mutex_);
  return stats_.hedges < 1 + stats_.requests / kRequestsPerHedge;
}

void Client::EndAttempt(Attempt& attempt, CURLcode result) {
  const Transfer& transfer = *attempt.transfer;
  const std::string fault = transfer.Fault(result);
  // A connection that the server has closed meanwhile says nothing about the request.
  const bool stale =
      (result == CURLE_GOT_NOTHING || result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR) &&
      attempt.work->attempts == 1;
  if (!fault.empty()) {
    const RangeOutcome::Kind kind =
        Transfer::MayPass(result) ? RangeOutcome::Kind::kRetry : RangeOutcome::Kind::kFinal;
    EndAttempt(attempt, {.kind = kind, .reason = fault, .at_once = stale});
    return;
  }
  EndAttempt(attempt, JudgeRange(attempt.work->fetch->request(), transfer.request(),
                                 transfer.response(), transfer.bytes().size()));
}

// Ends an attempt, whose transfer may still be on its way.
void Client::EndAttempt(Attempt& attempt, const RangeOutcome& outcome) {
  using Kind = RangeOutcome::Kind;
  ::curl_multi_remove_handle(multi_.get(), attempt.transfer->handle());
  attempt.ended = true;
  const std::shared_ptr<Work> work = attempt.work;
  --work->running;
  const int status = attempt.transfer->response().status;
  if (outcome.kind == Kind::kRetry && (status == 429 || status == 503)) {
    pace_.Refused(Clock::now());
  }
  {
    const MutexLock lock(mutex_);
    stats_.bytes += attempt.transfer->bytes().size();
    if (work->fetch->done_) return;  // by the other attempt
  }
  switch (outcome.kind) {
    case Kind::kDone:
      latency_.Add(Clock::now() - attempt.begin);
      pace_.Succeeded();
      return Succeed(*work, attempt.transfer->TakeBytes(), outcome.version);
    case Kind::kRetry:
      if (work->running == 0) TryAgain(work, outcome);
      return;
    case Kind::kChanged:
      if (work->running > 0) return;  // the other attempt may succeed
      if (work->attempts >= options_.max_attempts) break;
      {
        const MutexLock lock(mutex_);
        parked_.push_back(work);
      }
      done_.NotifyAll();
      return;
    case Kind::kFinal:
      break;
  }
  Fail(*work, outcome.code, outcome.reason);
}

void Client::TryAgain(const std::shared_ptr<Work>& work, const RangeOutcome& outcome) {
  const Clock::time_point now = Clock::now();
  if (outcome.no_ranges) ++work->whole_files;
  const milliseconds longest = std::min<milliseconds>(
      kLongestDelay, kFirstDelay * (1LL << std::min(work->attempts - 1, 16U)));
  // At least half of it: of hundreds of fetches, one has short delays only, and a server that is
  // away for some seconds would end the run.
  std::uniform_int_distribution<milliseconds::rep> delay(longest.count() / 2, longest.count());
  work->next = outcome.at_once ? now : now + milliseconds(delay(jitter_));
  work->hedged = false;
  if (work->attempts < options_.max_attempts && work->whole_files < kWholeFileAttempts &&
      work->next - work->begin < options_.total_limit) {
    delayed_.push_back(work);
    return;
  }
  std::string reason = outcome.reason;
  if (work->attempts > 1) {
    reason +=
        "; tried " + std::to_string(work->attempts) + " times in " + Seconds(now - work->begin);
  }
  Fail(*work, outcome.code, reason);
}

void Client::Succeed(Work& work, std::vector<std::byte> bytes, const ObjectVersion& version) {
  Complete(work, std::nullopt, std::move(bytes), version);
  AbortAttempts(work);
}

void Client::Fail(Work& work, ErrorCode code, const std::string& reason) {
  const FetchRequest& request = work.fetch->request();
  if (code != ErrorCode::kNotFound) {
    const MutexLock lock(mutex_);
    ++stats_.failures;
  }
  Complete(work, Error(code, reason, {.file = request.object->name(), .offset = request.offset}));
  AbortAttempts(work);
}

// Ends a fetch, unless it has ended.
void Client::Complete(const Work& work, std::optional<Error> error, std::vector<std::byte> bytes,
                      const ObjectVersion& version) {
  Fetch& fetch = *work.fetch;
  {
    const MutexLock lock(mutex_);
    if (fetch.done_) return;
    fetch.error_ = std::move(error);
    fetch.bytes_ = std::move(bytes);
    fetch.version_ = version;
    fetch.done_ = true;
  }
  done_.NotifyAll();
  if (fetch.request().on_done) fetch.request().on_done(fetch.error_ ? nullptr : work.fetch);
}

// Gives up attempts that are no longer needed.
void Client::AbortAttempts(Work& work) {
  for (Attempt& attempt : attempts_) {
    if (attempt.work.get() != &work || attempt.ended) continue;
    ::curl_multi_remove_handle(multi_.get(), attempt.transfer->handle());
    attempt.ended = true;
    --work.running;
  }
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

bool Client::HasWork() const {
  const MutexLock lock(mutex_);
  return !urgent_.empty() || !ahead_.empty();
}

// How long to wait for the network before times are checked again.
milliseconds Client::Pause() const {
  if (attempts_.empty() && delayed_.empty() && !HasWork()) return kIdle;
  const auto interval = std::chrono::ceil<milliseconds>(pace_.interval());
  return interval.count() == 0 ? kTick : std::min(kTick, interval);
}

}  // namespace imrec::remote
