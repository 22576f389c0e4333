// Small pictures of image files, for reports.
#ifndef IMREC_IMAGE_INTERNAL_THUMBNAIL_H_
#define IMREC_IMAGE_INTERNAL_THUMBNAIL_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/image.h>
#include <imrec/image_codec.h>

#include "image/internal/resample.h"

namespace imrec {

struct Thumbnail {
  ImageSize size;
  std::vector<std::byte> jpeg;
};

/// Makes thumbnails. Reuses its working memory. Not thread-safe.
class ThumbnailMaker {
 public:
  /// Images of more pixels have no thumbnail.
  static constexpr std::int64_t kMostPixels = std::int64_t{1} << 25;
  /// Callers need not read larger files.
  static constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20;

  /// Thumbnails are at most `edge` pixels wide and high, and not larger than their image.
  explicit ThumbnailMaker(int edge) : edge_(edge), decoder_({.max_pixels = kMostPixels}) {}

  /// Returns a thumbnail of an encoded image, upright by its orientation. It is empty if the image
  /// cannot be decoded, also if memory is exhausted.
  Thumbnail Make(std::span<const std::byte> encoded);

 private:
  Thumbnail Shrink(std::span<const std::byte> encoded);

  int edge_;
  AnyImageDecoder decoder_;
  Resampler resampler_;
  Image decoded_;
  Image small_;
  Image upright_;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_THUMBNAIL_H_
