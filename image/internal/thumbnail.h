// Small pictures of image files, for reports.
#ifndef IMREC_IMAGE_INTERNAL_THUMBNAIL_H_
#define IMREC_IMAGE_INTERNAL_THUMBNAIL_H_

#include <cstddef>
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
  /// Thumbnails are at most `edge` pixels wide and high, and not larger than their image.
  explicit ThumbnailMaker(int edge) : edge_(edge) {}

  /// Returns a thumbnail of an encoded image, upright by its orientation. Throws Error as
  /// ImageDecoder::Decode() does.
  Thumbnail Make(std::span<const std::byte> encoded);

 private:
  int edge_;
  AnyImageDecoder decoder_;
  Resampler resampler_;
  Image decoded_;
  Image small_;
  Image upright_;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_THUMBNAIL_H_
