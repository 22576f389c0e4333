// Explains a sample: each random draw, each window that was tried, and the result for each object.
#ifndef IMREC_READER_TOOL_PREVIEW_EXPLAIN_H_
#define IMREC_READER_TOOL_PREVIEW_EXPLAIN_H_

#include <string>
#include <vector>

#include <imrec/augment_recipe.h>
#include <imrec/sample_plan.h>
#include <nlohmann/json.hpp>

#include "augment/internal/plan_trace.h"
#include "reader/labels/detection_labels.h"
#include "reader/tool/preview/label_tags.h"

namespace imrec::tool {

/// A planned sample and its inputs, which must outlive it.
struct ExplainedSample {
  const AugmentRecipe& recipe;
  const SamplePlan& plan;
  const PlanTrace& trace;
  const DetectionObjects& objects;  // empty in a set without boxes
  const std::vector<std::string>& class_names;
  const std::vector<LabelTag>* tags = nullptr;  // the label in a set without boxes
};

/// Returns several lines, each with a line end.
std::string ExplainAsText(const ExplainedSample& sample);
nlohmann::ordered_json ExplainAsJson(const ExplainedSample& sample);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_EXPLAIN_H_
