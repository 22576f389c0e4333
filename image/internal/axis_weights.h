// Filter weights along one axis, for separable resampling.
//
// Coordinates are continuous: pixel i covers [i, i+1), and its centre is at i + 0.5. The width of
// the filter is measured in source pixels when enlarging and in output pixels when shrinking, which
// avoids aliasing.
#ifndef IMREC_IMAGE_INTERNAL_AXIS_WEIGHTS_H_
#define IMREC_IMAGE_INTERNAL_AXIS_WEIGHTS_H_

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <imrec/image.h>
#include <imrec/resample_filter.h>

#include "image/internal/ycbcr_part.h"

namespace imrec {

/// The outputs or pixels [begin, end) of an axis.
struct AxisRange {
  int begin = 0;
  int end = 0;

  int size() const { return end - begin; }
  friend bool operator==(const AxisRange&, const AxisRange&) = default;
};

/// The geometry of one axis. The window must not be empty, and output_size must be positive.
struct AxisRequest {
  int source_size = 0;  // pixels of the source image
  Interval canvas;      // contains the source; the pixels around the source are filled
  Interval window;      // the part of the canvas that becomes the output
  int output_size = 0;  // pixels
  bool mirror = false;  // reverse the order of the outputs
  ResampleFilter filter = ResampleFilter::kTriangle;
  AxisRange part = {};  // compute only these outputs, which are then numbered from 0; empty: all

  friend bool operator==(const AxisRequest&, const AxisRequest&) = default;
};

/// The filter weights of one axis. Output i is the sum of weights(i)[k] * source[first(i) + k].
/// coverage(i) is the sum of weights(i): 1 if only source pixels contribute. Otherwise the fill
/// around the source has the rest of the weight, which is negative if the fill lies where the
/// filter is. Memory is reused from call to call. Not
/// thread-safe.
class AxisWeights {
 public:
  /// Computes the weights for `request`. Does nothing if they are those of the last call.
  void Set(const AxisRequest& request);

  /// Computes the weights of the samples of a subsampled plane, such that the outputs are those of
  /// enlarging the plane to pixels (see SampleAxis) and then applying `pixels`. first(),
  /// source_begin() and source_end() then count samples.
  void SetForSamples(const AxisWeights& pixels, const SampleAxis& axis);

  int output_size() const { return static_cast<int>(first_.size()); }
  int first(int i) const { return first_[static_cast<std::size_t>(i)]; }
  std::span<const float> weights(int i) const {
    const auto at = static_cast<std::size_t>(i);
    return {weights_.data() + at * taps_, counts_[at]};
  }
  /// first(i) of all outputs.
  std::span<const int> firsts() const { return first_; }
  /// The weights of all outputs: taps() per output, padded with zeros at the end.
  std::span<const float> all_weights() const { return weights_; }
  std::size_t taps() const { return taps_; }
  float coverage(int i) const { return coverage_[static_cast<std::size_t>(i)]; }
  /// The range from the first to the last output to which a source pixel contributes.
  AxisRange covered() const { return covered_; }
  /// The first outputs in a row to which only the source contributes: coverage(i) is 1.
  AxisRange whole() const { return whole_; }
  /// True if coverage(i) is 1 for all outputs.
  bool fully_covered() const { return fully_covered_; }
  /// How the covered outputs copy source pixels: 1 if output i + 1 is the pixel after output i, -1
  /// if it is the pixel before, and 0 if they are not copies.
  int copy_step() const { return copy_step_; }
  /// The range [begin, end) of source pixels that the outputs use; empty if begin >= end.
  int source_begin() const { return source_begin_; }
  int source_end() const { return source_end_; }
  /// The range of source pixels used by `count` outputs, starting at `output`; empty if begin >=
  /// end.
  AxisRange SourceOf(int output, int count) const;

 private:
  void Reset(std::size_t outputs, std::size_t taps, int source_size);
  double SetOutput(std::size_t i, const AxisRequest& request, double centre, double unit,
                   double support);
  void AddToReach(std::size_t i);
  void Finish();
  int FindCopyStep() const;

  std::optional<AxisRequest> request_;  // of which the weights are, unless they are of samples
  std::size_t taps_ = 0;                // weights stored per output
  std::vector<int> first_;
  std::vector<std::size_t> counts_;
  std::vector<float> weights_;
  std::vector<double> tap_weights_;  // temporary, in SetOutput()
  std::vector<float> coverage_;
  bool fully_covered_ = true;
  AxisRange covered_;
  AxisRange whole_;
  int copy_step_ = 0;
  int source_begin_ = 0;
  int source_end_ = 0;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_AXIS_WEIGHTS_H_
