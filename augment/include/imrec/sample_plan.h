// The plan of a sample: everything random is decided here, before any pixel is decoded.
//
// Order as in Caffe-SSD: expand, batch samplers, crop, resize, mirror; see Liu et al., "SSD: Single
// Shot MultiBox Detector" (ECCV 2016), section 2.2 and 3.6, and the sampler of its Caffe code.
#ifndef IMREC_SAMPLE_PLAN_H_
#define IMREC_SAMPLE_PLAN_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <imrec/augment_recipe.h>
#include <imrec/bounding_box.h>
#include <imrec/color_distortion.h>
#include <imrec/plan_trace.h>
#include <imrec/random.h>
#include <imrec/resample.h>

namespace imrec {

/// The canvas of an expanded image, whole pixels. The image lies at (left, top) on it; without
/// expansion the canvas is the image.
struct Canvas {
  ImageSize size;
  int left = 0;
  int top = 0;

  friend bool operator==(const Canvas&, const Canvas&) = default;
};

/// Where the crop lies in the output image, whole pixels.
struct Placement {
  ImageSize size;
  int left = 0;
  int top = 0;

  friend bool operator==(const Placement&, const Placement&) = default;
};

/// An object that the sample keeps.
struct PlannedObject {
  std::size_t index = 0;  // among the boxes that were given
  BoundingBox box;        // normalised to the output image, inside 0..1, never empty

  friend bool operator==(const PlannedObject&, const PlannedObject&) = default;
};

/// A value: it can be compared, kept and rendered again.
struct SamplePlan {
  ImageSize source;
  Canvas canvas;
  int sampler = -1;  // the batch sampler whose window was taken; -1: no crop
  // The window, normalised to the canvas; objects are kept and placed by it.
  BoundingBox crop = kUnitBox;
  // What the pixels show if not the crop: only with WindowRounding::kTruncPixels.
  std::optional<BoundingBox> truncated = std::nullopt;
  bool mirror = false;
  ColorPlan color;
  ImageSize output;
  // Absent if the crop fills the output; around it is padding.
  std::optional<Placement> placement = std::nullopt;
  ResampleFilter filter = ResampleFilter::kTriangle;
  std::vector<PlannedObject> objects;  // in the order of the boxes

  const BoundingBox& shown() const { return truncated ? *truncated : crop; }
  Placement PlacementInOutput() const { return placement.value_or(Placement{.size = output}); }
  /// The window that is shown in source pixels; may reach beyond the source on all sides.
  Interval window_x() const;
  Interval window_y() const;
  /// False if the window shows nothing but fill: then no pixel needs decoding.
  bool ShowsSource() const;

  friend bool operator==(const SamplePlan&, const SamplePlan&) = default;
};

class CropPlanner;
struct CropChoice;

/// Plans samples by one recipe, reusing its working memory. Not thread-safe.
class SamplePlanner {
 public:
  /// Throws Error(kInvalidArgument) if a setting of the recipe is out of range.
  explicit SamplePlanner(AugmentRecipe recipe);
  ~SamplePlanner();
  SamplePlanner(SamplePlanner&&) noexcept;
  SamplePlanner& operator=(SamplePlanner&&) noexcept;

  const AugmentRecipe& recipe() const { return recipe_; }

  /// `boxes` are normalised to the source image, inside 0..1 and not empty. A pure function of the
  /// recipe and the arguments; `plan` is replaced, its memory reused. What was tried is added to
  /// `trace`, which may be null. Throws Error(kInvalidArgument) for other boxes and for a source
  /// without pixels.
  void Plan(ImageSize source, std::span<const BoundingBox> boxes, const SampleKey& key,
            SamplePlan& plan, PlanTrace* trace = nullptr);

 private:
  void PlanWindow(const CropChoice& choice, SamplePlan& plan) const;
  void CollectSurvivors(SamplePlan& plan) const;

  AugmentRecipe recipe_;
  std::vector<BoundingBox> canvas_boxes_;
  std::unique_ptr<CropPlanner> crop_planner_;
};

}  // namespace imrec

#endif  // IMREC_SAMPLE_PLAN_H_
