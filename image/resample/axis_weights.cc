#include "image/internal/axis_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace imrec {
namespace {

// Returns the radius of a filter, in units of `unit` (see SetOutput()).
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

// Returns the weight of a source pixel whose centre is `offset` source pixels from the centre of
// the filter, which is widened by the factor `unit`.
double WeightOf(ResampleFilter filter, double offset, double unit) {
  const double x = std::abs(offset) / unit;
  switch (filter) {
    case ResampleFilter::kNearest:
      // Half-open, so that only one of two pixels at the same distance has a weight.
      return offset >= -0.5 && offset < 0.5 ? 1 : 0;
    case ResampleFilter::kBox:
      // The fraction of the pixel that lies in the box.
      return std::clamp(unit / 2 + 0.5 - std::abs(offset), 0.0, 1.0);
    case ResampleFilter::kCubic: {
      const double a = -0.75;
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

// Clamps before the conversion, because a distant position may exceed an int.
int ClampedPixel(double position, int lowest, int highest) {
  return static_cast<int>(
      std::clamp(position, static_cast<double>(lowest), static_cast<double>(highest)));
}

}  // namespace

// Sets the number of outputs and of weights per output, all of which become zero.
void AxisWeights::Reset(std::size_t outputs, std::size_t taps, int source_size) {
  request_.reset();
  taps_ = taps;
  first_.assign(outputs, 0);
  counts_.assign(outputs, 0);
  coverage_.assign(outputs, 0.0F);
  weights_.assign(outputs * taps, 0.0F);
  source_begin_ = source_size;
  source_end_ = 0;
  fully_covered_ = true;
  covered_ = {};
}

void AxisWeights::Set(const AxisRequest& request) {
  if (request_ == request) return;
  const AxisRange part =
      request.part.size() > 0 ? request.part : AxisRange{.begin = 0, .end = request.output_size};
  const auto outputs = static_cast<std::size_t>(part.size());
  const double scale = request.window.length() / request.output_size;
  // The width of one unit of the filter in source pixels.
  const double unit = request.filter == ResampleFilter::kNearest ? 1.0 : std::max(1.0, scale);
  const double support = unit * RadiusOf(request.filter);
  Reset(outputs, static_cast<std::size_t>(std::ceil(2 * support)) + 1, request.source_size);
  for (std::size_t i = 0; i < outputs; ++i) {
    const int output = part.begin + static_cast<int>(i);
    const double position = (request.mirror ? request.output_size - 1 - output : output) + 0.5;
    const double covered =
        SetOutput(i, request, request.window.begin + position * scale, unit, support);
    // Rounding errors must not make an inner pixel appear partly filled. More than 1 is no error:
    // the fill may lie where the weights of a filter are negative.
    coverage_[i] = std::abs(covered - 1) < 1e-9 ? 1.0F : static_cast<float>(covered);
    AddToReach(i);
  }
  Finish();
  request_ = request;
}

// Sets the weights of output `i` for a filter at `centre` with units of `unit` and a radius of
// `support`, in source pixels. Returns their sum, the part of the total weight that is source.
double AxisWeights::SetOutput(std::size_t i, const AxisRequest& request, double centre, double unit,
                              double support) {
  const int canvas_begin = static_cast<int>(std::floor(request.canvas.begin));
  const int canvas_end = static_cast<int>(std::ceil(request.canvas.end));
  const int lowest = ClampedPixel(std::floor(centre - support), canvas_begin, canvas_end - 1);
  const int highest = ClampedPixel(std::ceil(centre + support), lowest + 1, canvas_end);
  double total = 0;
  tap_weights_.clear();
  for (int j = lowest; j < highest; ++j) {
    tap_weights_.push_back(WeightOf(request.filter, j + 0.5 - centre, unit));
    total += tap_weights_.back();
  }
  // A window at the edge of the canvas can miss all pixel centres. Then use the nearest pixel only.
  const bool missed = total <= 1e-9;
  const int nearest = ClampedPixel(std::floor(centre), lowest, highest - 1);

  const std::span<float> weights(weights_.data() + i * taps_, taps_);
  std::size_t& count = counts_[i];
  double covered = 0;
  for (int j = std::max(lowest, 0); j < std::min(highest, request.source_size); ++j) {
    const double weight = missed ? (j == nearest ? 1.0 : 0.0)
                                 : tap_weights_[static_cast<std::size_t>(j - lowest)] / total;
    // Omit leading and trailing zeros.
    if (weight == 0 && count == 0) continue;
    if (count == 0) first_[i] = j;
    weights[count++] = static_cast<float>(weight);
    covered += weight;
  }
  while (count > 0 && weights[count - 1] == 0) --count;
  return covered;
}

void AxisWeights::SetForSamples(const AxisWeights& pixels, const SampleAxis& axis) {
  const std::size_t outputs = pixels.first_.size();
  // One more sample on each side, for interpolation, and one for a partial sample.
  Reset(outputs, pixels.taps_ / static_cast<std::size_t>(axis.step) + 3, axis.size);
  const auto sample_of = [&](int pixel) { return std::min(pixel / axis.step, axis.size - 1); };
  // libjpeg's "fancy upsampling": a pixel is 3/4 of the sample that it lies in and 1/4 of the next
  // sample on its side. At the edge of the image both are the same sample.
  const auto neighbour_of = [&](int pixel) {
    return std::clamp(pixel / 2 + (pixel % 2 == 0 ? -1 : 1), 0, axis.size - 1);
  };
  for (std::size_t i = 0; i < outputs; ++i) {
    const std::span<const float> weights = pixels.weights(static_cast<int>(i));
    coverage_[i] = pixels.coverage_[i];
    if (weights.empty()) {
      AddToReach(i);
      continue;
    }
    const int begin = pixels.first_[i];
    const int last = begin + static_cast<int>(weights.size()) - 1;
    const int first =
        axis.interpolated ? std::min(sample_of(begin), neighbour_of(begin)) : sample_of(begin);
    const int end =
        1 + (axis.interpolated ? std::max(sample_of(last), neighbour_of(last)) : sample_of(last));
    first_[i] = first;
    counts_[i] = static_cast<std::size_t>(end - first);
    const auto add = [&](int sample, float weight) {
      weights_[i * taps_ + static_cast<std::size_t>(sample - first)] += weight;
    };
    for (int pixel = begin; pixel <= last; ++pixel) {
      const float weight = weights[static_cast<std::size_t>(pixel - begin)];
      if (axis.interpolated) {
        add(sample_of(pixel), 0.75F * weight);
        add(neighbour_of(pixel), 0.25F * weight);
      } else {
        add(sample_of(pixel), weight);
      }
    }
    AddToReach(i);
  }
  Finish();
}

AxisRange AxisWeights::SourceOf(int output, int count) const {
  AxisRange range = {.begin = source_end_, .end = source_begin_};
  for (int i = output; i < output + count; ++i) {
    const auto used = static_cast<int>(weights(i).size());
    if (used == 0) continue;
    range.begin = std::min(range.begin, first(i));
    range.end = std::max(range.end, first(i) + used);
  }
  return range;
}

void AxisWeights::AddToReach(std::size_t i) {
  if (coverage_[i] != 1.0F) fully_covered_ = false;
  if (counts_[i] == 0) return;
  if (covered_.size() == 0) covered_.begin = static_cast<int>(i);
  covered_.end = static_cast<int>(i) + 1;
  source_begin_ = std::min(source_begin_, first_[i]);
  source_end_ = std::max(source_end_, first_[i] + static_cast<int>(counts_[i]));
}

void AxisWeights::Finish() {
  // Reduce taps_ to the maximum that is used, because SumLevels() multiplies all of them.
  std::size_t taps = 1;
  for (const std::size_t count : counts_) taps = std::max(taps, count);
  for (std::size_t i = 0; taps < taps_ && i < counts_.size(); ++i) {
    std::copy_n(weights_.begin() + static_cast<std::ptrdiff_t>(i * taps_), taps,
                weights_.begin() + static_cast<std::ptrdiff_t>(i * taps));
  }
  taps_ = std::min(taps, taps_);
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    // Outputs without weights need a valid first pixel, because SumLevels() reads from there.
    if (counts_[i] == 0) first_[i] = source_begin_;
  }
  const auto is_whole = [this](int i) { return coverage(i) == 1.0F; };
  whole_.begin = covered_.begin;
  while (whole_.begin < covered_.end && !is_whole(whole_.begin)) ++whole_.begin;
  whole_.end = whole_.begin;
  while (whole_.end < covered_.end && is_whole(whole_.end)) ++whole_.end;
  copy_step_ = FindCopyStep();
}

int AxisWeights::FindCopyStep() const {
  if (taps_ != 1 || covered_.size() == 0) return 0;
  const int begin = covered_.begin;
  const int step = covered_.size() > 1 && first(begin + 1) < first(begin) ? -1 : 1;
  for (int i = begin; i < covered_.end; ++i) {
    const std::span<const float> weight = weights(i);
    if (weight.size() != 1 || weight[0] != 1.0F || first(i) != first(begin) + (i - begin) * step) {
      return 0;
    }
  }
  return step;
}

}  // namespace imrec
