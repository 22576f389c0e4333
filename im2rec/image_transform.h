// From an image file's bytes to the bytes that go into its record.
#ifndef IMREC_IM2REC_IMAGE_TRANSFORM_H_
#define IMREC_IM2REC_IMAGE_TRANSFORM_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/draw.h>
#include <imrec/image.h>
#include <imrec/image_codec.h>
#include <imrec/jpeg_transcode.h>
#include <imrec/orientation.h>
#include <imrec/pack_options.h>
#include <imrec/resample.h>

namespace imrec {

/// The square in the middle of an image, as wide as its shorter edge.
PixelRect CenterSquare(ImageSize size);

/// `size` with its shorter edge made `edge` and the other in proportion, rounded down.
ImageSize ResizedShorterEdge(ImageSize size, int edge);

/// The filter for resizing the image of list line `index`.
ResampleFilter FilterFor(Interpolation interpolation, ImageSize from, ImageSize to,
                         std::uint64_t index);

/// Turns encoded images into what a record holds. Keeps its working memory from image to image.
/// Not thread-safe: one for each worker.
class ImageTransform {
 public:
  /// Throws Error(kInvalidArgument) for options out of range.
  explicit ImageTransform(const ImageOptions& options);

  /// The bytes for the record of list line `index`, valid until the next call and as long as
  /// `encoded`. Throws Error for an image that is damaged or of an unknown format, with
  /// pass-through as far as its header or, if the options say so, its pixels tell.
  std::span<const std::byte> Apply(std::span<const std::byte> encoded, std::uint64_t index = 0);

 private:
  ImageView DecodeResized(std::span<const std::byte> encoded, std::uint64_t index);
  void DecodeAtLeastFor(std::span<const std::byte> encoded, ImageSize stored, int kept_edge,
                        int target_edge);
  void ResizeStored(ImageSize stored, PixelWindow window, ImageSize target, std::uint64_t index);
  std::span<const std::byte> Normalise(std::span<const std::byte> encoded);

  ImageOptions options_;
  int quality_;
  bool apply_exif_;
  AnyImageDecoder decoder_;
  AnyImageEncoder encoder_;
  Resampler resampler_;
  Image decoded_;
  Image upright_;
  Image resized_;
  std::vector<std::byte> encoded_;
  JpegTranscoder transcoder_;
  std::vector<std::byte> normalised_;
};

}  // namespace imrec

#endif  // IMREC_IM2REC_IMAGE_TRANSFORM_H_
