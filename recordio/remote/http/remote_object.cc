#include "recordio/remote/http/remote_object.h"

namespace imrec::remote {

RemoteObject::Verdict JudgeStatus(int status) {
  switch (status) {
    case 408:  // Request Timeout
    case 425:  // Too Early
    case 429:  // Too Many Requests
    case 500:
    case 502:
    case 503:
    case 504:
      return RemoteObject::Verdict::kRetry;
    default:
      return RemoteObject::Verdict::kFinal;
  }
}

RemoteObject::Verdict RemoteObject::Judge(const HttpRequest& /*sent*/,
                                          const HttpResponse& response) {
  return JudgeStatus(response.status);
}

std::string RemoteObject::Explain(const HttpResponse& /*response*/) const { return {}; }

}  // namespace imrec::remote
