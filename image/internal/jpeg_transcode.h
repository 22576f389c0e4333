// Lossless transcoding of JPEG files to a layout that can be read faster.
#ifndef IMREC_IMAGE_INTERNAL_JPEG_TRANSCODE_H_
#define IMREC_IMAGE_INTERNAL_JPEG_TRANSCODE_H_

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <imrec/image_limits.h>

namespace imrec {

enum class JpegLayout {
  kBaseline,   // one sequential scan with Huffman codes optimised for the image
  kCropReady,  // same, with restart markers that divide each row of MCUs, so that a decoder can
               // start within a row
};

/// Rewrites JPEG files without changing their DCT coefficients, so the decoded pixels are the same.
/// Metadata is kept: comments, and EXIF with orientation and thumbnail, ICC profiles and XMP unless
/// they follow the first scan, where decoders do not look for them. Working memory is reused from
/// call to call. Not thread-safe; a moved-from object may only be assigned to or destroyed.
class JpegTranscoder {
 public:
  /// Throws Error(kInvalidArgument) if a limit is out of range.
  explicit JpegTranscoder(const ImageLimits& limits = {});
  JpegTranscoder(JpegTranscoder&&) noexcept;
  JpegTranscoder& operator=(JpegTranscoder&&) noexcept;
  ~JpegTranscoder();

  /// Replaces `result` by the rewritten file and returns true. Returns false and leaves `result`
  /// unchanged if `encoded` already has this layout, if its components do not fit in one scan, if
  /// a scan redefines a quantisation table that an earlier one has used, or if it is a progressive
  /// file without its last scans (decoders that smooth the blocks of such files would show other
  /// pixels after rewriting). Throws Error as ImageDecoder::Decode() does if
  /// the file is damaged or exceeds the limits. Damage after the last MCU is not an error and is
  /// not copied.
  bool Transcode(std::span<const std::byte> encoded, JpegLayout layout,
                 std::vector<std::byte>& result);

 private:
  class Codec;
  std::unique_ptr<Codec> codec_;
};

/// Returns the restart interval of kCropReady in MCUs: the smallest divisor of `mcus_per_row` that
/// is at least 4, or at least 8 for rows of 64 MCUs or more.
int RestartIntervalFor(int mcus_per_row);

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_JPEG_TRANSCODE_H_
