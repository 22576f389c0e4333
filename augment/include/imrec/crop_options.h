// Options of crops: batch samplers, the choice of a window, and the objects that are kept.
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

/// Bounds on a crop window and an object. One object must meet all of them. Bounds are inclusive;
/// an absent bound is always met.
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
  /// More trials take time and rarely succeed if these did not.
  static constexpr int kMostTrials = 10'000;

  Range scale = {.min = 1, .max = 1};         // see SizeLaw; 0 < scale <= 1
  Range aspect_ratio = {.min = 1, .max = 1};  // width over height, see AspectSpace
  CropConstraint constraint = {};
  int max_trials = 50;  // 1..kMostTrials

  /// Returns true if the sampler can only draw the whole image.
  bool whole_image() const { return scale.min == 1; }
  friend bool operator==(const BatchSampler&, const BatchSampler&) = default;
};

/// How the width w and height h of a window depend on the scale s and aspect ratio a of a sampler.
enum class SizeLaw {
  kClamp,        // w = s sqrt(a), h = s / sqrt(a), a clamped so that neither exceeds 1 (Caffe)
  kRange,        // the same, a drawn from the part of its range where neither does (MXNet, GluonCV)
  kIndependent,  // w and h each drawn as s; a trial fails unless w / h is in a's range
                 // (torchvision, DALI)
  kArea,         // the area drawn in the range of s, the logarithm of w / h in that of a; a trial
                 // fails if a side exceeds 1; if all trials fail, the largest centred window is
                 // used (random resized crop of Inception)
};

/// The meaning of an aspect ratio of 1.
enum class AspectSpace {
  kNormalised,  // a window with the shape of the image
  kPixel,       // a square of pixels
};

/// How many of the objects must meet a constraint.
enum class Quantifier { kAny, kAll };

/// The sampler whose window is used.
enum class Selection {
  kUniform,       // all samplers draw; a random one of those that succeed is used (Caffe)
  kFirstSuccess,  // the first that succeeds, in random order (MXNet)
  kOptionFirst,   // a random sampler; if it fails, a random one again (torchvision, DALI)
};

/// Whether a centre on the border of a window is inside.
enum class CenterRule {
  kIgnore,    // centres do not matter
  kClosed,    // xmin <= x <= xmax (Caffe)
  kHalfOpen,  // xmin <= x < xmax (MXNet, GluonCV)
  kOpen,      // xmin < x < xmax (torchvision)
};

/// What to do if a window keeps none of the objects of an image.
enum class NoSurvivor {
  kAllow,   // the sample becomes a negative (Caffe)
  kRetry,   // another successful window is used, or finally the whole image (GluonCV); same as
            // kReject unless the selection is kUniform
  kReject,  // the trial fails, as if the constraint were not met (MXNet, torchvision, DALI)
};

/// How the edges of a window are rounded on the canvas.
enum class WindowRounding {
  kNone,         // not rounded: edges may lie between pixels, and boxes match pixels exactly
  kTruncPixels,  // pixels from truncated edges, boxes from the drawn ones (Caffe, MXNet)
  kTrunc,        // pixels and boxes from truncated edges (torchvision, GluonCV)
};

/// Names are those of the `crop` block in recipe files.
struct CropOptions {
  static constexpr int kMostRounds = 10'000;

  std::vector<BatchSampler> samplers = {};  // empty: no crop
  double prob = 1;                          // of cropping at all
  Selection selection = Selection::kUniform;
  SizeLaw size_law = SizeLaw::kClamp;
  AspectSpace aspect_space = AspectSpace::kNormalised;
  Quantifier quantifier = Quantifier::kAny;
  bool centered_only = false;  // constraints apply only to objects with their centre in the window
  bool accept_without_objects = false;  // an image without objects meets every constraint (MXNet)
  // A window keeps the objects that meet these three conditions. They are clipped to the window.
  CenterRule center = CenterRule::kClosed;
  double min_visibility = 0;  // at least this fraction of the object is in the window
  double min_overlap = 0;     // more than this fraction is (Caffe's MIN_OVERLAP, MXNet's overlap)
  NoSurvivor no_survivor = NoSurvivor::kRetry;
  WindowRounding rounding = WindowRounding::kNone;
  int max_rounds = 50;  // 1..kMostRounds; kOptionFirst: draws of a sampler before the whole image
                        // is taken

  friend bool operator==(const CropOptions&, const CropOptions&) = default;
};

}  // namespace imrec

#endif  // IMREC_CROP_OPTIONS_H_
