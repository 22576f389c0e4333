#include "image/resample/ycbcr_to_rgb_rows.h"

#include <algorithm>

#include "image/resample/ycbcr_kernels.h"

namespace imrec {
namespace {

const std::uint8_t* SampleAt(const SamplePlane& plane, int x, int y) {
  return plane.samples.view().pixel(x - plane.origin.left, y - plane.origin.top).data();
}

// The sample that a pixel lies in, and the next sample on its side.
struct Neighbours {
  int near = 0;
  int far = 0;
};

Neighbours NeighboursOf(const SampleAxis& axis, int y) {
  const int near = std::min(y / axis.step, axis.size - 1);
  if (!axis.interpolated) return {.near = near, .far = near};
  return {.near = near, .far = std::clamp(y % 2 == 0 ? near - 1 : near + 1, 0, axis.size - 1)};
}

}  // namespace

void YcbcrToRgbRows::Begin(const YcbcrPart& part, const PixelWindow& window) {
  part_ = &part;
  left_ = window.left / 2 * 2;
  right_ = window.right;
  top_ = bottom_ = window.top;
}

std::uint8_t* YcbcrToRgbRows::row(std::size_t channel, int y) {
  return rgb_[channel].data() + static_cast<std::size_t>(y - top_) * width();
}

ImageView YcbcrToRgbRows::plane(std::size_t channel) const {
  return {rgb_[channel].data(),
          {.width = right_ - left_, .height = bottom_ - top_},
          1,
          static_cast<std::ptrdiff_t>(width())};
}

void YcbcrToRgbRows::MoveTo(int top, int bottom) {
  const std::size_t size = static_cast<std::size_t>(bottom - top) * width();
  const int kept_end = top < top_ ? top : std::max(top, bottom_);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    if (kept_end > top) {
      std::copy(row(channel, top), row(channel, kept_end), rgb_[channel].data());
    }
    if (rgb_[channel].size() < size) rgb_[channel].resize(size);
  }
  top_ = top;
  bottom_ = bottom;
  for (int y = kept_end; y < bottom; ++y) Convert(y);
}

void YcbcrToRgbRows::Convert(int y) {
  const YcbcrRow from = {.y = SampleAt(part_->planes[0], left_, y),
                         .cb = ChromaRow(part_->planes[1], y, cb_),
                         .cr = ChromaRow(part_->planes[2], y, cr_)};
  ConvertRow(from, width(), {.red = row(0, y), .green = row(1, y), .blue = row(2, y)});
}

// Returns the chroma of a row of pixels, starting at left_: in the plane itself if no enlarging is
// needed, otherwise in `row`.
const std::uint8_t* YcbcrToRgbRows::ChromaRow(const SamplePlane& plane, int y,
                                              std::vector<std::uint8_t>& row) {
  const SampleAxis& across = plane.horizontal;
  const Neighbours rows = NeighboursOf(plane.vertical, y);
  const bool blended = plane.vertical.interpolated;
  const int begin = left_ / across.step;
  const int end = std::min((right_ - 1) / across.step + 1, across.size);
  const std::uint8_t* const near = SampleAt(plane, begin, rows.near);
  if (across.step == 1 && !blended) return near;
  const std::uint8_t* const far = SampleAt(plane, begin, rows.far);
  const auto count = static_cast<std::size_t>(end - begin);
  // Includes pixels after right_ - 1 that share its sample.
  const std::size_t pixels = count * static_cast<std::size_t>(across.step);
  if (row.size() < std::max(pixels, width())) row.resize(std::max(pixels, width()));
  if (across.interpolated) {
    if (sums_.size() < count + 2) sums_.resize(count + 2);
    const std::span<std::uint16_t> sums = std::span(sums_).first(count + 2);
    BlendRows(near, far, sums.subspan(1, count));
    const auto sum = [&](int x) {
      return static_cast<std::uint16_t>(3 * *SampleAt(plane, x, rows.near) +
                                        *SampleAt(plane, x, rows.far));
    };
    sums.front() = sum(std::max(begin - 1, 0));
    sums.back() = sum(std::min(end, across.size - 1));
    // If rows are not interpolated, the sums are four times the samples, and libjpeg rounds
    // differently.
    constexpr DoublingBias kBothWays = {.even = 8, .odd = 7};
    constexpr DoublingBias kAcross = {.even = 4, .odd = 8};
    DoubleColumns(sums, blended ? kBothWays : kAcross, row.data());
    return row.data();
  }
  // Rare: 4:4:0, and planes whose samples are repeated.
  const int bias = y % 2 == 0 ? 1 : 2;
  for (std::size_t i = 0; i < width(); ++i) {
    const int sample = (left_ + static_cast<int>(i)) / across.step;
    const auto at = static_cast<std::size_t>(std::min(sample, across.size - 1) - begin);
    row[i] = blended ? static_cast<std::uint8_t>((3 * near[at] + far[at] + bias) >> 2) : near[at];
  }
  return row.data();
}

}  // namespace imrec
