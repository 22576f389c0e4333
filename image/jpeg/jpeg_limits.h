// What JPEG files may cost: pixels, scans, and blocks that a file is too short to hold.
#ifndef IMREC_IMAGE_JPEG_JPEG_LIMITS_H_
#define IMREC_IMAGE_JPEG_JPEG_LIMITS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include <imrec/image_limits.h>

#include "image/jpeg/jpeg_library.h"

namespace imrec::jpeg {

/// The fewest bits of entropy code that a whole picture of this kind has. Each block of a component
/// takes a DC code of at least one bit in the component's first scan, in progressive files as in
/// others, for runs of blocks exist only in scans of AC coefficients; in sequential files it takes
/// at least one AC code as well. 0 for arithmetic code, which spends far less than a bit on what it
/// expects and leaves out zeros at its end: any number of bytes may be a whole picture.
std::int64_t FewestBits(const jpeg_decompress_struct& info);

/// Call after jpeg_read_header() of a whole file, before anything is allocated for its size. Throws
/// Error(kLimitExceeded) for more pixels than the limits allow, Error(kCorruptData) for a file that
/// is too short for FewestBits().
void CheckSize(const jpeg_decompress_struct& info, const ImageLimits& limits);

/// Stops libjpeg when a file has more scans than the limits allow, and keeps where the last whole
/// scan ended.
class ScanWatch {
 public:
  explicit ScanWatch(const ImageLimits& limits) : max_scan_pixels_(limits.max_scan_pixels) {}

  /// Call after jpeg_create_decompress() for each image. The watch must outlive `info`, whose
  /// errors must go to an ErrorManager.
  void Install(jpeg_decompress_struct& info);

  /// The file that was read, without what follows its last whole scan.
  std::span<const std::byte> WithoutTail(std::span<const std::byte> encoded) const {
    return encoded.first(encoded.size() - std::min(encoded.size(), bytes_after_scan_));
  }

 private:
  static void OnProgress(j_common_ptr common);

  jpeg_progress_mgr base_{};  // first, so that libjpeg's pointer to it is one to the watch
  std::int64_t max_scan_pixels_;
  std::size_t bytes_after_scan_ = 0;
};

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_LIMITS_H_
