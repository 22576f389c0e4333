// What a recipe does to a data set, counted over many planned samples.
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
#include "reader/tool/stats/histogram.h"

namespace imrec::tool {

class PlanStatistics {
 public:
  /// `recipe` must outlive it. Without `boxes`, nothing is said of objects.
  PlanStatistics(const AugmentRecipe& recipe, bool boxes);

  /// `boxes` are those that the plan was made from, normalised to the source.
  void Add(const SamplePlan& plan, const PlanTrace& trace, std::span<const BoundingBox> boxes);

  std::uint64_t samples() const { return samples_; }

  /// Shares of samples to which something was done, and the shares of samples and objects lost.
  struct Rate {
    std::string name;
    double share = 0;
  };
  std::vector<Rate> Rates() const;

  /// Which sampler's window was taken, and box sizes before and after, if there are boxes.
  std::vector<Histogram> Histograms() const;

 private:
  std::string SamplerName(std::size_t sampler) const;

  const AugmentRecipe& recipe_;
  bool boxes_;
  std::uint64_t samples_ = 0;
  std::uint64_t with_objects_ = 0;
  std::uint64_t without_survivors_ = 0;  // of those
  std::uint64_t without_source_ = 0;
  std::uint64_t objects_ = 0;
  std::uint64_t kept_ = 0;
  std::uint64_t discarded_ = 0;
  std::vector<std::uint64_t> applied_;  // in the order of Rates()
  std::vector<std::uint64_t> picks_;    // the first is "no crop"
  std::vector<std::uint64_t> turns_;    // of each sampler
  std::vector<std::uint64_t> successes_;
  BoxSizeHistogram before_;
  BoxSizeHistogram after_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_PLAN_STATISTICS_H_
