// The attempts of a client's fetches: their requests, times, repetitions and ends.
#include <algorithm>
#include <array>
#include <cstdio>
#include <new>
#include <string>
#include <utility>

#include "recordio/remote/http/client.h"

namespace imrec::remote {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstDelay{100};
constexpr milliseconds kLongestDelay{10'000};
constexpr std::uint64_t kRequestsPerHedge = 50;           // at most 2 % are doubled
constexpr std::uint64_t kSmall = std::uint64_t{1} << 20;  // needs about as long as its first byte
constexpr double kSlowestRate = 1'000;                    // bytes per second
constexpr std::uint32_t kWholeFileAttempts = 3;

std::string Seconds(std::chrono::steady_clock::duration time) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.1f s", std::chrono::duration<double>(time).count());
  return text.data();
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

void Client::StartAttempt(const std::shared_ptr<Work>& work) {
  const FetchRequest& request = work->fetch->request();
  const Clock::time_point now = Clock::now();
  const std::size_t others = attempts_.size();
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
                          .max_bytes = request.length,
                          .buffer = buffers_->Take(request.length)},
        TakeHandle());
    attempts_.push_back({.work = work,
                         .transfer = std::move(transfer),
                         .begin = now,
                         .checked = now,
                         .received_by_then = 0});
    ::curl_easy_setopt(attempts_.back().transfer->handle(), CURLOPT_PRIVATE,
                       static_cast<void*>(&attempts_.back()));
    loop_.Add(attempts_.back().transfer->handle());
  } catch (const Error& error) {
    // Without a second request, the first one still may succeed.
    if (work->running == 0) Fail(*work, error.code(), error.reason());
    return;
  } catch (const std::bad_alloc&) {
    if (attempts_.size() > others) attempts_.pop_back();
    if (work->running == 0) Fail(*work, ErrorCode::kLimitExceeded, "out of memory");
    return;
  }
  pace_.Started(now);
  if (work->attempts == 0) work->begin = work->heard = now;
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

Transfer::Handle Client::TakeHandle() {
  if (handles_.empty()) return nullptr;
  Transfer::Handle handle = std::move(handles_.back());
  handles_.pop_back();
  return handle;
}

void Client::CheckTime(Attempt& attempt, Clock::time_point now) {
  const auto retry = [&](const std::string& reason) {
    EndAttempt(attempt, {.kind = RangeOutcome::Kind::kRetry, .reason = reason});
  };
  const milliseconds answer_limit =
      options_.first_byte_limit * (attempt.work->attempts > 1 ? 2 : 1);
  const Transfer& transfer = *attempt.transfer;
  if (!transfer.answered() && now - attempt.begin > answer_limit) {
    const std::string fault = loop_.Fault();
    return retry("no answer within " + Seconds(answer_limit) + (fault.empty() ? "" : "; " + fault));
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
  loop_.Remove(attempt.transfer->handle());
  attempt.ended = true;
  const std::shared_ptr<Work> work = attempt.work;
  --work->running;
  const int status = attempt.transfer->response().status;
  const bool answered = attempt.transfer->answered();
  if (answered) {
    // A second request is of the same attempt.
    if (std::exchange(work->answered, work->attempts) != work->attempts) ++work->answers;
    work->heard = Clock::now();
  }
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
      if (work->running == 0) TryAgain(work, outcome, answered);
      return;
    case Kind::kChanged:
      if (work->running > 0) return;  // the other attempt may succeed
      if (WasTriedEnough(*work, answered)) break;
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

// Whether a fetch fails if its latest attempt did. A server that is away for a while must not end
// a run, so attempts without any response count only for files that were never opened.
bool Client::WasTriedEnough(const Work& work, bool answered) const {
  if (!work.fetch->request().version) return work.attempts >= options_.max_attempts;
  if (answered) return work.answers >= options_.max_attempts;
  return work.attempts >= options_.max_attempts && work.next - work.heard >= options_.outage_limit;
}

void Client::TryAgain(const std::shared_ptr<Work>& work, const RangeOutcome& outcome,
                      bool answered) {
  const Clock::time_point now = Clock::now();
  // Who has served parts of the file, as its version shows, will do so again.
  if (outcome.no_ranges && !work->fetch->request().version) ++work->whole_files;
  const milliseconds longest = std::min<milliseconds>(
      kLongestDelay, kFirstDelay * (1LL << std::min(work->attempts - 1, 16U)));
  // At least half of it: of hundreds of fetches, one has short delays only, and a server that is
  // away for some seconds would end the run.
  std::uniform_int_distribution<milliseconds::rep> delay(longest.count() / 2, longest.count());
  work->next = outcome.at_once ? now : now + milliseconds(delay(jitter_));
  work->hedged = false;
  if (!WasTriedEnough(*work, answered) && work->whole_files < kWholeFileAttempts &&
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
  Complete(work, Error(code, reason, {.file = request.object->name(), .offset = request.offset}));
  AbortAttempts(work);
}

// Gives up attempts that are no longer needed.
void Client::AbortAttempts(Work& work) {
  for (Attempt& attempt : attempts_) {
    if (attempt.work.get() != &work || attempt.ended) continue;
    loop_.Remove(attempt.transfer->handle());
    attempt.ended = true;
    --work.running;
  }
}

}  // namespace imrec::remote
