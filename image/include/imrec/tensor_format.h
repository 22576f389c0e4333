// The memory layout of pixels in the tensors that a network reads.
#ifndef IMREC_TENSOR_FORMAT_H_
#define IMREC_TENSOR_FORMAT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

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

/// Writes the pixels of one image with three channels. Does not own the memory, which must outlive
/// it. Threads may write different pixels at the same time.
class IMREC_EXPORT TensorWriter {
 public:
  /// `image` is the memory of the whole image: format.image_bytes(size) bytes, aligned to
  /// format.value_bytes().
  TensorWriter(const TensorFormat& format, const Normalisation& normalisation, ImageSize size,
               std::span<std::byte> image)
      : format_(format), normalisation_(normalisation), size_(size), image_(image) {}

  /// Writes a rectangle of `rows` rows of pixels with its top left pixel at (x, y). `planes`
  /// contains the red, then the green, then the blue values of all its pixels, in 0..255.
  void WriteRows(int x, int y, int rows, std::span<const float> planes) const;

  /// Must be called by the thread that has written, before another thread reads the pixels. Pixels
  /// may be written with non-temporal stores, which locks do not order.
  void Finish() const;

  /// Sets all pixels of the window to one colour: red, green, blue in 0..255.
  void Fill(const PixelWindow& window, const std::array<float, 3>& color) const;

 private:
  TensorFormat format_;
  Normalisation normalisation_;
  ImageSize size_;
  std::span<std::byte> image_;
};

/// Converts to IEEE 754 binary16, rounded to nearest even. Values that are too large become
/// infinite.
IMREC_EXPORT std::uint16_t FloatToHalf(float value);
/// Converts from IEEE 754 binary16, exactly.
IMREC_EXPORT float HalfToFloat(std::uint16_t half);

}  // namespace imrec

#endif  // IMREC_TENSOR_FORMAT_H_
