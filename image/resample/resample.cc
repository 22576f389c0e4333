#include "image/internal/resample.h"

#include <algorithm>
#include <numeric>

#include "image/resample/resample_kernels.h"
#include "image/tensor/tensor_kernels.h"

namespace imrec {

void Resampler::Prepare(const AxisRequest& horizontal, const AxisRequest& vertical) {
  horizontal_.Set(horizontal);
  vertical_.Set(vertical);
  zero_ = 0;
  grouped_ = {};
}

void Resampler::PrepareSamples(const Resampler& pixels, const SampleAxis& horizontal,
                               const SampleAxis& vertical, float zero) {
  horizontal_.SetForSamples(pixels.horizontal_, horizontal);
  vertical_.SetForSamples(pixels.vertical_, vertical);
  zero_ = zero;
  grouped_ = {};
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
                             AxisRange outputs, std::span<float> planes) {
  if (part.channels() == 1) return ResamplePlane(part, origin, y, count, outputs, planes);
  const AxisRange rows = vertical_.SourceOf(y, count);
  const PixelOrigin used = {.left = horizontal_.source_begin(), .top = rows.begin};
  const ImageSize size = {.width = std::max(0, horizontal_.source_end() - used.left),
                          .height = std::max(0, rows.size())};
  const auto area = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  const auto channels = static_cast<std::size_t>(part.channels());
  if (separated_.size() < channels * area) separated_.resize(channels * area);
  if (area > 0) Separate(part.Sub(used.left - origin.left, used.top - origin.top, size));
  const std::size_t plane = planes.size() / channels;
  for (std::size_t c = 0; c < channels; ++c) {
    ResamplePlane({separated_.data() + c * area, size, 1, size.width}, used, y, count, outputs,
                  planes.subspan(c * plane, plane));
  }
}

// Converts interleaved pixels to planes, in separated_.
void Resampler::Separate(ImageView pixels) {
  const auto width = static_cast<std::size_t>(pixels.width());
  const std::size_t area = width * static_cast<std::size_t>(pixels.height());
  const auto channels = static_cast<std::size_t>(pixels.channels());
  std::uint8_t* to = separated_.data();
  for (int y = 0; y < pixels.height(); ++y, to += width) {
    const std::span<const std::uint8_t> row = pixels.row(y);
    if (channels == 3) {
      Deinterleave(row.data(), width, {.red = to, .green = to + area, .blue = to + 2 * area});
      continue;
    }
    for (std::size_t i = 0; i < row.size(); ++i) to[i % channels * area + i / channels] = row[i];
  }
}

void Resampler::ResamplePlane(ImageView part, PixelOrigin origin, int y, int count,
                              AxisRange outputs, std::span<float> plane) {
  const int begin = horizontal_.source_begin();
  const int end = horizontal_.source_end();
  if (begin >= end || outputs.size() == 0) {
    std::ranges::fill(plane, 0.0F);
    return;
  }
  if (Copies(y, count, outputs)) return CopyPlane(part, origin, y, outputs, plane);
  // SumLevels() reads up to taps() floats after the samples and multiplies them by zero.
  const auto columns = static_cast<std::size_t>(end - begin) + horizontal_.taps();
  const auto rows = static_cast<std::size_t>(count);
  if (column_sums_.size() < rows * columns) column_sums_.resize(rows * columns);
  for (std::size_t row = 0; row < rows; ++row) {
    SumColumns(part, origin, y + static_cast<int>(row),
               std::span(column_sums_).subspan(row * columns, columns));
  }
  const auto first_output = static_cast<std::size_t>(outputs.begin);
  const LevelSums sums = {
      .levels = column_sums_.data(),
      .stride = columns,
      .origin = begin,
      .first = horizontal_.firsts().data() + first_output,
      .weights = horizontal_.all_weights().data() + first_output * horizontal_.taps(),
      .taps = horizontal_.taps()};
  if (PrepareGroups(sums, outputs)) return SumGroups(sums, groups_, rows, plane.data());
  if (scratch_.size() < LevelScratch(columns)) scratch_.resize(LevelScratch(columns));
  SumLevels(sums, rows, static_cast<std::size_t>(outputs.size()), scratch_.data(), plane.data());
}

// Returns true if groups_ can be used for the outputs.
bool Resampler::PrepareGroups(const LevelSums& sums, AxisRange outputs) {
  if (!CanSumGroups()) return false;
  if (grouped_.begin != outputs.begin || grouped_.end != outputs.end) {
    has_groups_ = groups_.Set(sums, static_cast<std::size_t>(outputs.size()));
    grouped_ = outputs;
  }
  return has_groups_;
}

// Returns true if each of the outputs is one pixel of the source.
bool Resampler::Copies(int y, int count, AxisRange outputs) const {
  const auto lies_in = [](AxisRange inner, AxisRange outer) {
    return inner.begin >= outer.begin && inner.end <= outer.end;
  };
  return horizontal_.copy_step() != 0 && vertical_.copy_step() != 0 &&
         lies_in(outputs, horizontal_.covered()) &&
         lies_in({.begin = y, .end = y + count}, vertical_.covered());
}

// Computes the same outputs as sums with a single weight, which is 1.
void Resampler::CopyPlane(ImageView part, PixelOrigin origin, int y, AxisRange outputs,
                          std::span<float> plane) const {
  const bool reverse = horizontal_.copy_step() < 0;
  const int left = horizontal_.first(reverse ? outputs.end - 1 : outputs.begin);
  const auto width = static_cast<std::size_t>(outputs.size());
  for (; !plane.empty(); plane = plane.subspan(width), ++y) {
    const std::uint8_t* const row = part.row(vertical_.first(y) - origin.top).data();
    ConvertSamples(row + (left - origin.left), -zero_, reverse, plane.first(width));
  }
}

// Computes the vertical sums of output row `y` for the columns that the outputs use, followed by
// zeros.
void Resampler::SumColumns(ImageView part, PixelOrigin origin, int y, std::span<float> sums) const {
  const std::span<const float> weights = vertical_.weights(y);
  if (weights.empty()) {
    std::ranges::fill(sums, 0.0F);
    return;
  }
  const int begin = horizontal_.source_begin();
  const auto samples = static_cast<std::size_t>(horizontal_.source_end() - begin);
  const std::uint8_t* first =
      part.row(vertical_.first(y) - origin.top).data() + (begin - origin.left);
  const float start = -zero_ * std::accumulate(weights.begin(), weights.end(), 0.0F);
  SumRows({.first = first, .stride = part.stride()}, weights, start, sums.first(samples));
  std::ranges::fill(sums.subspan(samples), 0.0F);
}

void ResizeImage(ImageView source, ImageSize size, Resampler& resampler, Image& target) {
  ResizeWindow(source, {.begin = 0, .end = static_cast<double>(source.width())},
               {.begin = 0, .end = static_cast<double>(source.height())}, size, resampler, target);
}

namespace {

// Rounds planes of levels to interleaved samples.
void RoundToPixels(std::span<const float> planes, MutableImageView target) {
  const auto channels = static_cast<std::size_t>(target.channels());
  const std::size_t plane = planes.size() / channels;
  const auto width = static_cast<std::size_t>(target.width());
  // Rows without padding are one run.
  const bool dense = target.stride() == static_cast<std::ptrdiff_t>(width * channels);
  const std::size_t count = dense ? plane : width;
  for (std::size_t at = 0; at < plane; at += count) {
    std::uint8_t* const out = target.row(static_cast<int>(at / width)).data();
    const float* const first = planes.data() + at;
    if (channels == 3) {
      const ChannelRuns runs{.count = count, .values = {first, first + plane, first + 2 * plane}};
      StorePixels(runs, {.type = PixelType::kUint8, .layout = PixelLayout::kNhwc}, count, 0,
                  reinterpret_cast<std::byte*>(out));
      continue;
    }
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t i = 0; i < count; ++i) {
        // Cubic and Lanczos overshoot; the other filters only exceed 0..255 by rounding errors.
        out[i * channels + c] =
            static_cast<std::uint8_t>(std::clamp(first[c * plane + i] + 0.5F, 0.0F, 255.0F));
      }
    }
  }
}

