// The plan of a sample: everything random is decided here, before any pixel is decoded.
//
// Order as in Caffe-SSD: expand, batch samplers, crop, resize, mirror; see Liu et al., "SSD: Single
// Shot MultiBox Detector" (ECCV 2016), section 2.2 and 3.6, and the sampler of its Caffe code.
#ifndef IMREC_SAMPLE_PLAN_H_
#define IMREC_SAMPLE_PLAN_H_

#include <cstddef>
#include <span>
#include <vector>

#include <imrec/augment_recipe.h>
#include <imrec/bounding_box.h>
#include <imrec/color_distortion.h>
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
  int sampler = -1;             // the batch sampler whose window was taken; -1: no crop
  BoundingBox crop = kUnitBox;  // the window, normalised to the canvas
  bool mirror = false;
  ColorPlan color;
  ImageSize output;
  std::vector<PlannedObject> objects;  // in the order of the boxes

  /// The window in source pixels; may reach beyond the source on all sides.
  Interval window_x() const;
  Interval window_y() const;
  /// False if the window shows nothing but fill: then no pixel needs decoding.
  bool ShowsSource() const;

  friend bool operator==(const SamplePlan&, const SamplePlan&) = default;
};

/// Plans samples by one recipe, reusing its working memory. Not thread-safe.
class SamplePlanner {
 public:
  /// Throws Error(kInvalidArgument) if a setting of the recipe is out of range.
  explicit SamplePlanner(AugmentRecipe recipe);

  const AugmentRecipe& recipe() const { return recipe_; }

  /// `boxes` are normalised to the source image, inside 0..1 and not empty. A pure function of the
  /// recipe and the arguments; `plan` is replaced, its memory reused.
  void Plan(ImageSize source, std::span<const BoundingBox> boxes, const SampleKey& key,
            SamplePlan& plan);

 private:
  struct Candidate {
    int sampler;
    BoundingBox window;
  };

  void PlanCrop(const SampleKey& key, SamplePlan& plan);

  AugmentRecipe recipe_;
  std::vector<BoundingBox> canvas_boxes_;
  std::vector<Candidate> candidates_;
};

}  // namespace imrec

#endif  // IMREC_SAMPLE_PLAN_H_
