// Makes the plans of samples.
#ifndef IMREC_AUGMENT_INTERNAL_SAMPLE_PLANNER_H_
#define IMREC_AUGMENT_INTERNAL_SAMPLE_PLANNER_H_

#include <memory>
#include <span>
#include <vector>

#include <imrec/augment_recipe.h>
#include <imrec/bounding_box.h>
#include <imrec/image.h>
#include <imrec/random.h>
#include <imrec/sample_plan.h>

namespace imrec {

class CropPlanner;
struct CropChoice;
struct PlanTrace;

/// Plans samples for one recipe; reuses its working memory. Not thread-safe. A moved-from planner
/// may only be assigned to or destroyed.
class SamplePlanner {
 public:
  /// Throws Error(kInvalidArgument) if a setting of the recipe is out of range.
  explicit SamplePlanner(AugmentRecipe recipe);
  ~SamplePlanner();
  SamplePlanner(SamplePlanner&&) noexcept;
  SamplePlanner& operator=(SamplePlanner&&) noexcept;

  const AugmentRecipe& recipe() const { return recipe_; }

  /// Replaces `plan`, whose memory is reused, by the plan of a sample. `boxes` are in fractions of
  /// the source image, inside 0..1 and not empty. The result depends only on the recipe and the
  /// arguments. Adds the windows that were tried to `trace`, unless it is null. Throws
  /// Error(kInvalidArgument) for other boxes and for a source without pixels.
  void Plan(ImageSize source, std::span<const BoundingBox> boxes, const SampleKey& key,
            SamplePlan& plan, PlanTrace* trace = nullptr);

 private:
  void PlanWindow(const CropChoice& choice, const SampleKey& key, SamplePlan& plan) const;
  void CollectSurvivors(SamplePlan& plan) const;

  AugmentRecipe recipe_;
  std::vector<BoundingBox> canvas_boxes_;
  std::unique_ptr<CropPlanner> crop_planner_;
};

}  // namespace imrec

#endif  // IMREC_AUGMENT_INTERNAL_SAMPLE_PLANNER_H_
