#include "image/internal/tensor_writer.h"

#include <algorithm>
#include <bit>

#include "image/tensor/tensor_kernels.h"

namespace imrec {

void TensorWriter::WriteRows(int x, int y, int rows, std::span<const float> planes) const {
  const auto width = static_cast<std::size_t>(size_.width);
  const std::size_t area = width * static_cast<std::size_t>(size_.height);
  const std::size_t all = planes.size() / 3;
  // Rows of full width are contiguous, so they can be stored as one run.
  const std::size_t run =
      all == width * static_cast<std::size_t>(rows) ? all : all / static_cast<std::size_t>(rows);
  const std::size_t begin = static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x);
  for (std::size_t from = 0, row = 0; from < all; from += run, ++row) {
    ChannelRuns runs{.count = run};
    for (std::size_t c = 0; c < 3; ++c) {
      const std::size_t slot = format_.order == ChannelOrder::kRgb ? c : 2 - c;
      runs.values[slot] = planes.data() + c * all + from;
      runs.mean[slot] = normalisation_.mean[c];
      runs.scale[slot] = normalisation_.scale[c];
    }
    StorePixels(runs, format_, area, begin + row * width, image_.data());
  }
}

void TensorWriter::Fill(const PixelWindow& window, const std::array<float, 3>& color) const {
  // Runs of a fixed length, so that nothing is allocated.
  constexpr int kRun = 512;
  std::array<float, std::size_t{3} * kRun> run;
  for (int x = window.left; x < window.right; x += kRun) {
    const auto count = static_cast<std::size_t>(std::min(kRun, window.right - x));
    for (std::size_t c = 0; c < 3; ++c) std::fill_n(run.begin() + c * count, count, color[c]);
    for (int y = window.top; y < window.bottom; ++y) {
      WriteRows(x, y, 1, std::span(run).first(3 * count));
    }
  }
}

// NOLINTNEXTLINE(readability-convert-member-functions-to-static): it ends the work of a writer
void TensorWriter::Finish() const { FinishStores(); }

std::uint16_t FloatToHalf(float value) { return HalfOf(value); }

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
