// Writes pixels to the tensors that a network reads.
#ifndef IMREC_IMAGE_INTERNAL_TENSOR_WRITER_H_
#define IMREC_IMAGE_INTERNAL_TENSOR_WRITER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <imrec/image.h>
#include <imrec/tensor_format.h>

namespace imrec {

/// Writes the pixels of one image with three channels. Does not own the memory, which must outlive
/// it. Threads may write different pixels at the same time.
class TensorWriter {
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
std::uint16_t FloatToHalf(float value);
/// Converts from IEEE 754 binary16, exactly.
float HalfToFloat(std::uint16_t half);

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_TENSOR_WRITER_H_
