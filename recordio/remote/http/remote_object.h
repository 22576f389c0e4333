// An object of an HTTP server or a store: how it is requested.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_REMOTE_OBJECT_H_
#define IMREC_RECORDIO_REMOTE_HTTP_REMOTE_OBJECT_H_

#include <string>

#include "recordio/remote/http/http_message.h"

namespace imrec::remote {

/// Makes the requests for one object. Thread-safe.
class RemoteObject {
 public:
  /// What a response whose status is not a success means.
  enum class Verdict {
    kFinal,    // the same request would fail again
    kRetry,    // it may succeed later
    kChanged,  // the next request will be another one: other credentials or another region
  };

  virtual ~RemoteObject() = default;

  /// For messages: without anything secret.
  virtual const std::string& name() const = 0;

  /// Gets what requests need, such as credentials, before they expire. May wait for the network,
  /// and so is called by the threads that read. Throws Error.
  virtual void Prepare() {}

  /// Renews in time what Prepare() got. Throws nothing but WaitStopped: if it fails, a later
  /// Prepare() may throw.
  virtual void KeepReady() {}

  /// Returns a request with a URL, and with headers that identify the caller. `headers` are part of
  /// it. Does not wait.
  virtual HttpRequest Request(std::string method, std::vector<HttpHeader> headers) const = 0;

  /// Whether the server may send the caller elsewhere.
  virtual bool follows_redirects() const { return true; }

  /// Judges a response to the request `sent`. If it returns kChanged, Prepare() is called before
  /// the next request.
  virtual Verdict Judge(const HttpRequest& sent, const HttpResponse& response);

  /// Returns what the response says about the failure, for messages; may be empty.
  virtual std::string Explain(const HttpResponse& response) const;
};

/// Returns kRetry if a status says that the server is busy or in trouble, otherwise kFinal.
RemoteObject::Verdict JudgeStatus(int status);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_REMOTE_OBJECT_H_
