#include "im2rec/pack/image_file.h"

#include <string>

#include <imrec/error.h>

#include "image/internal/image_checks.h"
#include "recordio/internal/read_file.h"

namespace imrec {
namespace {

// Smaller files are read at once. Of larger ones, this much is read first; it contains the header.
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
  if (codec == nullptr || codec->header_at_start) {
    RequireWithin(limits_, decoder_.ReadInfo(contents).size);
  }
  if (size > MostFileBytes(limits_)) {
    throw Error(ErrorCode::kLimitExceeded,
                "a file of " + std::to_string(size) + " bytes, larger than any image of " +
                    std::to_string(limits_.max_pixels) + " pixels, which is the limit",
                {.file = path.string()});
  }
  ReadFile(path, contents);
}

}  // namespace imrec
