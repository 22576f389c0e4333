// A file of a web server, named by its URL.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_WEB_OBJECT_H_
#define IMREC_RECORDIO_REMOTE_HTTP_WEB_OBJECT_H_

#include <string>

#include "recordio/remote/http/remote_object.h"

namespace imrec::remote {

/// http://HOST/PATH or https://HOST/PATH. A query, as that of a presigned URL, is sent, but is not
/// part of the name.
class WebObject final : public RemoteObject {
 public:
  /// Spaces and other characters that URLs cannot contain are encoded. Throws
  /// Error(kInvalidArgument) if there is no host.
  explicit WebObject(const std::string& url);

  const std::string& name() const override { return name_; }
  HttpRequest Request(std::string method, std::vector<HttpHeader> headers) const override;

 private:
  std::string url_;
  std::string name_;
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_WEB_OBJECT_H_
