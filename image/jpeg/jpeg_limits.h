// Limits of JPEG files: pixels, scans, and the minimum size of a file for its number of blocks.
#ifndef IMREC_IMAGE_JPEG_JPEG_LIMITS_H_
#define IMREC_IMAGE_JPEG_JPEG_LIMITS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include <imrec/image_limits.h>

#include "image/jpeg/jpeg_library.h"

namespace imrec::jpeg {

/// Returns the minimum number of bits of entropy-coded data in a complete image of this kind. In
/// the first scan of a component, each block has a DC code of at least one bit. That holds for
/// progressive files too, because runs of blocks exist only in AC scans. In sequential files, each
/// block also has at least one AC code. Returns 0 for arithmetic coding, where a likely decision
/// takes far less than a bit and zeros at the end are omitted, so a complete image may have any
/// number of bytes.
std::int64_t FewestBits(const jpeg_decompress_struct& info);

/// Call after jpeg_read_header() of a whole file, before anything is allocated for its pixels.
/// Throws Error(kLimitExceeded) if the image has more pixels than the limits allow, and
/// Error(kCorruptData) if the file is shorter than FewestBits().
void CheckSize(const jpeg_decompress_struct& info, const ImageLimits& limits);

/// Makes libjpeg fail if a file has more scans than the limits allow, and records where the last
/// complete scan ends.
class ScanWatch {
 public:
  explicit ScanWatch(const ImageLimits& limits) : max_scan_pixels_(limits.max_scan_pixels) {}

  /// Call after jpeg_create_decompress() for each image. This object must outlive `info`, whose
  /// `err` must point to an ErrorManager.
  void Install(jpeg_decompress_struct& info);

  /// Returns the file `encoded`, which was read last, without the bytes after its last complete
  /// scan.
  std::span<const std::byte> WithoutTail(std::span<const std::byte> encoded) const {
    return encoded.first(encoded.size() - std::min(encoded.size(), bytes_after_scan_));
  }

 private:
  static void OnProgress(j_common_ptr common);

  jpeg_progress_mgr base_{};  // must be first: libjpeg's pointer to it is cast to ScanWatch
  std::int64_t max_scan_pixels_;
  std::size_t bytes_after_scan_ = 0;
};

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_LIMITS_H_
