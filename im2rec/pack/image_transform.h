// Converts the bytes of an image file to the image bytes of its record.
#ifndef IMREC_IM2REC_PACK_IMAGE_TRANSFORM_H_
#define IMREC_IM2REC_PACK_IMAGE_TRANSFORM_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/image.h>
#include <imrec/image_codec.h>
#include <imrec/pack_options.h>

#include "image/internal/draw.h"
#include "image/internal/jpeg_transcode.h"
#include "image/internal/orientation.h"
#include "image/internal/resample.h"

namespace imrec {

/// Returns the largest square in the centre of an image.
PixelRect CenterSquare(ImageSize size);

/// Returns `size` scaled such that its shorter edge is `edge`. The other edge is rounded down.
ImageSize ResizedShorterEdge(ImageSize size, int edge);

/// Returns the filter for resizing the image with index `index` in the list.
ResampleFilter FilterFor(Interpolation interpolation, ImageSize from, ImageSize to,
                         std::uint64_t index);

/// Converts encoded images to those that records contain. Reuses its working memory. Not
/// thread-safe; each worker has its own.
class ImageTransform {
 public:
  /// Throws Error(kInvalidArgument) for options out of range.
  explicit ImageTransform(const ImageOptions& options);

  /// Returns the image for the record with index `index`. It is valid until the next call, and as
  /// long as `encoded` is. Throws Error if the image is damaged or has an unknown format; with
  /// pass-through, checks only the header, or also the pixels with ImageCheck::kDecode.
  std::span<const std::byte> Apply(std::span<const std::byte> encoded, std::uint64_t index = 0);

  /// Returns the size of the image that Apply() returned last, as stored.
  ImageSize size() const { return size_; }

  /// Returns true if the orientation of that image is not the one that default options give.
  bool in_other_frame() const { return in_other_frame_; }

 private:
  ImageView DecodeResized(std::span<const std::byte> encoded, std::uint64_t index);
  int OrientationOf(std::span<const std::byte> encoded, const ImageInfo& info) const;
  void DecodeAtLeastFor(ImageSize stored, int kept_edge, int target_edge);
  ImageView ResizeStored(ImageSize stored, PixelWindow window, ImageSize target,
                         std::uint64_t index);
  void Encode(std::span<const std::byte> encoded, std::uint64_t index);
  std::span<const std::byte> Normalise(std::span<const std::byte> encoded);

  ImageOptions options_;
  ImageSize size_;
  bool in_other_frame_ = false;
  int quality_;
  bool apply_exif_;
  bool apply_tiff_orientation_;
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

#endif  // IMREC_IM2REC_PACK_IMAGE_TRANSFORM_H_
