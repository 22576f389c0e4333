#include "recordio/remote/http/range_response.h"

#include <algorithm>
#include <charconv>

namespace imrec::remote {
namespace {

using Kind = RangeOutcome::Kind;

// Above any file; sums with it cannot overflow.
constexpr std::uint64_t kMaxSize = std::uint64_t{1} << 50;

// Takes a number from the start of `text`.
std::optional<std::uint64_t> TakeNumber(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool Take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

RangeOutcome Failure(Kind kind, ErrorCode code, std::string reason) {
  return {.kind = kind, .code = code, .reason = std::move(reason)};
}

// Another try may reach another server, which answers correctly.
RangeOutcome Wrong(std::string reason) {
  return Failure(Kind::kRetry, ErrorCode::kIo, std::move(reason));
}

RangeOutcome Replaced(std::string reason) {
  return Failure(Kind::kFinal, ErrorCode::kUnavailable, "was replaced: " + std::move(reason));
}

// Compares an object of `size` bytes with the version that is being read.
RangeOutcome Complete(const FetchRequest& request, const HttpResponse& response,
                      std::uint64_t size) {
  if (size > kMaxSize) {
    return Failure(Kind::kFinal, ErrorCode::kUnsupported,
                   "it is said to have " + std::to_string(size) + " bytes");
  }
  const std::string etag(response.Header("etag"));
  if (request.version) {
    if (size != request.version->size) {
      return Replaced("it has " + std::to_string(size) + " bytes, and had " +
                      std::to_string(request.version->size));
    }
    if (!etag.empty() && !request.version->etag.empty() && etag != request.version->etag) {
      return Replaced("its ETag is " + etag + ", and was " + request.version->etag);
    }
  }
  return {.kind = Kind::kDone, .version = {.size = size, .etag = etag}};
}

RangeOutcome JudgePart(const FetchRequest& request, const HttpResponse& response,
                       std::uint64_t received) {
  const std::string_view header = response.Header("content-range");
  const std::optional<ContentRange> range = ParseContentRange(header);
  if (!range) return Wrong("its header Content-Range is '" + std::string(header) + "'");
  if (request.offset >= range->size) return Wrong("it contains no byte of the range");
  const std::uint64_t last = std::min(request.offset + request.length, range->size) - 1;
  if (range->first != request.offset || range->last != last) {
    return Wrong("it contains other bytes: '" + std::string(header) + "' instead of " +
                 std::to_string(request.offset) + "-" + std::to_string(last));
  }
  const std::uint64_t expected = last - request.offset + 1;
  if (received != expected) {
    return Wrong("it ends after " + std::to_string(received) + " of " + std::to_string(expected) +
                 " bytes");
  }
  return Complete(request, response, range->size);
}

RangeOutcome JudgeWhole(const FetchRequest& request, const HttpResponse& response,
                        std::uint64_t received) {
  if (!IsWholeObject(request, response)) {
    RangeOutcome outcome = Wrong("the server sends the whole file, instead of a part");
    outcome.no_ranges = true;
    return outcome;
  }
  std::string_view header = response.Header("content-length");
  const std::uint64_t size = TakeNumber(header).value_or(0);
  if (received != size) {
    return Wrong("it ends after " + std::to_string(received) + " of " + std::to_string(size) +
                 " bytes");
  }
  return Complete(request, response, size);
}

// 416: the object has no byte at the offset. Only an empty object may be asked for such a byte.
RangeOutcome JudgeUnsatisfiable(const FetchRequest& request, const HttpResponse& response) {
  const std::string_view header = response.Header("content-range");
  if (request.version) return Replaced("the server says " + std::string(header));
  if (request.offset == 0 && (header.empty() || header == "bytes */0")) {
    return Complete(request, response, 0);
  }
  return Failure(Kind::kFinal, ErrorCode::kIo, "the range is refused: " + std::string(header));
}

RangeOutcome JudgeFailure(const FetchRequest& request, const HttpRequest& sent,
                          const HttpResponse& response) {
  std::string reason = "HTTP status " + std::to_string(response.status);
  const std::string explained = request.object->Explain(response);
  if (!explained.empty()) reason += ", " + explained;
  switch (request.object->Judge(sent, response)) {
    case RemoteObject::Verdict::kRetry:
      return Failure(Kind::kRetry, ErrorCode::kIo, std::move(reason));
    case RemoteObject::Verdict::kChanged:
      return Failure(Kind::kChanged, ErrorCode::kIo, std::move(reason));
    case RemoteObject::Verdict::kFinal:
      break;
  }
  const bool gone = response.status == 404 || response.status == 410;
  const bool refused = response.status == 401 || response.status == 403;
  ErrorCode code = gone ? ErrorCode::kNotFound : ErrorCode::kIo;
  if (refused || (gone && request.version)) code = ErrorCode::kUnavailable;
  return Failure(Kind::kFinal, code, std::move(reason));
}

}  // namespace

std::optional<ContentRange> ParseContentRange(std::string_view value) {
  if (!Take(value, "bytes ")) return std::nullopt;
  const auto first = TakeNumber(value);
  if (!first || !Take(value, "-")) return std::nullopt;
  const auto last = TakeNumber(value);
  if (!last || !Take(value, "/")) return std::nullopt;
  const auto size = TakeNumber(value);
  if (!size || !value.empty() || *last < *first || *last >= *size) return std::nullopt;
  return ContentRange{.first = *first, .last = *last, .size = *size};
}

std::string FormatRange(std::uint64_t offset, std::uint64_t length) {
  return "bytes=" + std::to_string(offset) + "-" + std::to_string(offset + length - 1);
}

bool IsWholeObject(const FetchRequest& request, const HttpResponse& response) {
  std::string_view header = response.Header("content-length");
  const auto size = TakeNumber(header);
  return request.offset == 0 && size && header.empty() && *size <= request.length;
}

RangeOutcome JudgeRange(const FetchRequest& request, const HttpRequest& sent,
                        const HttpResponse& response, std::uint64_t received) {
  switch (response.status) {
    case 206:
      return JudgePart(request, response, received);
    case 200:
      return JudgeWhole(request, response, received);
    case 412:
      return Replaced("its ETag is no longer " +
                      (request.version ? request.version->etag : std::string()));
    case 416:
      return JudgeUnsatisfiable(request, response);
    default:
      return JudgeFailure(request, sent, response);
  }
}

}  // namespace imrec::remote
