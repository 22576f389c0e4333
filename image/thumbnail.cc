#include "image/internal/thumbnail.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <utility>

#include <imrec/error.h>

#include "image/internal/orientation.h"

namespace imrec {
namespace {

ImageSize SmallSize(ImageSize size, int edge) {
  const double scale = std::min(1.0, static_cast<double>(edge) / std::max(size.width, size.height));
  const auto scaled = [&](int length) {
    return std::max(1, static_cast<int>(std::lround(scale * length)));
  };
  return {scaled(size.width), scaled(size.height)};
}

}  // namespace

Thumbnail ThumbnailMaker::Make(std::span<const std::byte> encoded) {
  try {
    return Shrink(encoded);
  } catch (const Error&) {
    return {};
  } catch (const std::bad_alloc&) {
    return {};
  }
}

Thumbnail ThumbnailMaker::Shrink(std::span<const std::byte> encoded) {
  constexpr int kQuality = 80;
  const ImageInfo info = decoder_.Open(encoded);
  const ImageSize size = SmallSize(info.size, edge_);
  decoder_.DecodeAtLeast(ColorMode::kRgb, size, decoded_);
  ResizeImage(std::as_const(decoded_).view(), size, resampler_, small_);
  ApplyOrientation(std::as_const(small_).view(), info.orientation, upright_);
  Thumbnail thumbnail{.size = upright_.view().size(), .jpeg = {}};
  EncodeImage(std::as_const(upright_).view(), ".jpg", kQuality, thumbnail.jpeg);
  return thumbnail;
}

}  // namespace imrec
