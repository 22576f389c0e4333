// Plans as text: to look at, to keep, and to render again later.
#ifndef IMREC_PLAN_TEXT_H_
#define IMREC_PLAN_TEXT_H_

#include <string>
#include <string_view>

#include <imrec/sample_plan.h>

namespace imrec {

/// The plan as a JSON object; `indent` as in nlohmann::json, below 0 for one line. Numbers are
/// written so that reading gives the same plan.
std::string PlanToJson(const SamplePlan& plan, int indent = 2);

/// Reads what PlanToJson wrote. Throws Error(kCorruptData) that says what is missing or wrong.
SamplePlan PlanFromJson(std::string_view json);

/// "hsv", "caffe", "hls", "blend" or "yiq".
std::string_view ToText(ColorModel model);
/// "triangle", "nearest", "box", "cubic" or "lanczos".
std::string_view ToText(ResampleFilter filter);

}  // namespace imrec

#endif  // IMREC_PLAN_TEXT_H_
