// Statistics of a recipe's operations over many planned samples.
#ifndef IMREC_READER_TOOL_PREVIEW_PLAN_STATISTICS_H_
#define IMREC_READER_TOOL_PREVIEW_PLAN_STATISTICS_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <imrec/augment_recipe.h>
#include <imrec/sample_plan.h>
#include <nlohmann/json.hpp>

#include "augment/internal/plan_trace.h"
#include "reader/tool/stats/charts.h"

namespace imrec::tool {

class PlanStatistics {
 public:
  /// `recipe` must outlive it. If `boxes` is false, there are no statistics of objects.
  PlanStatistics(const AugmentRecipe& recipe, bool boxes);

  /// `boxes` are the boxes for which the plan was made, normalised to the source.
  void Add(const SamplePlan& plan, const PlanTrace& trace, std::span<const BoundingBox> boxes);

  std::uint64_t samples() const { return samples_; }

  /// The share of samples to which each operation was applied, and the shares of samples and
  /// objects lost.
  struct Rate {
    std::string name;
    double share = 0;
  };
  std::vector<Rate> Rates() const;

  /// The sampler whose window was used, and, if there are boxes, their sizes before and after.
  std::vector<Histogram> Histograms() const;

 private:
  std::string SamplerName(std::size_t sampler) const;

  const AugmentRecipe& recipe_;
  bool boxes_;
  std::uint64_t samples_ = 0;
  std::uint64_t with_objects_ = 0;
  std::uint64_t without_survivors_ = 0;  // samples without objects after the crop
  std::uint64_t without_source_ = 0;
  std::uint64_t objects_ = 0;
  std::uint64_t kept_ = 0;
  std::uint64_t discarded_ = 0;
  std::vector<std::uint64_t> applied_;  // in the order of Rates()
  std::vector<std::uint64_t> picks_;    // the first is "no crop"
  std::vector<std::uint64_t> turns_;    // number of times that each sampler was tried
  std::vector<std::uint64_t> successes_;
  console::BoxSizeHistogram before_;
  console::BoxSizeHistogram after_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_PLAN_STATISTICS_H_
