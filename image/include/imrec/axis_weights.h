// Filter weights along one axis, for resampling.
//
// Coordinates are continuous: pixel i covers [i, i+1), so pixel centres lie at i + 0.5 and no
// half-pixel shift creeps in. The filter, a triangle (bilinear) unless asked otherwise, is as wide
// as source pixels when enlarging and as output pixels when shrinking, which keeps shrunk images
// free of aliases.
#ifndef IMREC_AXIS_WEIGHTS_H_
#define IMREC_AXIS_WEIGHTS_H_

#include <cstddef>
#include <span>
#include <vector>

#include <imrec/ycbcr_part.h>

namespace imrec {

/// A stretch of one axis, in source pixels. May reach beyond the source on either side.
struct Interval {
  double begin = 0;
  double end = 0;

  double length() const { return end - begin; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// How source pixels are weighted. When shrinking, all but kNearest are as much wider.
enum class ResampleFilter {
  kTriangle,  // bilinear
  kNearest,   // the one pixel that holds the centre
  kBox,       // area averaging
  kCubic,     // Keys' cubic convolution with a = -0.75, as OpenCV's
  kLanczos,   // a sinc windowed to four lobes
};

/// What to sample along one axis.
struct AxisRequest {
  int source_size = 0;  // pixels of the source image
  Interval canvas;      // pixels that exist: the source, or more (then filled around it)
  Interval window;      // the part of the canvas that becomes the output
  int output_size = 0;
  bool mirror = false;  // output runs backwards
  ResampleFilter filter = ResampleFilter::kTriangle;
};

/// Outputs, or pixels, [begin, end) of an axis.
struct AxisRange {
  int begin = 0;
  int end = 0;

  int size() const { return end - begin; }
};

/// Filter weights of one axis. Output i is the sum of weight(i)[k] * source[first(i) + k], and
/// coverage(i) is the sum of these weights: 1 where only source pixels contribute, less where the
/// fill around the source has the rest of the weight. Memory is reused by Set().
class AxisWeights {
 public:
  void Set(const AxisRequest& request);

  /// The weights that samples have if pixels, which are made of them as `axis` says, have those of
  /// `pixels`: first(), source_begin() and source_end() count samples.
  void SetForSamples(const AxisWeights& pixels, const SampleAxis& axis);

  int output_size() const { return static_cast<int>(first_.size()); }
  int first(int i) const { return first_[static_cast<std::size_t>(i)]; }
  std::span<const float> weights(int i) const {
    const auto at = static_cast<std::size_t>(i);
    return {weights_.data() + at * taps_, counts_[at]};
  }
  /// As SumLevels() wants them: each output's first pixel, and `taps` weights each, zeros behind
  /// the last.
  std::span<const int> firsts() const { return first_; }
  std::span<const float> all_weights() const { return weights_; }
  std::size_t taps() const { return taps_; }
  float coverage(int i) const { return coverage_[static_cast<std::size_t>(i)]; }
  /// From the first to the last output to which any source pixel contributes.
  AxisRange covered() const { return covered_; }
  /// True if every coverage is 1.
  bool fully_covered() const { return fully_covered_; }
  /// The source pixels [begin, end) that any output uses; empty if begin >= end.
  int source_begin() const { return source_begin_; }
  int source_end() const { return source_end_; }
  /// Those that `count` outputs from `output` on use; empty if there are none.
  AxisRange SourceOf(int output, int count) const;

 private:
  void Reset(std::size_t outputs, std::size_t taps, int source_size);
  double SetOutput(std::size_t i, const AxisRequest& request, double centre, double unit,
                   double support);
  void AddToReach(std::size_t i);
  void Finish();

  std::size_t taps_ = 0;  // room for each output
  std::vector<int> first_;
  std::vector<std::size_t> counts_;
  std::vector<float> weights_;
  std::vector<double> tap_weights_;  // of the output that is being set
  std::vector<float> coverage_;
  bool fully_covered_ = true;
  AxisRange covered_;
  int source_begin_ = 0;
  int source_end_ = 0;
};

}  // namespace imrec

#endif  // IMREC_AXIS_WEIGHTS_H_
