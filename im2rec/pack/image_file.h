// Reads image files named by a list, which may turn out to be anything.
#ifndef IMREC_IM2REC_PACK_IMAGE_FILE_H_
#define IMREC_IM2REC_PACK_IMAGE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include <imrec/image_codec.h>

namespace imrec {

/// Returns the maximum file size of an image within the limits: four channels of uncompressed
/// 16-bit samples, and 64 MiB of metadata.
std::uint64_t MostFileBytes(const ImageLimits& limits);

/// Reads whole image files. Reuses its working memory. Not thread-safe.
class ImageFileReader {
 public:
  /// Throws Error(kInvalidArgument) if a limit is out of range.
  explicit ImageFileReader(const ImageLimits& limits) : limits_(limits), decoder_(limits) {}

  /// Replaces `contents` by the bytes of the file. Throws Error, without blocking, if it is not a
  /// regular file, and if it has more than MostFileBytes() bytes. Of a large file, reads the header
  /// first if it is at the start, and throws Error if the format is unknown or the image exceeds
  /// the limits.
  void Read(const std::filesystem::path& path, std::vector<std::byte>& contents);

 private:
  std::optional<ImageSize> SizeIn(std::span<const std::byte> start);

  ImageLimits limits_;
  AnyImageDecoder decoder_;
};

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_IMAGE_FILE_H_
