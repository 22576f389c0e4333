// Image files as they come from a list: anything may be behind a name.
#ifndef IMREC_IM2REC_IMAGE_FILE_H_
#define IMREC_IM2REC_IMAGE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include <imrec/image_codec.h>

namespace imrec {

/// The largest file that an image within the limits can have: 16-bit samples of four channels that
/// nothing compresses, and 64 MiB of metadata.
std::uint64_t MostFileBytes(const ImageLimits& limits);

/// Reads image files whole. Keeps its working memory from file to file. Not thread-safe.
class ImageFileReader {
 public:
  /// Throws Error(kInvalidArgument) for limits out of range.
  explicit ImageFileReader(const ImageLimits& limits) : limits_(limits), decoder_(limits) {}

  /// Replaces `contents` by the bytes of the file. Throws Error for anything but a regular file,
  /// without waiting for it, and for one of more than MostFileBytes(). The header of a large file
  /// is looked at before the rest is read: Error for an unknown format, or an image beyond the
  /// limits.
  void Read(const std::filesystem::path& path, std::vector<std::byte>& contents);

 private:
  ImageLimits limits_;
  AnyImageDecoder decoder_;
};

}  // namespace imrec

#endif  // IMREC_IM2REC_IMAGE_FILE_H_
