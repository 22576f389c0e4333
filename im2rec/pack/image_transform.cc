#include "im2rec/pack/image_transform.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <imrec/error.h>

#include "im2rec/check_options.h"
#include "image/internal/image_checks.h"
#include "image/internal/large_memory.h"
#include "image/internal/orientation.h"

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

ResampleFilter FilterFor(Interpolation interpolation, ImageSize from, ImageSize to,
                         std::uint64_t index) {
  switch (interpolation) {
    case Interpolation::kNearest:
      return ResampleFilter::kNearest;
    case Interpolation::kCubic:
      return ResampleFilter::kCubic;
    case Interpolation::kArea:
      return ResampleFilter::kBox;
    case Interpolation::kLanczos:
      return ResampleFilter::kLanczos;
    case Interpolation::kBySize:
      if (to.width > from.width && to.height > from.height) return ResampleFilter::kCubic;
      if (to.width < from.width && to.height < from.height) return ResampleFilter::kBox;
      return ResampleFilter::kTriangle;
    case Interpolation::kPerImage:
      // Images with adjacent indices get different filters, and every run the same.
      return FilterFor(static_cast<Interpolation>(index % 5), from, to, index);
    case Interpolation::kLinear:
      break;
  }
  return ResampleFilter::kTriangle;
}

ImageTransform::ImageTransform(const ImageOptions& options)
    : options_(options),
      quality_(options.encoding == ".png" ? std::min(options.quality, 9) : options.quality),
      apply_exif_(options.apply_webp_exif ||
                  options.apply_exif.value_or(options.color != ColorMode::kAsStored)),
      apply_tiff_orientation_(options.apply_webp_exif || options.apply_exif.value_or(true)),
      decoder_(options.limits),
      transcoder_(options.limits) {
  CheckImageOptions(options_);
}

// Returns the part of the image that is kept, upright and at its new size.
ImageView ImageTransform::DecodeResized(std::span<const std::byte> encoded, std::uint64_t index) {
  const ImageInfo info = decoder_.Open(encoded);
  const int orientation = OrientationOf(encoded, info);
  in_other_frame_ = orientation != info.orientation;
  const ImageSize upright = OrientedSize(info.size, orientation);
  PixelRect kept = {.x = 0, .y = 0, .width = upright.width, .height = upright.height};
  if (options_.center_crop) kept = CenterSquare(upright);
  const ImageSize target = options_.resize > 0
                               ? ResizedShorterEdge({kept.width, kept.height}, options_.resize)
                               : ImageSize{kept.width, kept.height};
  // A narrow image may become a very long one.
  RequireWithin(options_.limits, target);
  CheckEncodedSize(options_.encoding, target);

  // Decode and resize in the stored orientation; rotate last, when there are fewer pixels.
  const PixelWindow window = StoredWindow(
      {.left = kept.x, .top = kept.y, .right = kept.x + kept.width, .bottom = kept.y + kept.height},
      info.size, orientation);
  const ImageSize stored_target = OrientedSize(target, orientation);
  DecodeAtLeastFor(info.size, kept.width, target.width);
  const ImageView stored = ResizeStored(info.size, window, stored_target, index);
  if (orientation == 1) return stored;
  ApplyOrientation(stored, orientation, upright_);
  FreeIfLarge(decoded_);
  FreeIfLarge(resized_);
  return std::as_const(upright_).view();
}

int ImageTransform::OrientationOf(std::span<const std::byte> encoded, const ImageInfo& info) const {
  // OpenCV turns a TIFF upright whatever the colours are, because its decoder does.
  if (!apply_exif_) {
    const bool turned = apply_tiff_orientation_ && DetectImageCodec(encoded)->name == "tiff";
    return turned ? info.orientation : 1;
  }
  // Only one of them differs from 1.
  return options_.apply_webp_exif && info.webp_orientation != 1 ? info.webp_orientation
                                                                : info.orientation;
}

void ImageTransform::DecodeAtLeastFor(ImageSize stored, int kept_edge, int target_edge) {
  // At twice the target size, the resampled image is as sharp as one from the full size.
  const double share = 2.0 * target_edge / kept_edge;
  const bool exact = options_.interpolation == Interpolation::kNearest ||
                     options_.interpolation == Interpolation::kPerImage;
  if (share >= 1 || exact) {
    decoder_.Decode(options_.color, decoded_);
    return;
  }
  const auto needed = [&](int edge) { return static_cast<int>(std::ceil(share * edge)); };
  decoder_.DecodeAtLeast(options_.color, {needed(stored.width), needed(stored.height)}, decoded_);
}

// Returns the window of the decoded image at its new size; a part of decoded_ if that is its own.
ImageView ImageTransform::ResizeStored(ImageSize stored, PixelWindow window, ImageSize target,
                                       std::uint64_t index) {
  const ImageView decoded = std::as_const(decoded_).view();
  const ImageSize size = {window.right - window.left, window.bottom - window.top};
  if (decoded.size() == stored && size == target) {
    return decoded.Sub(window.left, window.top, size);
  }
  // The decoder has shrunk the image to 1/divisor, rounded up: the last pixels of a row or column
  // may cover fewer than `divisor` pixels of the image.
  int divisor = 1;
  while ((stored.width + divisor - 1) / divisor > decoded.width() ||
         (stored.height + divisor - 1) / divisor > decoded.height()) {
    divisor *= 2;
  }
  const auto scaled = [&](int begin, int end) {
    return Interval{.begin = static_cast<double>(begin) / divisor,
                    .end = static_cast<double>(end) / divisor};
  };
  ResizeWindow(decoded, scaled(window.left, window.right), scaled(window.top, window.bottom),
               target, resampler_, resized_,
               FilterFor(options_.interpolation, size, target, index));
  FreeIfLarge(decoded_);
  return std::as_const(resized_).view();
}

// Replaces encoded_ by the image as it is packed.
void ImageTransform::Encode(std::span<const std::byte> encoded, std::uint64_t index) {
  const FreedIfLarge free_decoded(decoded_);
  const FreedIfLarge free_resized(resized_);
  const FreedIfLarge free_upright(upright_);
  const ImageView image = DecodeResized(encoded, index);
  size_ = image.size();
  encoder_.Encode(image, options_.encoding, quality_, encoded_);
}

std::span<const std::byte> ImageTransform::Normalise(std::span<const std::byte> encoded) {
  if (options_.jpeg == JpegPacking::kKeep || DetectImageCodec(encoded)->name != "jpeg") {
    return encoded;
  }
  const JpegLayout layout =
      options_.jpeg == JpegPacking::kBaseline ? JpegLayout::kBaseline : JpegLayout::kCropReady;
  return transcoder_.Transcode(encoded, layout, normalised_) ? normalised_ : encoded;
}

std::span<const std::byte> ImageTransform::Apply(std::span<const std::byte> encoded,
                                                 std::uint64_t index) {
  FreeIfLarge(encoded_);
  FreeIfLarge(normalised_);
  if (!options_.pass_through) {
    Encode(encoded, index);
    return Normalise(encoded_);
  }
  size_ = decoder_.Open(encoded).size;
  if (options_.check == ImageCheck::kDecode) {
    const FreedIfLarge free_decoded(decoded_);
    decoder_.Decode(ColorMode::kAsStored, decoded_);
  }
  return Normalise(encoded);
}

}  // namespace imrec
