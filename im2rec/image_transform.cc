#include "im2rec/image_transform.h"

#include <algorithm>
#include <cmath>
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

void ImageTransform::Decode(std::span<const std::byte> encoded, const ImageInfo& info,
                            ImageSize at_least) {
  const int orientation = apply_exif_ ? info.orientation : 1;
  // The sides of the stored picture; turning back is the same for sizes.
  at_least = OrientedSize(at_least, orientation);
  decoder_.DecodeAtLeast(encoded, options_.color, at_least, decoded_);
  if (orientation == 1) return;
  ApplyOrientation(decoded_.view(), orientation, upright_);
  std::swap(decoded_, upright_);
}

std::span<const std::byte> ImageTransform::Reencode(std::span<const std::byte> encoded) {
  const ImageInfo info = decoder_.ReadInfo(encoded);
  const ImageSize upright = apply_exif_ ? OrientedSize(info.size, info.orientation) : info.size;
  const PixelRect square = CenterSquare(upright);
  const ImageSize kept = options_.center_crop ? ImageSize{square.width, square.height} : upright;
  const ImageSize target = options_.resize > 0 ? ResizedShorterEdge(kept, options_.resize) : kept;
  // Twice the target leaves the resampling filter enough to be as sharp as from the full size.
  const double share = 2.0 * target.width / kept.width;
  const auto needed = [&](int edge) {
    return target == kept ? edge : static_cast<int>(std::min(std::ceil(share * edge), 1.0 * edge));
  };
  Decode(encoded, info, {needed(upright.width), needed(upright.height)});
  ImageView image = std::as_const(decoded_).view();
  if (options_.center_crop) {
    const PixelRect middle = CenterSquare(image.size());
    image = image.Sub(middle.x, middle.y, {middle.width, middle.height});
  }
  if (target != image.size()) {
    ResizeImage(image, target, resampler_, resized_);
    image = std::as_const(resized_).view();
  }
  EncodeImage(image, options_.encoding, quality_, encoded_);
  return encoded_;
}

std::span<const std::byte> ImageTransform::Normalise(std::span<const std::byte> encoded) {
  if (options_.jpeg == JpegPacking::kKeep || DetectImageCodec(encoded)->name != "jpeg") {
    return encoded;
  }
  const JpegLayout layout =
      options_.jpeg == JpegPacking::kBaseline ? JpegLayout::kBaseline : JpegLayout::kCropReady;
  return transcoder_.Transcode(encoded, layout, normalised_) ? normalised_ : encoded;
}

std::span<const std::byte> ImageTransform::Apply(std::span<const std::byte> encoded) {
  if (!options_.pass_through) return Normalise(Reencode(encoded));
  if (options_.check == ImageCheck::kDecode) {
    decoder_.Decode(encoded, ColorMode::kAsStored, decoded_);
  } else {
    static_cast<void>(decoder_.ReadInfo(encoded));
  }
  return Normalise(encoded);
}

}  // namespace imrec
