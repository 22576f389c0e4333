#include "recordio/remote/http/repeat_exchange.h"

#include <imrec/error.h>

namespace imrec::remote {

HttpResponse RepeatExchange(const HttpExchange& exchange, const HttpRequest& request,
                            std::chrono::milliseconds limit, int attempts) {
  for (int attempt = 1;; ++attempt) {
    const bool last = attempt == attempts;
    try {
      HttpResponse response = exchange(request, limit);
      const bool busy = response.status == 408 || response.status == 429 || response.status >= 500;
      if (!busy || last) return response;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kIo || last) throw;
    }
  }
}

}  // namespace imrec::remote
