#include "im2rec/image_transform.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <imrec/error.h>
#include <imrec/orientation.h>

namespace imrec {
namespace {

int ScaledEdge(int longer, int shorter, int edge) {
  const std::int64_t scaled = std::int64_t{longer} * edge / shorter;
  if (scaled > std::numeric_limits<int>::max()) {
    throw Error(ErrorCode::kLimitExceeded,
                "resized, the image would be " + std::to_string(scaled) + " pixels long");
  }
  return static_cast<int>(scaled);
}

}  // namespace

PixelRect CenterSquare(ImageSize size) {
  const int edge = std::min(size.width, size.height);
  return {
      .x = (size.width - edge) / 2, .y = (size.height - edge) / 2, .width = edge, .height = edge};
}

ImageSize ResizedShorterEdge(ImageSize size, int edge) {
  if (size.height > size.width) return {edge, ScaledEdge(size.height, size.width, edge)};
  return {ScaledEdge(size.width, size.height, edge), edge};
}

ImageTransform::ImageTransform(const ImageOptions& options)
    : options_(options),
      quality_(options.encoding == ".png" ? std::min(options.quality, 9) : options.quality),
      apply_exif_(options.apply_exif.value_or(options.color != ColorMode::kAsStored)) {
  CheckImageOptions(options_);
}

void ImageTransform::Decode(std::span<const std::byte> encoded) {
  const int orientation = apply_exif_ ? decoder_.ReadInfo(encoded).orientation : 1;
  decoder_.Decode(encoded, options_.color, decoded_);
  if (orientation == 1) return;
  ApplyOrientation(decoded_.view(), orientation, upright_);
  std::swap(decoded_, upright_);
}

std::span<const std::byte> ImageTransform::Apply(std::span<const std::byte> encoded) {
  if (options_.pass_through) {
    static_cast<void>(decoder_.ReadInfo(encoded));
    return encoded;
  }
  Decode(encoded);
  ImageView image = std::as_const(decoded_).view();
  if (options_.center_crop) {
    const PixelRect square = CenterSquare(image.size());
    image = image.Sub(square.x, square.y, {square.width, square.height});
  }
  if (options_.resize > 0) {
    const ImageSize size = ResizedShorterEdge(image.size(), options_.resize);
    if (size != image.size()) {
      ResizeImage(image, size, resampler_, resized_);
      image = std::as_const(resized_).view();
    }
  }
  EncodeImage(image, options_.encoding, quality_, encoded_);
  return encoded_;
}

}  // namespace imrec
