// Encoded images and pixels.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>

#include <imrec/image_codec.h>

#include "image/internal/orientation.h"
#include "image/internal/resample.h"
#include "reader/python/gil.h"
#include "reader/python/python_module.h"

namespace imrec::python {
namespace {

ColorMode ModeOf(const std::string& name) {
  if (name == "rgb") return ColorMode::kRgb;
  if (name == "grey") return ColorMode::kGrey;
  if (name == "stored") return ColorMode::kAsStored;
  throw Error(ErrorCode::kInvalidArgument,
              "mode must be one of rgb, grey, stored, not '" + name + "'");
}

Array DecodeImage(const Bytes& data, const std::string& mode, bool upright) {
  const ColorMode color = ModeOf(mode);
  Image image;
  {
    const GilRelease release;
    AnyImageDecoder decoder;
    const ImageInfo info = decoder.Open(SpanOf(data));
    decoder.Decode(color, image);
    if (upright && info.orientation > 1) {
      Image turned;
      ApplyOrientation(image.view(), info.orientation, turned);
      image = std::move(turned);
    }
  }
  return ArrayOf(std::move(image));
}

nb::bytes Encode(const Pixels& array, const std::string& extension, int quality) {
  std::vector<std::byte> encoded;
  {
    const GilRelease release;
    EncodeImage(ViewOf(array), extension, quality, encoded);
  }
  return BytesOf(encoded);
}

std::tuple<int, int, int, int> Info(const Bytes& data) {
  const GilRelease release;
  const ImageInfo info = AnyImageDecoder().ReadInfo(SpanOf(data));
  return {info.size.width, info.size.height, info.channels, info.orientation};
}

// The filter for MXNet's inter_method.
ResampleFilter FilterOf(int interpolation, ImageSize from, ImageSize to) {
  switch (interpolation) {
    case 0:
      return ResampleFilter::kNearest;
    case 1:
      return ResampleFilter::kTriangle;
    case 2:
      return ResampleFilter::kCubic;
    case 3:
      return ResampleFilter::kBox;
    case 4:
      return ResampleFilter::kLanczos;
    case 9:
      if (to.width > from.width && to.height > from.height) return ResampleFilter::kCubic;
      if (to.width < from.width && to.height < from.height) return ResampleFilter::kBox;
      return ResampleFilter::kTriangle;
    default:
      throw Error(ErrorCode::kInvalidArgument,
                  "interpolation must be one of 0 (nearest), 1 (linear), 2 (cubic), 3 (area), 4 "
                  "(lanczos), 9 (by size), not " +
                      std::to_string(interpolation));
  }
}

Array Resize(const Pixels& array, int width, int height, int interpolation) {
  const ImageView source = ViewOf(array);
  const ImageSize size = {.width = width, .height = height};
  if (width < 1 || height < 1) {
    throw Error(ErrorCode::kInvalidArgument, "width and height must be at least 1");
  }
  const ResampleFilter filter = FilterOf(interpolation, source.size(), size);
  Image target;
  {
    const GilRelease release;
    Resampler resampler;
    ResizeWindow(source, {.begin = 0, .end = static_cast<double>(source.width())},
                 {.begin = 0, .end = static_cast<double>(source.height())}, size, resampler, target,
                 filter);
  }
  return ArrayOf(std::move(target));
}

}  // namespace

Array ArrayOf(Image&& image) {
  auto owned = std::make_unique<Image>(std::move(image));
  const MutableImageView view = owned->view();
  const std::size_t shape[] = {static_cast<std::size_t>(view.height()),
                               static_cast<std::size_t>(view.width()),
                               static_cast<std::size_t>(view.channels())};
  const nb::capsule owner(owned.get(),
                          [](void* pointer) noexcept { delete static_cast<Image*>(pointer); });
  owned.release();
  return {view.data(), 3, shape, owner, nullptr, nb::dtype<std::uint8_t>()};
}

ImageView ViewOf(const Pixels& array) {
  const std::size_t channels = array.ndim() == 3 ? array.shape(2) : 1;
  constexpr std::size_t kMaxSide = std::size_t{1} << 20;
  if ((array.ndim() != 2 && array.ndim() != 3) ||
      (channels != 1 && channels != 3 && channels != 4) || array.shape(0) < 1 ||
      array.shape(1) < 1 || array.shape(0) > kMaxSide || array.shape(1) > kMaxSide) {
    throw Error(ErrorCode::kInvalidArgument,
                "an image must have the shape (height, width) or (height, width, 1, 3 or 4)");
  }
  const ImageSize size = {.width = static_cast<int>(array.shape(1)),
                          .height = static_cast<int>(array.shape(0))};
  return {array.data(), size, static_cast<int>(channels),
          static_cast<std::ptrdiff_t>(array.shape(1) * channels)};
}

void BindImages(nb::module_& module) {
  module.def("decode_image", &DecodeImage, nb::arg("data"), nb::arg("mode") = "rgb",
             nb::arg("upright") = false,
             "Pixels of shape (height, width, channels), uint8, in memory of their own.");
  module.def("encode_image", &Encode, nb::arg("pixels"), nb::arg("extension") = ".jpg",
             nb::arg("quality") = 95, "An encoded image; the channels are grey, RGB or RGBA.");
  module.def("image_info", &Info, nb::arg("data"),
             "Width, height, channels and EXIF orientation, from the header.");
  module.def("resize_image", &Resize, nb::arg("pixels"), nb::arg("width"), nb::arg("height"),
             nb::arg("interpolation") = 1,
             "Resized pixels. The filter is MXNet's inter_method; it is widened to shrink.");
}

}  // namespace imrec::python
