// Any bytes as the response of a web server or a store: it is accepted only if it has the bytes
// that were asked for.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include <imrec/error.h>

#include "recordio/remote/aws_error.h"
#include "recordio/remote/http/range_response.h"
#include "recordio/remote/http/url.h"
#include "recordio/remote/http/web_object.h"
#include "recordio/remote/s3/multipart_upload.h"
#include "recordio/remote/utc_time.h"

namespace {

namespace remote = imrec::remote;

// Takes the text before the next LF, and that.
std::string_view TakeLine(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

// "STATUS", lines "name: value", an empty line, and the body.
remote::HttpResponse Response(std::string_view text) {
  remote::HttpResponse response;
  response.status = std::atoi(std::string(TakeLine(text)).c_str());
  for (std::string_view line = TakeLine(text); !line.empty(); line = TakeLine(text)) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    response.headers.push_back(
        {.name = std::string(line.substr(0, colon)), .value = std::string(line.substr(colon + 2))});
  }
  response.body = text;
  return response;
}

void JudgeAsRange(const remote::HttpResponse& response) {
  const auto object = std::make_shared<remote::WebObject>("https://h/a.rec");
  const remote::ObjectVersion version{.size = 1200, .etag = "\"a\""};
  for (const std::uint64_t offset : {0U, 1000U}) {
    for (const bool opened : {false, true}) {
      remote::FetchRequest request = {.object = object, .offset = offset, .length = 1500};
      if (opened) request.version = version;
      for (const std::uint64_t received : {0U, 200U, 1200U}) {
        const auto outcome = remote::JudgeRange(request, {}, response, received);
        if (outcome.kind != remote::RangeOutcome::Kind::kDone) continue;
        if (opened && outcome.version.size != version.size) abort();
        if (response.status == 416) continue;  // the object is empty
        const std::uint64_t there = outcome.version.size - offset;
        if (received != std::min(request.length, there)) abort();
      }
    }
  }
}

void ParseValue(std::string_view value) {
  if (const auto range = remote::ParseContentRange(value)) {
    const std::string text = "bytes " + std::to_string(range->first) + '-' +
                             std::to_string(range->last) + '/' + std::to_string(range->size);
    if (remote::ParseContentRange(text) != range) abort();
  }
  for (const auto time : {remote::ParseHttpDate(value), remote::ParseIsoTime(value)}) {
    if (time) remote::FormatAmzDate(*time);
  }
  try {
    const remote::Url url = remote::ParseUrl(value);
    if (url.authority.empty() || !url.path.starts_with('/')) abort();
  } catch (const imrec::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const remote::HttpResponse response = Response({reinterpret_cast<const char*>(data), size});
  JudgeAsRange(response);
  for (const remote::HttpHeader& header : response.headers) ParseValue(header.value);
  remote::ParseAwsError(response.body);
  remote::ParseUploadId(response.body);
  return 0;
}
