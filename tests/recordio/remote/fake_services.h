// An environment and HTTP services that tests make up.
#ifndef IMREC_TESTS_RECORDIO_REMOTE_FAKE_SERVICES_H_
#define IMREC_TESTS_RECORDIO_REMOTE_FAKE_SERVICES_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <imrec/error.h>

#include "recordio/remote/credentials/credential_source.h"

namespace imrec::remote {

using Variables = std::map<std::string, std::string>;

inline Environment FakeEnvironment(Variables variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

inline HttpResponse Response(int status, std::string body = {}) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

/// Responds by method and URL, as "GET http://...", and records the requests. For others there is
/// no response. Not thread-safe.
class FakeServices {
 public:
  void Respond(const std::string& method_and_url, HttpResponse response) {
    responses_[method_and_url] = std::move(response);
  }
  void Forget() { responses_.clear(); }

  HttpExchange Exchange() {
    return [this](const HttpRequest& request, std::chrono::milliseconds) {
      requests.push_back(request);
      const auto found = responses_.find(request.method + " " + request.url);
      if (found == responses_.end()) throw Error(ErrorCode::kIo, "no response");
      return found->second;
    };
  }

  std::vector<HttpRequest> requests;

 private:
  std::map<std::string, HttpResponse> responses_;
};

/// Returns the value of a header of a request, an empty one if it is absent.
inline std::string SentHeader(const HttpRequest& request, const std::string& name) {
  for (const HttpHeader& header : request.headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

}  // namespace imrec::remote

#endif  // IMREC_TESTS_RECORDIO_REMOTE_FAKE_SERVICES_H_
