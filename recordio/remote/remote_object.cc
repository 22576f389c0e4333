#include "recordio/remote/remote_object.h"

namespace imrec::remote {

RemoteObject::Verdict RemoteObject::Judge(const HttpRequest& /*sent*/,
                                          const HttpResponse& response) {
  switch (response.status) {
    case 408:  // Request Timeout
    case 425:  // Too Early
    case 429:  // Too Many Requests
    case 500:
    case 502:
    case 503:
    case 504:
      return Verdict::kRetry;
    default:
      return Verdict::kFinal;
  }
}

std::string RemoteObject::Explain(const HttpResponse& /*response*/) const { return {}; }

}  // namespace imrec::remote
