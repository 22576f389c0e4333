// What a response to a request for a range of bytes means.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_RANGE_RESPONSE_H_
#define IMREC_RECORDIO_REMOTE_HTTP_RANGE_RESPONSE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <imrec/error.h>

#include "recordio/remote/http/fetch.h"
#include "recordio/remote/http/http_message.h"

namespace imrec::remote {

/// The header `Content-Range: bytes FIRST-LAST/SIZE`.
struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t size = 0;

  friend bool operator==(const ContentRange&, const ContentRange&) = default;
};

/// Returns nullopt if the header is malformed, or does not say the size of the object.
std::optional<ContentRange> ParseContentRange(std::string_view value);

/// Returns the value of the header Range, `bytes=FIRST-LAST`.
std::string FormatRange(std::uint64_t offset, std::uint64_t length);

/// Returns true if a response with status 200 has no more than the bytes that were asked for.
bool IsWholeObject(const FetchRequest& request, const HttpResponse& response);

struct RangeOutcome {
  enum class Kind {
    kDone,     // the bytes are complete
    kRetry,    // the request may succeed later
    kChanged,  // the next request will be another one, see RemoteObject::Judge()
    kFinal,    // it would fail again
  };
  Kind kind = Kind::kFinal;
  ErrorCode code = ErrorCode::kIo;  // unless done
  std::string reason = {};          // unless done
  ObjectVersion version = {};       // if done
  bool at_once = false;             // a retry needs no delay
  bool no_ranges = false;           // the server may not serve parts of files at all
};

/// Judges a response to the HTTP request `sent`, of which `received` bytes of the object have come.
/// Its body is that of a failure, if it is one.
RangeOutcome JudgeRange(const FetchRequest& request, const HttpRequest& sent,
                        const HttpResponse& response, std::uint64_t received);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_RANGE_RESPONSE_H_
