// The memory layout of pixels in the tensors that a network reads.
#ifndef IMREC_TENSOR_FORMAT_H_
#define IMREC_TENSOR_FORMAT_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include <imrec/export.h>
#include <imrec/image.h>

namespace imrec {

enum class PixelType : std::uint8_t {
  kFloat32,  // normalised (see Normalisation)
  kFloat16,  // normalised, as IEEE 754 binary16, rounded to nearest even
  kUint8,    // 0..255, rounded to nearest, not normalised
};

enum class PixelLayout : std::uint8_t {
  kNchw,  // one plane per channel
  kNhwc,  // interleaved channels
};

enum class ChannelOrder : std::uint8_t { kRgb, kBgr };

/// The form of pixels in a tensor.
struct IMREC_EXPORT TensorFormat {
  PixelType type = PixelType::kFloat32;
  PixelLayout layout = PixelLayout::kNchw;
  ChannelOrder order = ChannelOrder::kRgb;

  std::size_t value_bytes() const {
    return type == PixelType::kFloat32 ? 4 : type == PixelType::kFloat16 ? 2 : 1;
  }
  /// The size of an image with three channels, in bytes.
  std::size_t image_bytes(ImageSize size) const {
    return 3 * static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) *
           value_bytes();
  }

  friend bool operator==(const TensorFormat&, const TensorFormat&) = default;
};

/// A value v in 0..255 becomes (v - mean) * scale. The elements are for red, green, blue, whatever
/// the channel order.
struct Normalisation {
  std::array<float, 3> mean = {0, 0, 0};
  std::array<float, 3> scale = {1, 1, 1};
};

}  // namespace imrec

#endif  // IMREC_TENSOR_FORMAT_H_
