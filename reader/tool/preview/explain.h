// Why a sample is as it is: each draw, each window that was tried, and what became of each object.
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

/// A planned sample and what it was planned from. All must outlive it.
struct ExplainedSample {
  const AugmentRecipe& recipe;
  const SamplePlan& plan;
  const PlanTrace& trace;
  const DetectionObjects& objects;  // none in a set without boxes
  const std::vector<std::string>& class_names;
  const std::vector<LabelTag>* tags = nullptr;  // of the label in a set without boxes
};

/// Several lines, the last one ended.
std::string ExplainAsText(const ExplainedSample& sample);
nlohmann::ordered_json ExplainAsJson(const ExplainedSample& sample);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_EXPLAIN_H_
