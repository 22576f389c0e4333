// Fetches ranges of remote objects in the background.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_CLIENT_H_
#define IMREC_RECORDIO_REMOTE_HTTP_CLIENT_H_

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <list>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <imrec/remote_options.h>

#include "recordio/internal/mutex.h"
#include "recordio/remote/http/byte_buffers.h"
#include "recordio/remote/http/fetch.h"
#include "recordio/remote/http/latency.h"
#include "recordio/remote/http/range_response.h"
#include "recordio/remote/http/request_pace.h"
#include "recordio/remote/http/transfer.h"
#include "recordio/remote/http/transfer_loop.h"

namespace imrec::remote {

/// A thread that sends all requests, over connections that are used again. Failed requests are
/// repeated with growing delays, slow ones are doubled, and there are fewer at a time when servers
/// say that they are too many. Thread-safe. May be used only in the process that made it.
class Client {
 public:
  explicit Client(const RemoteOptions& options);
  /// Ends all fetches as Stop() does.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Starts a fetch. Urgent ones precede others.
  std::shared_ptr<Fetch> Start(FetchRequest request, bool urgent) IMREC_EXCLUDES(mutex_);

  /// Waits until the fetch is done; it becomes urgent. Throws the Error of a fetch that failed, and
  /// what `on_wait` of the options throws; the fetch goes on then.
  void Wait(Fetch& fetch) IMREC_EXCLUDES(mutex_);

  /// Lets all fetches fail, those of the future as well. Returns at once.
  void Stop() IMREC_EXCLUDES(mutex_);

  RemoteStats stats() const IMREC_EXCLUDES(mutex_);
  /// Counts a read from the cache.
  void CountCached(std::uint64_t bytes) IMREC_EXCLUDES(mutex_);
  const RemoteOptions& options() const { return options_; }
  pid_t owner() const { return owner_; }

 private:
  using Clock = std::chrono::steady_clock;

  static constexpr std::size_t kKeptBytes = std::size_t{16} << 20;
  static constexpr const char* kStopped = "reading was stopped";

  // A fetch with its attempts.
  struct Work {
    std::shared_ptr<Fetch> fetch;
    std::uint32_t attempts = 0;
    std::uint32_t answers = 0;      // attempts that brought a response, or a part of one
    std::uint32_t answered = 0;     // the latest of them, by number: it may bring two
    std::uint32_t whole_files = 0;  // attempts that a whole file, instead of the range, has ended
    std::uint32_t running = 0;      // attempts on their way
    bool hedged = false;
    Clock::time_point begin{};  // of the first attempt
    Clock::time_point heard{};  // when a server last answered; at first, as begin
    Clock::time_point next{};   // not to be tried again before
  };

  // One attempt on its way.
  struct Attempt {
    std::shared_ptr<Work> work;
    std::unique_ptr<Transfer> transfer;
    Clock::time_point begin;
    Clock::time_point checked;  // when progress was last looked at
    std::uint64_t received_by_then = 0;
    bool ended = false;
  };
  using Attempts = std::list<Attempt>;

  static std::optional<Error> Prepared(const FetchRequest& request);
  std::exception_ptr WaitUntilDone(const Fetch& fetch) IMREC_REQUIRES(mutex_);
  std::exception_ptr WaitForNews(Clock::time_point& call) IMREC_REQUIRES(mutex_);
  std::exception_ptr PrepareParked(const std::shared_ptr<Work>& work) IMREC_REQUIRES(mutex_);
  void Unpark() IMREC_REQUIRES(mutex_);
  void Wake() IMREC_REQUIRES(mutex_);
  void Complete(const Work& work, std::optional<Error> error, std::vector<std::byte> bytes = {},
                const ObjectVersion& version = {}) IMREC_EXCLUDES(mutex_);

  // client_thread.cc
  void Run() IMREC_EXCLUDES(mutex_);
  bool Begin() IMREC_EXCLUDES(mutex_);
  std::shared_ptr<Work> TakeWork() IMREC_EXCLUDES(mutex_);
  void StartWaiting();
  void RunTransfers() IMREC_EXCLUDES(mutex_);
  void Receive();
  void CheckTimes();
  void EraseEnded();
  void Rest(Clock::time_point until) IMREC_EXCLUDES(mutex_);
  std::chrono::milliseconds Pause() const IMREC_EXCLUDES(mutex_);
  bool HasWork() const IMREC_EXCLUDES(mutex_);
  void FailAll();

  // client_attempts.cc
  void StartAttempt(const std::shared_ptr<Work>& work);
  Transfer::Handle TakeHandle();
  void CheckTime(Attempt& attempt, Clock::time_point now);
  bool MayHedge(const Attempt& attempt, Clock::time_point now);
  void EndAttempt(Attempt& attempt, CURLcode result);
  void EndAttempt(Attempt& attempt, const RangeOutcome& outcome);
  void TryAgain(const std::shared_ptr<Work>& work, const RangeOutcome& outcome, bool answered);
  bool WasTriedEnough(const Work& work, bool answered) const;
  void Fail(Work& work, ErrorCode code, const std::string& reason);
  void Succeed(Work& work, std::vector<std::byte> bytes, const ObjectVersion& version);
  void AbortAttempts(Work& work);

  const RemoteOptions options_;
  const std::string certificates_ = CertificateFile();
  const pid_t owner_;
  // Fetches may outlive the client.
  const std::shared_ptr<ByteBuffers> buffers_ = std::make_shared<ByteBuffers>(kKeptBytes);

  // Used by thread_ only, except for Wake().
  TransferLoop loop_;
  std::vector<Transfer::Handle> handles_;  // to be used again
  Attempts attempts_;
  std::vector<std::shared_ptr<Work>> delayed_;
  LatencyEstimate latency_;
  RequestPace pace_;
  std::minstd_rand jitter_;

  mutable Mutex mutex_;
  CondVar done_;
  CondVar hurry_;
  std::deque<std::shared_ptr<Work>> urgent_ IMREC_GUARDED_BY(mutex_);
  std::deque<std::shared_ptr<Work>> ahead_ IMREC_GUARDED_BY(mutex_);
  // Their fetches wait for RemoteObject::Prepare().
  std::vector<std::shared_ptr<Work>> parked_ IMREC_GUARDED_BY(mutex_);
  RemoteStats stats_ IMREC_GUARDED_BY(mutex_);
  std::size_t waiting_ IMREC_GUARDED_BY(mutex_) = 0;  // threads in Wait()
  bool polling_ IMREC_GUARDED_BY(mutex_) = false;     // the client's thread waits for the network
  bool news_ IMREC_GUARDED_BY(mutex_) = false;        // since its round began
  bool stopping_ IMREC_GUARDED_BY(mutex_) = false;
  bool ended_ IMREC_GUARDED_BY(mutex_) = false;  // no fetch will be done any more

  std::thread thread_;
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_CLIENT_H_
