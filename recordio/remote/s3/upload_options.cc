#include "recordio/internal/upload_options.h"

#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>

#include <imrec/error.h>

namespace imrec {
namespace {

constexpr std::uint64_t kMost = std::uint64_t{5} << 30;  // of one request

void TakeBytes(const char* variable, std::uint64_t& bytes) {
  const char* const value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe)
  if (value == nullptr || *value == '\0') return;
  const std::string_view text = value;
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size() || number < 1 || number > kMost) {
    throw Error(ErrorCode::kInvalidArgument, std::string(variable) + " should be 1.." +
                                                 std::to_string(kMost) + " bytes, not '" + value +
                                                 "'");
  }
  bytes = number;
}

}  // namespace

UploadOptions UploadOptionsFromEnvironment() {
  UploadOptions options;
  TakeBytes("IMREC_S3_MULTIPART_FROM", options.multipart_from);
  TakeBytes("IMREC_S3_PART_SIZE", options.part_bytes);
  return options;
}

}  // namespace imrec
