// JPEG files rewritten without loss: the same pixels, laid out for fast reading.
#ifndef IMREC_JPEG_TRANSCODE_H_
#define IMREC_JPEG_TRANSCODE_H_

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <imrec/image_limits.h>

namespace imrec {

enum class JpegLayout {
  kBaseline,   // one sequential scan with Huffman codes made for the image
  kCropReady,  // that, and restart markers that divide each row of MCUs, to start reading at
};

/// Rewrites JPEG files by their DCT coefficients, which stay as they are, and so do the decoded
/// pixels. All metadata is kept: EXIF with its orientation and thumbnail, ICC profiles, XMP,
/// comments. Keeps its working memory from image to image. Not thread-safe.
class JpegTranscoder {
 public:
  /// Throws Error(kInvalidArgument) for limits out of range.
  explicit JpegTranscoder(const ImageLimits& limits = {});
  JpegTranscoder(JpegTranscoder&&) noexcept;
  JpegTranscoder& operator=(JpegTranscoder&&) noexcept;
  ~JpegTranscoder();

  /// Puts the rewritten file into `result` and returns true; or returns false and leaves `result`
  /// alone, where `encoded` is laid out so already, has too many components for one scan or, being
  /// a progressive file whose last scans are missing, would be shown with other pixels by decoders
  /// that smooth its blocks. Throws Error as ImageDecoder::Decode() does for a file that is damaged
  /// or beyond the limits, before anything is allocated for its size; what is wrong after the last
  /// MCU is no damage, and not copied.
  bool Transcode(std::span<const std::byte> encoded, JpegLayout layout,
                 std::vector<std::byte>& result);

 private:
  class Codec;
  std::unique_ptr<Codec> codec_;
};

/// MCUs from one restart marker to the next in kCropReady: a divisor of the MCUs in a row, the
/// smallest from 4 up, or from 8 up in wide images.
int RestartIntervalFor(int mcus_per_row);

}  // namespace imrec

#endif  // IMREC_JPEG_TRANSCODE_H_
