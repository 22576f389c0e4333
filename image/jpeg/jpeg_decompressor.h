// libjpeg's decompressor, with its errors as exceptions and its limits.
#ifndef IMREC_IMAGE_JPEG_JPEG_DECOMPRESSOR_H_
#define IMREC_IMAGE_JPEG_JPEG_DECOMPRESSOR_H_

#include <cstddef>
#include <span>

#include <imrec/image_codec.h>
#include <imrec/image_limits.h>

#include "image/jpeg/jpeg_library.h"
#include "image/jpeg/jpeg_limits.h"

namespace imrec::jpeg {

/// Reads the header of a file and leaves libjpeg after it, ready for one decode. The caller decodes
/// by calling libjpeg with info(). Not thread-safe.
class Decompressor {
 public:
  explicit Decompressor(const ImageLimits& limits);
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
  ~Decompressor();

  /// Reads the header of `encoded`, which must outlive the decode; nothing is left of the previous
  /// file. Throws Error(kCorruptData) if the header is damaged or incomplete.
  ImageInfo ReadHeader(std::span<const std::byte> encoded);

  /// Same for a whole file before it is decoded. Also throws as CheckSize() does.
  ImageInfo ReadCheckedHeader(std::span<const std::byte> encoded);

  /// Ends the decode. Frees what libjpeg has allocated for the file.
  void Abort() { jpeg_abort_decompress(&info_); }

  /// Calls `calls`, which calls libjpeg; see Guarded() and Completes().
  template <typename Callable>
  void Run(const Callable& calls) {
    Guarded(manager_, common(), calls);
  }
  template <typename Callable>
  bool TryRun(const Callable& calls) {
    return Completes(manager_, common(), calls);
  }

  jpeg_decompress_struct& info() { return info_; }
  /// What libjpeg has reported since the header was read, or while it was read.
  ErrorManager& reports() { return manager_; }
  /// See ScanWatch::WithoutTail().
  std::span<const std::byte> WithoutTail(std::span<const std::byte> encoded) const {
    return watch_.WithoutTail(encoded);
  }

 private:
  jpeg_common_struct* common() { return reinterpret_cast<jpeg_common_struct*>(&info_); }

  const ImageLimits limits_;
  ScanWatch watch_;
  jpeg_decompress_struct info_{};
  ErrorManager manager_{};
};

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_DECOMPRESSOR_H_
