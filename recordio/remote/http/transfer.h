// One HTTP request on its way, by libcurl.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_TRANSFER_H_
#define IMREC_RECORDIO_REMOTE_HTTP_TRANSFER_H_

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "recordio/remote/http/http_message.h"

namespace imrec::remote {

/// Returns the file of certificates that the environment names, as curl and AWS's programs take it
/// (AWS_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE); empty if there is none.
std::string CertificateFile();

/// A request, and what has come back so far. Must not move while libcurl uses its handle. Used by
/// one thread at a time.
class Transfer {
  struct HandleDeleter {
    void operator()(CURL* handle) const { ::curl_easy_cleanup(handle); }
  };

 public:
  using Handle = std::unique_ptr<CURL, HandleDeleter>;

  struct Options {
    std::string certificates = {};  // of authorities, a file; empty: those of the system
    std::chrono::milliseconds connect_limit{3'000};
    bool follow_redirects = true;
    std::size_t max_text = std::size_t{64} << 10;  // of a body kept as text; the rest is dropped
    /// Decides, from status and headers, whether the body consists of bytes to keep. Other bodies
    /// are kept as text.
    std::function<bool(const HttpResponse&)> wants_bytes = {};
    std::uint64_t max_bytes = 0;         // of a body to keep; if there are more, the transfer fails
    std::vector<std::byte> buffer = {};  // empty, for them
  };

  /// Throws Error(kIo) if libcurl cannot prepare the request. `used` may be the handle of another
  /// transfer with the same certificates and connect_limit, if both are GET requests; its settings
  /// and buffers then serve again.
  Transfer(HttpRequest request, Options options, Handle used = nullptr);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  const HttpRequest& request() const { return request_; }
  CURL* handle() const { return handle_.get(); }
  /// The transfer must not be on its way any more.
  Handle TakeHandle() { return std::move(handle_); }
  /// Status, headers, and the body unless it was to be kept as bytes.
  const HttpResponse& response() const { return response_; }
  const std::vector<std::byte>& bytes() const { return bytes_; }
  std::vector<std::byte> TakeBytes() { return std::move(bytes_); }
  /// Whether any part of a response has arrived.
  bool answered() const { return answered_; }
  /// Bytes of the body that have arrived.
  std::uint64_t received() const { return received_; }

  /// Bytes of the request's body that were given to the system.
  std::uint64_t sent() const;

  /// Returns what went wrong, for libcurl's result of the transfer; empty if nothing.
  std::string Fault(CURLcode result) const;
  /// Returns false if the same request would fail again for the same reason.
  static bool MayPass(CURLcode result);

 private:
  static std::size_t OnHeader(char* text, std::size_t size, std::size_t count, void* self);
  static std::size_t OnBody(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t OnRead(char* bytes, std::size_t size, std::size_t count, void* self);
  static int OnSeek(void* self, curl_off_t offset, int origin);

  template <typename Value>
  void Set(CURLoption option, Value value);
  void SetCommon();
  void SetBody();
  bool AddHeader(std::string_view line);
  bool AddBody(const char* bytes, std::size_t size);
  std::size_t ReadFileBody(char* bytes, std::size_t size);
  void SetFileBody();

  struct ListDeleter {
    void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
  };

  const HttpRequest request_;
  Options options_;
  std::unique_ptr<curl_slist, ListDeleter> headers_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  HttpResponse response_;
  std::vector<std::byte> bytes_;
  std::size_t header_bytes_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t read_ = 0;  // of the file that is sent
  std::string read_fault_;  // why it cannot be read
  bool answered_ = false;
  bool too_long_ = false;
  bool unwanted_ = false;  // a successful response of another form, whose body is not read
  Handle handle_;
};

/// Sends a request with a connection of its own and waits for the response; see HttpExchange.
HttpResponse Exchange(const HttpRequest& request, std::chrono::milliseconds limit);

/// Returns a function as Exchange() that calls `on_wait` about once per second while it waits. If
/// that throws, it throws WaitStopped. `on_wait` may be empty.
HttpExchange WatchedExchange(std::function<void()> on_wait);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_TRANSFER_H_
