// How pixels lie in the memory that a network reads.
#ifndef IMREC_TENSOR_FORMAT_H_
#define IMREC_TENSOR_FORMAT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <imrec/image.h>

namespace imrec {

enum class PixelType : std::uint8_t {
  kFloat32,  // normalised: minus the mean, divided by the deviation
  kFloat16,  // the same as IEEE 754 binary16, rounded to nearest even
  kUint8,    // 0..255, rounded to nearest, without mean and deviation
};

enum class PixelLayout : std::uint8_t {
  kNchw,  // a plane per channel
  kNhwc,  // channels interleaved
};

enum class ChannelOrder : std::uint8_t { kRgb, kBgr };

struct TensorFormat {
  PixelType type = PixelType::kFloat32;
  PixelLayout layout = PixelLayout::kNchw;
  ChannelOrder order = ChannelOrder::kRgb;

  std::size_t value_bytes() const {
    return type == PixelType::kFloat32 ? 4 : type == PixelType::kFloat16 ? 2 : 1;
  }
  /// Of one image of three channels.
  std::size_t image_bytes(ImageSize size) const {
    return 3 * static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) *
           value_bytes();
  }

  friend bool operator==(const TensorFormat&, const TensorFormat&) = default;
};

/// What is subtracted from 0..255 and multiplied afterwards, as red, green, blue.
struct Normalisation {
  std::array<float, 3> mean = {0, 0, 0};
  std::array<float, 3> scale = {1, 1, 1};
};

/// Writes pixels of a tensor of three channels. A value type that only refers to its memory.
class TensorWriter {
 public:
  /// `image` is the whole image, format.image_bytes(size) bytes, aligned to a value.
  TensorWriter(const TensorFormat& format, const Normalisation& normalisation, ImageSize size,
               std::span<std::byte> image)
      : format_(format), normalisation_(normalisation), size_(size), image_(image) {}

  /// Writes `rows` rows of pixels from (x, y) on: `planes` holds the red, then the green, then the
  /// blue values of all of them, 0..255.
  void WriteRows(int x, int y, int rows, std::span<const float> planes) const;

  /// To be called before another thread may look at what was written.
  void Finish() const;

  /// Gives all pixels of the window the same colour, 0..255.
  void Fill(const PixelWindow& window, const std::array<float, 3>& color) const;

 private:
  TensorFormat format_;
  Normalisation normalisation_;
  ImageSize size_;
  std::span<std::byte> image_;
};

/// IEEE 754 binary16, rounded to nearest even; too large values become infinite.
std::uint16_t FloatToHalf(float value);
float HalfToFloat(std::uint16_t half);

}  // namespace imrec

#endif  // IMREC_TENSOR_FORMAT_H_
