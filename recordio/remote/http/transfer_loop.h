// libcurl's transfers, and the connections that they wait for.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_TRANSFER_LOOP_H_
#define IMREC_RECORDIO_REMOTE_HTTP_TRANSFER_LOOP_H_

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace imrec::remote {

/// Drives transfers by epoll: unlike curl_multi_perform(), whose time grows with the number of
/// transfers, it looks only at those whose connections have something. Used by one thread, except
/// Wake().
class TransferLoop {
 public:
  /// A transfer that has ended.
  struct Ended {
    CURL* handle = nullptr;
    CURLcode result = CURLE_OK;
  };

  /// Up to so many connections are kept open for further requests. Throws Error(kIo) if libcurl or
  /// the system refuses.
  explicit TransferLoop(std::size_t max_connections);
  ~TransferLoop();
  TransferLoop(const TransferLoop&) = delete;
  TransferLoop& operator=(const TransferLoop&) = delete;

  /// Starts a transfer. Its handle must be removed before it is cleaned up.
  void Add(CURL* handle);
  void Remove(CURL* handle);

  /// Waits, no longer than `limit`, until there is something to do, and does it.
  void Run(std::chrono::milliseconds limit);

  /// Lets Run() return: that which waits, or the next one. May be called by any thread.
  void Wake() const;

  /// Returns the next transfer that has ended.
  std::optional<Ended> Next();

  /// Returns why the system refused to watch a connection, of whose transfer nothing is heard then;
  /// empty if it watches the latest one.
  std::string Fault() const;

 private:
  using Clock = std::chrono::steady_clock;

  struct MultiDeleter {
    void operator()(CURLM* multi) const { ::curl_multi_cleanup(multi); }
  };
  // A descriptor that is closed in the end.
  class Descriptor {
   public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

   private:
    const int number_;
  };

  static int OnSocket(CURL* handle, curl_socket_t socket, int what, void* self, void* known);
  static int OnTimer(CURLM* multi, long milliseconds, void* self);
  void Watch(curl_socket_t socket, int what, bool known);
  void Act(curl_socket_t socket, int events);
  int Timeout(std::chrono::milliseconds limit) const;

  const Descriptor epoll_;
  const Descriptor wake_;                   // an eventfd
  std::optional<Clock::time_point> timer_;  // when libcurl wants to be called
  int watch_error_ = 0;                     // errno if the latest connection is not watched
  std::unique_ptr<CURLM, MultiDeleter> multi_;
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_TRANSFER_LOOP_H_
