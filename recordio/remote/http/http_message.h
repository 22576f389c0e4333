// Requests and responses of HTTP, without the network.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_HTTP_MESSAGE_H_
#define IMREC_RECORDIO_REMOTE_HTTP_HTTP_MESSAGE_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "recordio/internal/byte_source.h"

namespace imrec::remote {

struct HttpHeader {
  std::string name;  // in lower case in responses
  std::string value;
};

/// A range of a file as the body of a request. It is read while it is sent.
struct FileBody {
  std::shared_ptr<const ByteSource> file;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::string sha256;  // of the range, in hexadecimal digits
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // percent-encoded, as it is sent
  std::vector<HttpHeader> headers;
  std::string body;
  std::shared_ptr<const FileBody> file = {};  // if not null, sent instead of `body`
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;
  std::string body;

  /// Returns the value of a header, given in lower case; empty if it is absent.
  std::string_view Header(std::string_view name) const {
    for (const HttpHeader& header : headers) {
      if (header.name == name) return header.value;
    }
    return {};
  }
};

/// Sends a request and returns the response, whatever its status. Throws Error(kIo) if there is
/// none within the time limit.
using HttpExchange =
    std::function<HttpResponse(const HttpRequest& request, std::chrono::milliseconds limit)>;

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_HTTP_MESSAGE_H_
