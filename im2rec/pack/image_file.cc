#include "im2rec/pack/image_file.h"

#include <string>

#include <imrec/error.h>

#include "image/internal/image_checks.h"
#include "recordio/internal/framing.h"
#include "recordio/internal/read_file.h"

namespace imrec {
namespace {

// Smaller files are read at once. Of larger ones, this much is read first; it usually contains the
// header.
constexpr std::size_t kSmall = std::size_t{16} << 20;

}  // namespace

std::uint64_t MostFileBytes(const ImageLimits& limits) {
  constexpr std::uint64_t kPixelBytes = 8;
  constexpr std::uint64_t kMetadata = std::uint64_t{64} << 20;
  return kPixelBytes * static_cast<std::uint64_t>(limits.max_pixels) + kMetadata;
}

void ImageFileReader::Read(const std::filesystem::path& path, std::vector<std::byte>& contents) {
  const std::uint64_t size = ReadFileStart(path, kSmall, contents);
  if (size == contents.size()) return;
  const ImageCodec* codec = DetectImageCodec(contents);
  const bool has_header = codec == nullptr || codec->header_at_start;
  const std::optional<ImageSize> image = has_header ? SizeIn(contents) : std::nullopt;
  if (image) RequireWithin(limits_, *image);
  if (size > MostFileBytes(limits_)) {
    throw Error(ErrorCode::kLimitExceeded,
                "a file of " + std::to_string(size) + " bytes, larger than any image of " +
                    std::to_string(limits_.max_pixels) + " pixels, which is the limit",
                {.file = path.string()});
  }
  if (has_header && !image && size >= framing::kPayloadLimit) {
    throw Error(ErrorCode::kLimitExceeded,
                "a file of " + std::to_string(size) +
                    " bytes, more than a record can hold, and its header is not within the first "
                    "16 MiB",
                {.file = path.string()});
  }
  ReadFile(path, contents);
}

// Returns the size of the image that begins with these bytes, or nullopt if its header is damaged
// or comes later: metadata may have any size.
std::optional<ImageSize> ImageFileReader::SizeIn(std::span<const std::byte> start) {
  try {
    return decoder_.ReadInfo(start).size;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kCorruptData) throw;
    return std::nullopt;
  }
}

}  // namespace imrec
