// Sends requests to a store until they succeed.
#ifndef IMREC_RECORDIO_REMOTE_S3_STORE_SENDER_H_
#define IMREC_RECORDIO_REMOTE_S3_STORE_SENDER_H_

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "recordio/internal/upload_options.h"
#include "recordio/remote/http/transfer.h"
#include "recordio/remote/s3/s3_store.h"

namespace imrec::remote {

/// A request and what its response may be.
struct StoreRequest {
  S3Location location = {};
  StoreCall call = {};
  std::string doing = "be written";  // for messages: "cannot be written: ..."
  std::vector<int> accepted = {};    // statuses that are results as well, such as 404
  std::string expected_root = {};    // if not empty, that of the XML in a response of status 200
  std::size_t max_text = std::size_t{1} << 20;  // of the body of the response
  bool is_whole = false;      // an attempt may end for 2 s more if the observer throws
  bool only_headers = false;  // the body of a response of status 200 is not read
  /// Called with the final response.
  std::function<void(const HttpResponse& response)> on_done = {};
};

/// Sends requests with back-off, renewed credentials, and the region or host that the store names.
/// All work is done by the calling thread. Not thread-safe. Connections are used again.
class StoreSender {
 public:
  StoreSender(std::shared_ptr<S3Store> store, const UploadOptions& options);
  ~StoreSender();
  StoreSender(const StoreSender&) = delete;
  StoreSender& operator=(const StoreSender&) = delete;

  /// Called at least ten times per second while requests are on their way, with the bytes of
  /// bodies that these have sent. An exception that it throws gives them up, and all later ones
  /// until the next call of this function.
  void SetObserver(std::function<void(std::uint64_t sending)> observer);
  /// Calls the observer, unless that was done just now: for work before and between requests, and
  /// while credentials are renewed.
  void Look();

  /// Returns the final response. Throws Error with the name of the object if the request fails for
  /// good: kNotFound (404), kUnavailable (401, 403) or kIo.
  HttpResponse Send(StoreRequest request);

  /// Sends the requests that `next` returns, several at a time, until it returns nullopt and all
  /// have succeeded. Throws Error as Send(); requests on their way are then given up.
  void SendAll(const std::function<std::optional<StoreRequest>()>& next);

  /// As Send(), with few attempts, and for 2 s more if the observer throws: for what is done after
  /// a failure or a stop.
  void SendQuietly(StoreRequest request);

 private:
  class Round;
  void Tell(std::uint64_t sending);
  bool IsGraceOver();

  struct MultiDeleter {
    void operator()(CURLM* multi) const { ::curl_multi_cleanup(multi); }
  };

  const std::shared_ptr<S3Store> store_;
  const UploadOptions options_;
  const std::string certificates_ = CertificateFile();
  const std::unique_ptr<CURLM, MultiDeleter> multi_;
  std::function<void(std::uint64_t)> observer_;
  std::uint64_t sending_ = 0;  // as the observer was told
  std::chrono::steady_clock::time_point told_{};
  std::exception_ptr stop_;                                          // what the observer has thrown
  bool quiet_ = false;                                               // in SendQuietly()
  std::optional<std::chrono::steady_clock::time_point> grace_ends_;  // of a round, after a stop
  std::minstd_rand jitter_;
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_S3_STORE_SENDER_H_
