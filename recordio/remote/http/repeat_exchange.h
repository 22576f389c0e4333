// Sends a request again if the server is busy or does not respond.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_REPEAT_EXCHANGE_H_
#define IMREC_RECORDIO_REMOTE_HTTP_REPEAT_EXCHANGE_H_

#include <chrono>

#include "recordio/remote/http/http_message.h"

namespace imrec::remote {

/// Sends the request up to `attempts` times, until there is a response with a status other than
/// 408, 429 and 5xx. Returns the last response; throws what the last attempt throws. Does not
/// wait between attempts: it is for services of the local network, which few clients use at a time.
HttpResponse RepeatExchange(const HttpExchange& exchange, const HttpRequest& request,
                            std::chrono::milliseconds limit, int attempts);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_REPEAT_EXCHANGE_H_
