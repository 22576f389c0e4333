// Converts plans to text and back, to inspect, store and render them again.
#ifndef IMREC_AUGMENT_INTERNAL_PLAN_TEXT_H_
#define IMREC_AUGMENT_INTERNAL_PLAN_TEXT_H_

#include <string>
#include <string_view>

#include <imrec/sample_plan.h>

namespace imrec {

/// Returns the plan as a JSON object. `indent` is the number of spaces per level; if negative, the
/// result is one line. PlanFromJson() restores exactly the same plan.
std::string PlanToJson(const SamplePlan& plan, int indent = 2);

/// Parses the result of PlanToJson(). Throws Error(kCorruptData) that names the missing or invalid
/// field.
SamplePlan PlanFromJson(std::string_view json);

/// Returns "hsv", "caffe", "hls", "blend" or "yiq".
std::string_view ToText(ColorModel model);
/// Returns "triangle", "nearest", "box", "cubic" or "lanczos".
std::string_view ToText(ResampleFilter filter);

}  // namespace imrec

#endif  // IMREC_AUGMENT_INTERNAL_PLAN_TEXT_H_
