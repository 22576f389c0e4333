// How a sample's crop came about: each window that was tried, and why it was not taken.
#ifndef IMREC_PLAN_TRACE_H_
#define IMREC_PLAN_TRACE_H_

#include <string_view>
#include <vector>

#include <imrec/bounding_box.h>

namespace imrec {

enum class TrialOutcome {
  kAccepted,
  kSize,        // the size law does not allow what was drawn
  kConstraint,  // the objects do not meet the constraint
  kNoSurvivor,  // no object would be left
};

/// "accepted", "size", "constraint" or "no survivor".
std::string_view ToText(TrialOutcome outcome);

struct TrialTrace {
  BoundingBox window;  // normalised to the canvas; empty for kSize
  TrialOutcome outcome = TrialOutcome::kAccepted;
};

/// One turn of a batch sampler.
struct SamplerTrace {
  int sampler = 0;
  std::vector<TrialTrace> trials;  // none if it could not succeed
  bool success = false;
};

struct PlanTrace {
  bool crop_drawn = true;              // false: the crop's probability decided against one
  std::vector<SamplerTrace> samplers;  // in the order of their turns
  int discarded = 0;                   // windows that were picked but would leave no object
};

}  // namespace imrec

#endif  // IMREC_PLAN_TRACE_H_