// Returns how many outputs of an axis are computed with the same weights: all of usual images. Of
// longer ones, weights and sums for all outputs would take more memory than the image.
int OutputsAtOnce(const AxisRequest& request) {
  constexpr double kMostPixels = 65536;
  constexpr double kFewestOutputs = 32;
  const double scale = std::max(1.0, request.window.length() / request.output_size);
  return static_cast<int>(std::max(kFewestOutputs, kMostPixels / scale));
}

// Resamples to all of `target`, which may be a part of an image. `resampler` is prepared for it.
void ResampleTo(ImageView source, Resampler& resampler, MutableImageView target) {
  const auto row =
      static_cast<std::size_t>(target.width()) * static_cast<std::size_t>(target.channels());
  constexpr int kRowsAtOnce = 16;
  const int most = std::min(kRowsAtOnce, target.height());
  const std::span<float> planes = resampler.RowMemory(static_cast<std::size_t>(most) * row);
  for (int y = 0; y < target.height(); y += most) {
    const int count = std::min(most, target.height() - y);
    const std::span<float> levels = planes.first(static_cast<std::size_t>(count) * row);
    resampler.ResampleRows(source, {}, y, count, {.begin = 0, .end = target.width()}, levels);
    RoundToPixels(levels, target.Sub(0, y, {.width = target.width(), .height = count}));
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
  AxisRequest horizontal = axis(source.width(), columns, size.width);
  AxisRequest vertical = axis(source.height(), rows, size.height);
  target.Resize(size, source.channels());
  const int width = OutputsAtOnce(horizontal);
  const int height = OutputsAtOnce(vertical);
  for (int y = 0; y < size.height; y += std::min(height, size.height - y)) {
    vertical.part = {.begin = y, .end = y + std::min(height, size.height - y)};
    for (int x = 0; x < size.width; x += std::min(width, size.width - x)) {
      horizontal.part = {.begin = x, .end = x + std::min(width, size.width - x)};
      resampler.Prepare(horizontal, vertical);
      ResampleTo(source, resampler,
                 target.view().Sub(
                     x, y, {.width = horizontal.part.size(), .height = vertical.part.size()}));
    }
  }
}

}  // namespace imrec
