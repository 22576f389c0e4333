#include <imrec/resample.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "image/resample_kernels.h"
#include "image/tensor_kernels.h"

namespace imrec {
namespace {

// How far from the centre a filter reaches, in units of its pixels.
double RadiusOf(ResampleFilter filter) {
  switch (filter) {
    case ResampleFilter::kNearest:
    case ResampleFilter::kBox:
      return 0.5;
    case ResampleFilter::kCubic:
      return 2;
    case ResampleFilter::kLanczos:
      return 4;
    case ResampleFilter::kTriangle:
      break;
  }
  return 1;
}

double Sinc(double x) {
  const double angle = std::numbers::pi * x;
  return x == 0 ? 1 : std::sin(angle) / angle;
}

// The weight of the source pixel whose centre lies at `offset` source pixels from the filter's,
// which is stretched `unit` times.
double WeightOf(ResampleFilter filter, double offset, double unit) {
  const double x = std::abs(offset) / unit;
  switch (filter) {
    case ResampleFilter::kNearest:
      // Half open, so that of two pixels at the same distance one counts.
      return offset >= -0.5 && offset < 0.5 ? 1 : 0;
    case ResampleFilter::kBox:
      // The part of the pixel that lies in the box.
      return std::clamp(unit / 2 + 0.5 - std::abs(offset), 0.0, 1.0);
    case ResampleFilter::kCubic: {
      constexpr double a = -0.75;
      if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
      return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
    }
    case ResampleFilter::kLanczos:
      return x < 4 ? Sinc(x) * Sinc(x / 4) : 0;
    case ResampleFilter::kTriangle:
      break;
  }
  return std::max(0.0, 1.0 - x);
}

// Clamps before converting: a far position need not fit an int.
int ClampedPixel(double position, int lowest, int highest) {
  return static_cast<int>(
      std::clamp(position, static_cast<double>(lowest), static_cast<double>(highest)));
}

}  // namespace

void AxisWeights::Set(const AxisRequest& request) {
  const auto outputs = static_cast<std::size_t>(request.output_size);
  const double scale = request.window.length() / request.output_size;
  // What a pixel of the filter measures in source pixels.
  const double unit = request.filter == ResampleFilter::kNearest ? 1.0 : std::max(1.0, scale);
  const double support = unit * RadiusOf(request.filter);
  taps_ = static_cast<std::size_t>(std::ceil(2 * support)) + 1;
  first_.assign(outputs, 0);
  counts_.assign(outputs, 0);
  coverage_.assign(outputs, 0.0F);
  weights_.assign(outputs * taps_, 0.0F);
  source_begin_ = request.source_size;
  source_end_ = 0;
  fully_covered_ = true;
  covered_ = {};

  const int canvas_begin = static_cast<int>(std::floor(request.canvas.begin));
  const int canvas_end = static_cast<int>(std::ceil(request.canvas.end));
  for (std::size_t i = 0; i < outputs; ++i) {
    const double position = static_cast<double>(request.mirror ? outputs - 1 - i : i) + 0.5;
    const double centre = request.window.begin + position * scale;
    const int lowest = ClampedPixel(std::floor(centre - support), canvas_begin, canvas_end - 1);
    const int highest = ClampedPixel(std::ceil(centre + support), lowest + 1, canvas_end);
    double total = 0;
    tap_weights_.clear();
    for (int j = lowest; j < highest; ++j) {
      tap_weights_.push_back(WeightOf(request.filter, j + 0.5 - centre, unit));
      total += tap_weights_.back();
    }
    // A window at the very edge can miss every centre; its nearest pixel then counts alone.
    const bool lost = total <= 1e-9;
    const int nearest = ClampedPixel(std::floor(centre), lowest, highest - 1);

    std::span<float> weights(weights_.data() + i * taps_, taps_);
    double covered = 0;
    for (int j = std::max(lowest, 0); j < std::min(highest, request.source_size); ++j) {
      const double weight = lost ? (j == nearest ? 1.0 : 0.0)
                                 : tap_weights_[static_cast<std::size_t>(j - lowest)] / total;
      // Leading and trailing zeros are left out; inside, weights may be of either sign.
      if (weight == 0 && counts_[i] == 0) continue;
      if (counts_[i] == 0) first_[i] = j;
      weights[counts_[i]++] = static_cast<float>(weight);
      covered += weight;
    }
    while (counts_[i] > 0 && weights[counts_[i] - 1] == 0) --counts_[i];
    coverage_[i] = static_cast<float>(covered);
    // Rounding must not make an inner pixel look partly filled.
    if (covered > 1 - 1e-9) coverage_[i] = 1.0F;
    if (coverage_[i] != 1.0F) fully_covered_ = false;
    if (counts_[i] == 0) continue;
    if (covered_.size() == 0) covered_.begin = static_cast<int>(i);
    covered_.end = static_cast<int>(i) + 1;
    source_begin_ = std::min(source_begin_, first_[i]);
    source_end_ = std::max(source_end_, first_[i] + static_cast<int>(counts_[i]));
  }
  // Outputs without any weight begin somewhere, too.
  for (std::size_t i = 0; i < outputs; ++i) {
    if (counts_[i] == 0) first_[i] = source_begin_;
  }
}

void Resampler::Prepare(const AxisRequest& horizontal, const AxisRequest& vertical) {
  horizontal_.Set(horizontal);
  vertical_.Set(vertical);
}

PixelWindow Resampler::SourceWindow() const {
  return {.left = horizontal_.source_begin(),
          .top = vertical_.source_begin(),
          .right = horizontal_.source_end(),
          .bottom = vertical_.source_end()};
}

void Resampler::ResampleRow(ImageView source, int y, std::span<float> row) {
  ResampleRows(source, {}, y, 1, {.begin = 0, .end = horizontal_.output_size()}, row);
}

void Resampler::ResampleRows(ImageView part, PixelOrigin origin, int y, int count,
                             OutputRange outputs, std::span<float> planes) {
  const int begin = horizontal_.source_begin();
  const int end = horizontal_.source_end();
  if (begin >= end) {
    std::ranges::fill(planes, 0.0F);
    return;
  }
  const auto channels = static_cast<std::size_t>(part.channels());
  const auto columns = static_cast<std::size_t>(end - begin) + horizontal_.taps();
  const auto rows = static_cast<std::size_t>(count);
  // What lies behind the pixels is only ever multiplied by zero, but it is read.
  const std::size_t stride = columns * channels + 1;
  if (column_sums_.size() < rows * stride) column_sums_.resize(rows * stride);
  for (std::size_t row = 0; row < rows; ++row) {
    SumColumns(part, origin, y + static_cast<int>(row),
               std::span(column_sums_).subspan(row * stride, stride));
  }
  const auto width = static_cast<std::size_t>(outputs.size());
  const auto first_output = static_cast<std::size_t>(outputs.begin);
  if (channels == 3) {
    if (scratch_.size() < PixelScratch(columns)) scratch_.resize(PixelScratch(columns));
    SumPixels({.pixels = column_sums_.data(),
               .stride = stride,
               .columns = columns,
               .origin = begin,
               .first = horizontal_.firsts().data() + first_output,
               .weights = horizontal_.all_weights().data() + first_output * horizontal_.taps(),
               .taps = horizontal_.taps()},
              rows, width, scratch_.data(), planes.data());
    return;
  }
  for (std::size_t i = 0; i < channels * rows * width; ++i) {
    const std::size_t c = i / (rows * width);
    const auto x = static_cast<int>(first_output + i % width);
    const float* from = column_sums_.data() + i / width % rows * stride +
                        static_cast<std::size_t>(horizontal_.first(x) - begin) * channels + c;
    float sum = 0;
    for (const float weight : horizontal_.weights(x)) {
      sum += weight * *from;
      from += channels;
    }
    planes[i] = sum;
  }
}

// Down the columns that the output needs: contiguous samples. Zeros behind them.
void Resampler::SumColumns(ImageView part, PixelOrigin origin, int y, std::span<float> sums) const {
  const std::span<const float> weights = vertical_.weights(y);
  if (weights.empty()) {
    std::ranges::fill(sums, 0.0F);
    return;
  }
  const int begin = horizontal_.source_begin();
  const auto samples =
      static_cast<std::size_t>((horizontal_.source_end() - begin) * part.channels());
  const std::uint8_t* first =
      part.row(vertical_.first(y) - origin.top).data() + (begin - origin.left) * part.channels();
  SumRows({.first = first, .stride = part.stride()}, weights, sums.first(samples));
  std::ranges::fill(sums.subspan(samples), 0.0F);
}

void ResizeImage(ImageView source, ImageSize size, Resampler& resampler, Image& target) {
  ResizeWindow(source, {.begin = 0, .end = static_cast<double>(source.width())},
               {.begin = 0, .end = static_cast<double>(source.height())}, size, resampler, target);
}

namespace {

// Planes of levels to rows of interleaved samples.
void RoundToRows(std::span<const float> planes, int y, MutableImageView target) {
  const auto channels = static_cast<std::size_t>(target.channels());
  const std::size_t plane = planes.size() / channels;
  std::uint8_t* const out = target.row(y).data();  // rows without padding
  if (channels == 3) {
    const ChannelRuns runs{
        .count = plane,
        .values = {planes.data(), planes.data() + plane, planes.data() + 2 * plane}};
    StorePixels(runs, {.type = PixelType::kUint8, .layout = PixelLayout::kNhwc}, plane, 0,
                reinterpret_cast<std::byte*>(out));
    return;
  }
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t i = 0; i < plane; ++i) {
      // Cubic and Lanczos overshoot; the others need a clamp at the far ends for rounding alone.
      out[i * channels + c] =
          static_cast<std::uint8_t>(std::clamp(planes[c * plane + i] + 0.5F, 0.0F, 255.0F));
    }
  }
}

}  // namespace

void ResizeWindow(ImageView source, Interval columns, Interval rows, ImageSize size,
                  Resampler& resampler, Image& target, ResampleFilter filter) {
  const auto axis = [filter](int source_size, Interval window, int output_size) {
    return AxisRequest{.source_size = source_size,
                       .canvas = {.begin = 0, .end = static_cast<double>(source_size)},
                       .window = window,
                       .output_size = output_size,
                       .filter = filter};
  };
  resampler.Prepare(axis(source.width(), columns, size.width),
                    axis(source.height(), rows, size.height));
  target.Resize(size, source.channels());
  const auto width = static_cast<std::size_t>(size.width);
  const auto channels = static_cast<std::size_t>(source.channels());
  constexpr int kRowsAtOnce = 4;
  std::vector<float> planes(kRowsAtOnce * width * channels);
  for (int y = 0; y < size.height; y += kRowsAtOnce) {
    const int count = std::min(kRowsAtOnce, size.height - y);
    const auto plane = static_cast<std::size_t>(count) * width;
    const std::span<float> levels = std::span(planes).first(plane * channels);
    resampler.ResampleRows(source, {}, y, count, {.begin = 0, .end = size.width}, levels);
    RoundToRows(levels, y, target.view());
  }
}

}  // namespace imrec
