// Chooses the crop window of a sample.
#ifndef IMREC_AUGMENT_CROP_PLANNER_H_
#define IMREC_AUGMENT_CROP_PLANNER_H_

#include <span>
#include <vector>

#include <imrec/bounding_box.h>
#include <imrec/crop_options.h>
#include <imrec/image.h>
#include <imrec/random.h>

#include "augment/internal/plan_trace.h"

namespace imrec {

struct CropChoice {
  int sampler = -1;  // -1: no crop
  BoundingBox window = kUnitBox;
};

/// Chooses windows for one set of options, and reuses its working memory. Not thread-safe.
class CropPlanner {
 public:
  /// `boxes` are normalised to the canvas of `canvas` pixels. The result depends on the arguments
  /// only.
  CropChoice Choose(const CropOptions& options, ImageSize canvas,
                    std::span<const BoundingBox> boxes, const SampleKey& key, PlanTrace* trace);

 private:
  struct Scene {
    const CropOptions& options;
    ImageSize canvas;
    std::span<const BoundingBox> boxes;
    const SampleKey& key;
    PlanTrace* trace;
  };

  static bool Turn(const Scene& scene, std::size_t sampler, RandomStream& random,
                   CropChoice& choice);
  CropChoice UniformOverSuccesses(const Scene& scene, RandomStream& pick);
  CropChoice FirstSuccess(const Scene& scene, RandomStream& pick);
  CropChoice OptionFirst(const Scene& scene, RandomStream& pick);

  std::vector<CropChoice> candidates_;
  std::vector<std::size_t> order_;
  std::vector<RandomStream> streams_;
};

}  // namespace imrec

#endif  // IMREC_AUGMENT_CROP_PLANNER_H_
