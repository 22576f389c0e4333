// Crops: batch samplers, which of their windows is taken, and which objects a window keeps.
#ifndef IMREC_CROP_OPTIONS_H_
#define IMREC_CROP_OPTIONS_H_

#include <optional>
#include <vector>

namespace imrec {

/// A closed range of a random parameter, drawn uniformly.
struct Range {
  double min = 0;
  double max = 0;

  friend bool operator==(const Range&, const Range&) = default;
};

/// Bounds that a crop window must keep against an object, all of them on the same one. Bounds are
/// inclusive; an absent one does not count.
struct CropConstraint {
  std::optional<double> min_iou = std::nullopt;
  std::optional<double> max_iou = std::nullopt;
  std::optional<double> min_sample_coverage = std::nullopt;  // intersection / area of the window
  std::optional<double> max_sample_coverage = std::nullopt;
  std::optional<double> min_object_coverage = std::nullopt;  // intersection / area of the object
  std::optional<double> max_object_coverage = std::nullopt;

  bool empty() const { return *this == CropConstraint{}; }
  friend bool operator==(const CropConstraint&, const CropConstraint&) = default;
};

/// One batch sampler of SSD: draws windows until one meets the constraint.
struct BatchSampler {
  /// More trials hardly ever find what these did not, and each takes time.
  static constexpr int kMostTrials = 10'000;

  Range scale = {.min = 1, .max = 1};         // see SizeLaw; 0 < scale <= 1
  Range aspect_ratio = {.min = 1, .max = 1};  // width over height, see AspectSpace
  CropConstraint constraint = {};
  int max_trials = 50;  // 1..kMostTrials

  /// True if it can draw nothing but the whole image.
  bool whole_image() const { return scale.min == 1; }
  friend bool operator==(const BatchSampler&, const BatchSampler&) = default;
};

/// What a sampler's scale s and aspect ratio a mean for the window's width w and height h.
enum class SizeLaw {
  kClamp,        // w = s sqrt(a), h = s / sqrt(a), a clamped so that neither exceeds 1 (Caffe)
  kRange,        // the same, a drawn from the part of its range where neither does (MXNet, GluonCV)
  kIndependent,  // w and h each drawn as s; a trial fails unless w / h is in a's range
                 // (torchvision, DALI)
  kArea,         // the area drawn in the range of s, the logarithm of w / h in that of a; a trial
                 // fails if a side exceeds 1, and if all do, the largest window in the middle is
                 // taken (random resized crop of Inception)
};

/// What an aspect ratio of 1 is.
enum class AspectSpace {
  kNormalised,  // a window of the image's own shape
  kPixel,       // a square of pixels
};

/// How many of the objects must meet a constraint.
enum class Quantifier { kAny, kAll };

/// Which sampler's window is taken.
enum class Selection {
  kUniform,       // each sampler draws; one of the successful at random (Caffe)
  kFirstSuccess,  // samplers in random order, the first that succeeds (MXNet)
  kOptionFirst,   // a sampler at random; another draw of one if it fails (torchvision, DALI)
};

/// Which side of a window's border holds a centre that lies on it.
enum class CenterRule {
  kIgnore,    // centres do not matter
  kClosed,    // xmin <= x <= xmax (Caffe)
  kHalfOpen,  // xmin <= x < xmax (MXNet, GluonCV)
  kOpen,      // xmin < x < xmax (torchvision)
};

/// Which objects a window keeps: those that pass all that is set. What is kept is clipped.
struct SurvivorOptions {
  CenterRule center = CenterRule::kClosed;
  double min_visibility = 0;  // at least this share of the object in the window
  double min_overlap = 0;     // more than this share (Caffe's MIN_OVERLAP, MXNet's overlap)

  friend bool operator==(const SurvivorOptions&, const SurvivorOptions&) = default;
};

/// What happens when a window would leave no object of an image that has some.
enum class NoSurvivor {
  kAllow,   // the sample becomes a negative (Caffe)
  kRetry,   // another successful window is taken, in the end the whole image (GluonCV); with
            // selections other than kUniform the same as kReject
  kReject,  // the trial fails, as if the constraint were not met (MXNet, torchvision, DALI)
};

/// Where a window's edges lie on the canvas.
enum class WindowRounding {
  kNone,         // where they were drawn, between pixels; nothing is off
  kTruncPixels,  // pixels from truncated edges, boxes from the drawn ones (Caffe, MXNet)
  kTrunc,        // pixels and boxes from truncated edges (torchvision, GluonCV)
};

struct CropOptions {
  static constexpr int kMostRounds = 10'000;

  std::vector<BatchSampler> samplers = {};  // empty: no crop
  double probability = 1;                   // of cropping at all
  Selection selection = Selection::kUniform;
  SizeLaw size_law = SizeLaw::kClamp;
  AspectSpace aspect_space = AspectSpace::kNormalised;
  Quantifier quantifier = Quantifier::kAny;
  bool centered_only = false;  // constraints look only at objects whose centre is in the window
  bool accept_without_objects = false;  // an image without objects meets every constraint (MXNet)
  SurvivorOptions survivors = {};
  NoSurvivor no_survivor = NoSurvivor::kRetry;
  WindowRounding rounding = WindowRounding::kNone;
  int max_rounds = 50;  // 1..kMostRounds; kOptionFirst: draws of a sampler before the whole image
                        // is taken

  friend bool operator==(const CropOptions&, const CropOptions&) = default;
};

}  // namespace imrec

#endif  // IMREC_CROP_OPTIONS_H_
