#include <imrec/image.h>

#include <algorithm>
#include <string>

#include <imrec/error.h>

namespace imrec {
namespace {

std::uint8_t GreyOf(const std::uint8_t* rgb) {
  // BT.601 weights in 16-bit fixed point, rounded.
  return static_cast<std::uint8_t>((19595 * rgb[0] + 38470 * rgb[1] + 7471 * rgb[2] + 32768) >> 16);
}

void ConvertPixel(const std::uint8_t* from, int from_channels, std::uint8_t* to, int to_channels) {
  if (to_channels == 1) {
    to[0] = from_channels == 1 ? from[0] : GreyOf(from);
    return;
  }
  for (int c = 0; c < 3; ++c) to[c] = from[from_channels == 1 ? 0 : c];
  if (to_channels == 4) to[3] = from_channels == 4 ? from[3] : std::uint8_t{255};
}

}  // namespace

void Image::CheckSize(ImageSize size) {
  if (std::int64_t{size.width} * size.height > kMaxPixels) {
    throw Error(ErrorCode::kLimitExceeded, "image of " + std::to_string(size.width) + "x" +
                                               std::to_string(size.height) +
                                               " pixels is larger than the limit of 2^28");
  }
}

void Image::Resize(ImageSize size, int channels) {
  CheckSize(size);
  pixels_.resize(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) *
                 static_cast<std::size_t>(channels));
  size_ = size;
  channels_ = channels;
}

void CopyPixels(ImageView source, MutableImageView target) {
  for (int y = 0; y < source.height(); ++y) {
    std::ranges::copy(source.row(y), target.row(y).begin());
  }
}

void ConvertChannels(ImageView source, int channels, Image& target) {
  target.Resize(source.size(), channels);
  if (channels == source.channels()) return CopyPixels(source, target.view());
  for (int y = 0; y < source.height(); ++y) {
    const std::uint8_t* from = source.row(y).data();
    std::uint8_t* to = target.view().row(y).data();
    for (int x = 0; x < source.width(); ++x) {
      ConvertPixel(from, source.channels(), to, channels);
      from += source.channels();
      to += channels;
    }
  }
}

}  // namespace imrec
