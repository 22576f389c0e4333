#include "recordio/remote/s3/store_sender.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <exception>
#include <list>
#include <utility>

#include <imrec/error.h>
#include <tinyxml2.h>

#include "recordio/remote/aws_error.h"
#include "recordio/remote/http/transfer.h"
#include "recordio/remote/http/wait_stopped.h"

namespace imrec::remote {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using Verdict = RemoteObject::Verdict;

constexpr milliseconds kTick{50};
constexpr milliseconds kGrace{2'000};  // for what should end after a stop
constexpr milliseconds kFirstDelay{100};
constexpr milliseconds kLongestDelay{10'000};
constexpr std::uint32_t kQuietAttempts = 3;

bool HasRoot(const std::string& body, const std::string& name) {
  tinyxml2::XMLDocument document;
  return document.Parse(body.data(), body.size()) == tinyxml2::XML_SUCCESS &&
         document.RootElement() != nullptr && document.RootElement()->Name() == name;
}

// What arrived may differ from what was sent, or contradict a request of another process.
bool MaySucceedLater(const AwsError& error) {
  return error.code == "BadDigest" || error.code == "IncompleteBody" ||
         error.code == "XAmzContentSHA256Mismatch" || error.code == "ConditionalRequestConflict" ||
         error.code == "OperationAborted";
}

// libcurl or its TLS library may write to a connection that the server has closed.
class BrokenPipesBlocked {
 public:
  BrokenPipesBlocked() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  BrokenPipesBlocked(const BrokenPipesBlocked&) = delete;
  BrokenPipesBlocked& operator=(const BrokenPipesBlocked&) = delete;
  ~BrokenPipesBlocked() {
    if (::sigismember(&before_, SIGPIPE) == 0) {
      const timespec at_once = {};
      ::sigtimedwait(&pipe_, nullptr, &at_once);
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_ = {};
  sigset_t before_ = {};
};

struct Outcome {
  enum class Kind { kDone, kRetry, kChanged, kFinal };
  Kind kind = Kind::kDone;
  std::string reason = {};
  bool at_once = false;  // a retry needs no delay
};

Outcome Failure(Verdict verdict, std::string reason) {
  const Outcome::Kind kind = verdict == Verdict::kChanged ? Outcome::Kind::kChanged
                             : verdict == Verdict::kRetry ? Outcome::Kind::kRetry
                                                          : Outcome::Kind::kFinal;
  return {.kind = kind, .reason = std::move(reason)};
}

Outcome JudgeResponse(S3Store& store, const StoreRequest& request, const HttpRequest& sent,
                      const HttpResponse& response) {
  const int status = response.status;
  const bool success = status >= 200 && status < 300;
  if (success && (request.expected_root.empty() || HasRoot(response.body, request.expected_root))) {
    return {};
  }
  if (std::ranges::find(request.accepted, status) != request.accepted.end()) return {};
  const AwsError error = ParseAwsError(response.body);
  std::string reason = "HTTP status " + std::to_string(status);
  const std::string explained = ExplainS3Error(response);
  if (!explained.empty()) reason += ", " + explained;
  Verdict verdict = store.Judge(request.location.bucket, sent, response);
  if (verdict == Verdict::kFinal) verdict = JudgeStatus(status);
  // A store that has said 200 may find out later that it fails, or be cut off.
  const bool unclear = success && error.code.empty();
  if (unclear) reason += ", without the expected result";
  if (verdict == Verdict::kFinal && (unclear || MaySucceedLater(error))) verdict = Verdict::kRetry;
  return Failure(verdict, std::move(reason));
}

ErrorCode CodeOf(int status) {
  if (status == 404) return ErrorCode::kNotFound;
  return status == 401 || status == 403 ? ErrorCode::kUnavailable : ErrorCode::kIo;
}

}  // namespace

// The requests of one call.
class StoreSender::Round {
 public:
  Round(StoreSender& sender, const std::function<std::optional<StoreRequest>()>& next, bool quiet)
      : sender_(sender),
        next_(next),
        most_attempts_(quiet ? std::min(kQuietAttempts, sender.options_.max_attempts)
                             : sender.options_.max_attempts),
        allowed_(sender.options_.max_in_flight) {
    sender_.quiet_ = quiet;
    sender_.grace_ends_.reset();
  }
  Round(const Round&) = delete;
  Round& operator=(const Round&) = delete;
  ~Round() {
    sender_.quiet_ = false;
    for (const Work& work : works_) {
      if (work.transfer) ::curl_multi_remove_handle(multi(), work.transfer->handle());
    }
  }

  void Run() {
    const BrokenPipesBlocked blocked;
    while (true) {
      StartWaiting();
      if (works_.empty()) return;
      int running = 0;
      ::curl_multi_perform(multi(), &running);
      Receive();
      CheckTimes();
      std::erase_if(works_, [](const Work& work) { return work.done; });
      if (works_.empty()) continue;
      Tell();
      ::curl_multi_poll(multi(), nullptr, 0, static_cast<int>(kTick.count()), nullptr);
    }
  }

 private:
  struct Work {
    StoreRequest request;
    std::unique_ptr<Transfer> transfer = nullptr;  // null: between two attempts
    std::uint32_t attempts = 0;
    Clock::time_point next{};   // not to be tried again before
    Clock::time_point moved{};  // when bytes were last sent or received
    std::uint64_t bytes_by_then = 0;
    bool done = false;
  };

  CURLM* multi() const { return sender_.multi_.get(); }
  std::size_t Sending() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(works_, [](const Work& work) { return work.transfer != nullptr; }));
  }

  void StartWaiting() {
    const Clock::time_point now = Clock::now();
    for (Work& work : works_) {
      if (work.transfer || work.next > now || Sending() >= allowed_) continue;
      Start(work);
    }
    while (!ended_ && works_.size() < allowed_) {
      std::optional<StoreRequest> request = next_();
      ended_ = !request;
      if (ended_) return;
      works_.push_back({.request = *std::move(request)});
      Start(works_.back());
    }
  }

  void Prepare() {
    ThrowingCauseOfStop([&] { sender_.store_->Prepare(); });
  }

  void Start(Work& work) {
    Prepare();
    Transfer::Options options{.certificates = sender_.certificates_,
                              .connect_limit = sender_.options_.connect_limit,
                              .follow_redirects = false,
                              .max_text = work.request.max_text};
    if (work.request.only_headers) options.wants_bytes = [](const HttpResponse&) { return false; };
    work.transfer = std::make_unique<Transfer>(
        sender_.store_->Request(work.request.location, work.request.call), std::move(options));
    ++work.attempts;
    work.moved = Clock::now();
    work.bytes_by_then = 0;
    ::curl_easy_setopt(work.transfer->handle(), CURLOPT_PRIVATE, static_cast<void*>(&work));
    ::curl_multi_add_handle(multi(), work.transfer->handle());
  }

  void Receive() {
    int left = 0;
    while (const CURLMsg* const message = ::curl_multi_info_read(multi(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      void* work = nullptr;
      ::curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &work);
      End(*static_cast<Work*>(work), message->data.result);
    }
  }

  void End(Work& work, CURLcode result) {
    const Transfer& transfer = *work.transfer;
    const std::string fault = transfer.Fault(result);
    if (result == CURLE_ABORTED_BY_CALLBACK && !fault.empty()) {  // the file cannot be read
      return End(work, {.kind = Outcome::Kind::kFinal, .reason = fault});
    }
    if (!fault.empty()) {
      // A connection that the server has closed meanwhile says nothing about the request.
      const bool stale =
          work.attempts == 1 &&
          (result == CURLE_GOT_NOTHING || result == CURLE_SEND_ERROR || result == CURLE_RECV_ERROR);
      const Outcome::Kind kind =
          Transfer::MayPass(result) ? Outcome::Kind::kRetry : Outcome::Kind::kFinal;
      return End(work, {.kind = kind, .reason = fault, .at_once = stale});
    }
    End(work,
        JudgeResponse(*sender_.store_, work.request, transfer.request(), transfer.response()));
  }

  void End(Work& work, const Outcome& outcome) {
    ::curl_multi_remove_handle(multi(), work.transfer->handle());
    const std::unique_ptr<Transfer> transfer = std::move(work.transfer);
    const HttpResponse& response = transfer->response();
    if (outcome.kind == Outcome::Kind::kDone) {
      allowed_ = std::min<std::size_t>(sender_.options_.max_in_flight, allowed_ + 1);
      work.done = true;
      if (work.request.on_done) work.request.on_done(response);
      return;
    }
    if (response.status == 429 || response.status == 503) {
      allowed_ = std::max<std::size_t>(1, allowed_ / 2);
    }
    if (outcome.kind == Outcome::Kind::kFinal || work.attempts >= most_attempts_) {
      Fail(work, outcome, response.status);
    }
    const bool at_once = outcome.at_once || outcome.kind == Outcome::Kind::kChanged;
    work.next = Clock::now() + (at_once ? milliseconds(0) : Delay(work.attempts));
  }

  milliseconds Delay(std::uint32_t attempts) {
    const milliseconds longest = std::min<milliseconds>(
        kLongestDelay, kFirstDelay * (1LL << std::min<std::uint32_t>(attempts - 1, 16)));
    std::uniform_int_distribution<milliseconds::rep> delay(0, longest.count());
    return milliseconds(delay(sender_.jitter_));
  }

  [[noreturn]] static void Fail(const Work& work, const Outcome& outcome, int status) {
    std::string reason = "cannot " + work.request.doing + ": " + outcome.reason;
    if (work.attempts > 1) reason += "; tried " + std::to_string(work.attempts) + " times";
    throw Error(CodeOf(status), reason, {.file = FormatS3Name(work.request.location)});
  }

  void CheckTimes() {
    const Clock::time_point now = Clock::now();
    for (Work& work : works_) {
      if (!work.transfer) continue;
      const std::uint64_t bytes = work.transfer->sent() + work.transfer->received();
      if (bytes != work.bytes_by_then) {
        work.bytes_by_then = bytes;
        work.moved = now;
      } else if (now - work.moved > sender_.options_.quiet_limit) {
        End(work, {.kind = Outcome::Kind::kRetry,
                   .reason = "nothing was sent or received for " +
                             std::to_string(sender_.options_.quiet_limit.count()) + " ms"});
      }
    }
  }

  // After the observer has thrown, some attempts are waited for.
  void Tell() {
    std::uint64_t sending = 0;
    bool is_whole = false;
    for (const Work& work : works_) {
      if (!work.transfer) continue;
      is_whole = is_whole || work.request.is_whole;
      if (work.request.call.file) sending += work.transfer->sent();
    }
    try {
      sender_.Tell(sending);
    } catch (...) {
      if ((!is_whole && !sender_.quiet_) || sender_.IsGraceOver()) throw;
    }
  }

  StoreSender& sender_;
  const std::function<std::optional<StoreRequest>()>& next_;
  const std::uint32_t most_attempts_;
  std::size_t allowed_;
  bool ended_ = false;
  std::list<Work> works_;
};

StoreSender::StoreSender(std::shared_ptr<S3Store> store, const UploadOptions& options)
    : store_(std::move(store)),
      options_(options),
      multi_(::curl_multi_init()),
      jitter_(static_cast<unsigned>(Clock::now().time_since_epoch().count())) {
  if (!multi_) throw Error(ErrorCode::kIo, "libcurl cannot start");
}

StoreSender::~StoreSender() = default;

void StoreSender::SetObserver(std::function<void(std::uint64_t sending)> observer) {
  observer_ = std::move(observer);
  stop_ = nullptr;
}

void StoreSender::Look() {
  if (Clock::now() - told_ < kTick) return;
  try {
    Tell(sending_);
  } catch (...) {
    // Credentials may have to be renewed to undo what was begun.
    if (!quiet_ || IsGraceOver()) throw;
  }
}

// Starts the grace when it is first called in a round.
bool StoreSender::IsGraceOver() {
  const Clock::time_point now = Clock::now();
  if (!grace_ends_) grace_ends_ = now + kGrace;
  return now >= *grace_ends_;
}

void StoreSender::Tell(std::uint64_t sending) {
  sending_ = sending;
  told_ = Clock::now();
  if (stop_) std::rethrow_exception(stop_);
  if (!observer_) return;
  try {
    observer_(sending);
  } catch (...) {
    stop_ = std::current_exception();
    throw;
  }
}

void StoreSender::SendAll(const std::function<std::optional<StoreRequest>()>& next) {
  Round(*this, next, false).Run();
}

HttpResponse StoreSender::Send(StoreRequest request) {
  HttpResponse response;
  request.on_done = [&response, on_done = std::move(request.on_done)](const HttpResponse& given) {
    response = given;
    if (on_done) on_done(given);
  };
  std::optional<StoreRequest> only = std::move(request);
  SendAll([&only] { return std::exchange(only, std::nullopt); });
  return response;
}

void StoreSender::SendQuietly(StoreRequest request) {
  std::optional<StoreRequest> only = std::move(request);
  Round(
      *this, [&only] { return std::exchange(only, std::nullopt); }, true)
      .Run();
}

}  // namespace imrec::remote
