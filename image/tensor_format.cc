#include <imrec/tensor_format.h>

#include <algorithm>
#include <bit>

namespace imrec {
namespace {

// Each pixel type: how a value 0..255 of a channel is stored.
struct Float32 {
  using Value = float;
  static Value Store(float value, float mean, float scale) { return (value - mean) * scale; }
};
struct Float16 {
  using Value = std::uint16_t;
  static Value Store(float value, float mean, float scale) {
    return FloatToHalf((value - mean) * scale);
  }
};
struct Uint8 {
  using Value = std::uint8_t;
  static Value Store(float value, float /*mean*/, float /*scale*/) {
    return static_cast<Value>(std::clamp(value, 0.0F, 255.0F) + 0.5F);
  }
};

template <typename Type>
void WriteChannel(const float* from, std::size_t count, float mean, float scale, std::byte* image,
                  std::size_t begin, std::size_t step) {
  auto* to = reinterpret_cast<typename Type::Value*>(image) + begin;
  if (step == 1) {  // so that the compiler sees it
    for (std::size_t i = 0; i < count; ++i) to[i] = Type::Store(from[i], mean, scale);
  } else {
    for (std::size_t i = 0; i < count; ++i) to[i * step] = Type::Store(from[i], mean, scale);
  }
}

}  // namespace

void TensorWriter::WriteRow(int x, int y, std::span<const float> planes) const {
  const auto width = static_cast<std::size_t>(size_.width);
  const std::size_t plane = width * static_cast<std::size_t>(size_.height);
  const std::size_t pixel = static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x);
  const std::size_t count = planes.size() / 3;
  const bool planar = format_.layout == PixelLayout::kNchw;
  const auto write = format_.type == PixelType::kFloat32   ? WriteChannel<Float32>
                     : format_.type == PixelType::kFloat16 ? WriteChannel<Float16>
                                                           : WriteChannel<Uint8>;
  for (std::size_t c = 0; c < 3; ++c) {
    const std::size_t slot = format_.order == ChannelOrder::kRgb ? c : 2 - c;
    write(planes.data() + c * count, count, normalisation_.mean[c], normalisation_.scale[c],
          image_.data(), planar ? slot * plane + pixel : 3 * pixel + slot, planar ? 1 : 3);
  }
}

void TensorWriter::Fill(const std::array<float, 3>& color) const {
  // By rows of a fixed length, so that nothing is allocated.
  constexpr std::size_t kRun = 64;
  std::array<float, 3 * kRun> run;
  const auto width = static_cast<std::size_t>(size_.width);
  for (std::size_t x = 0; x < width; x += kRun) {
    const std::size_t count = std::min(kRun, width - x);
    for (std::size_t c = 0; c < 3; ++c) std::fill_n(run.begin() + c * count, count, color[c]);
    for (int y = 0; y < size_.height; ++y) {
      WriteRow(static_cast<int>(x), y, std::span(run).first(3 * count));
    }
  }
}

// Without branches on the value, so that loops over it can be vectorised; the trick of adding a
// number whose lowest bit is that of the result does the rounding.
std::uint16_t FloatToHalf(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = bits & 0x80000000U;
  const std::uint32_t magnitude = bits ^ sign;
  // Below 2^-14 the step is 2^-24: adding 0.5 puts that step at the lowest bit of a float.
  const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
  const std::uint32_t subnormal = std::bit_cast<std::uint32_t>(shifted) - 0x3F000000U;
  // Exponent bias 127 to 15, half of the last place less one, and one more if the last bit is odd.
  const std::uint32_t normal = (magnitude - 0x38000000U + 0xFFFU + (magnitude >> 13 & 1U)) >> 13;
  std::uint32_t half = magnitude < 0x38800000U ? subnormal : normal;
  half = magnitude >= 0x47800000U ? 0x7C00U : half;
  half = magnitude > 0x7F800000U ? 0x7E00U : half;
  return static_cast<std::uint16_t>(half | sign >> 16);
}

float HalfToFloat(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000U) << 16;
  const std::uint32_t exponent = half >> 10 & 0x1FU;
  const std::uint32_t fraction = half & 0x3FFU;
  if (exponent == 0) {
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t biased = exponent == 31 ? 255 : exponent + 112;
  return std::bit_cast<float>(sign | biased << 23 | fraction << 13);
}

}  // namespace imrec
