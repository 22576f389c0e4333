// A trace of how the crop of a sample was chosen: all windows that were tried, and their outcomes.
#ifndef IMREC_AUGMENT_INTERNAL_PLAN_TRACE_H_
#define IMREC_AUGMENT_INTERNAL_PLAN_TRACE_H_

#include <string_view>
#include <vector>

#include <imrec/bounding_box.h>

namespace imrec {

enum class TrialOutcome {
  kAccepted,
  kSize,        // the size law does not allow what was drawn
  kConstraint,  // the objects do not meet the constraint
  kNoSurvivor,  // the window keeps no object
};

/// Returns "accepted", "size", "constraint" or "no survivor".
std::string_view ToText(TrialOutcome outcome);

struct TrialTrace {
  BoundingBox window;  // normalised to the canvas; empty for kSize
  TrialOutcome outcome = TrialOutcome::kAccepted;
};

/// The trials of a batch sampler.
struct SamplerTrace {
  int sampler = 0;
  std::vector<TrialTrace> trials;  // empty if the sampler cannot succeed
  bool success = false;
};

struct PlanTrace {
  bool crop_drawn = true;              // false: no crop, because of CropOptions::prob
  std::vector<SamplerTrace> samplers;  // in the order in which they were used
  int discarded = 0;                   // windows that were picked but keep no object
};

}  // namespace imrec

#endif  // IMREC_AUGMENT_INTERNAL_PLAN_TRACE_H_
