#include "reader/tool/preview/plan_statistics.h"

#include <cstdio>

namespace imrec::tool {
namespace {

struct Operation {
  const char* name;
  bool (*applied)(const SamplePlan& plan);
};

constexpr std::array<Operation, 9> kOperations = {{
    {"brightness",
     [](const SamplePlan& plan) {
       return plan.color.brightness != NeutralBrightness(plan.color.model);
     }},
    {"contrast", [](const SamplePlan& plan) { return plan.color.contrast != 1; }},
    {"saturation",
     [](const SamplePlan& plan) {
       return plan.color.saturation != NeutralSaturation(plan.color.model);
     }},
    {"hue", [](const SamplePlan& plan) { return plan.color.hue != 0; }},
    {"channel order",
     [](const SamplePlan& plan) { return plan.color.channels != ColorPlan{}.channels; }},
    {"grey", [](const SamplePlan& plan) { return plan.color.grey; }},
    {"expand", [](const SamplePlan& plan) { return plan.canvas.size != plan.source; }},
    {"crop", [](const SamplePlan& plan) { return plan.crop != kUnitBox; }},
    {"mirror", [](const SamplePlan& plan) { return plan.mirror; }},
}};

double Share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

PlanStatistics::PlanStatistics(const AugmentRecipe& recipe, bool boxes)
    : recipe_(recipe),
      boxes_(boxes),
      applied_(kOperations.size()),
      picks_(recipe.crop.samplers.size() + 1),
      turns_(recipe.crop.samplers.size()),
      successes_(recipe.crop.samplers.size()) {}

void PlanStatistics::Add(const SamplePlan& plan, const PlanTrace& trace,
                         std::span<const BoundingBox> boxes) {
  ++samples_;
  for (std::size_t i = 0; i < kOperations.size(); ++i) {
    if (kOperations[i].applied(plan)) ++applied_[i];
  }
  if (!plan.ShowsSource()) ++without_source_;
  const int pick = plan.sampler + 1;  // 0: no sampler
  ++picks_[static_cast<std::size_t>(pick)];
  for (const SamplerTrace& turn : trace.samplers) {
    ++turns_[static_cast<std::size_t>(turn.sampler)];
    if (turn.success) ++successes_[static_cast<std::size_t>(turn.sampler)];
  }
  discarded_ += static_cast<std::uint64_t>(trace.discarded);
  objects_ += boxes.size();
  kept_ += plan.objects.size();
  if (!boxes.empty()) ++with_objects_;
  if (!boxes.empty() && plan.objects.empty()) ++without_survivors_;
  for (const BoundingBox& box : boxes) before_.Add(box.width(), box.height());
  for (const PlannedObject& object : plan.objects) {
    after_.Add(object.box.width(), object.box.height());
  }
}

std::vector<PlanStatistics::Rate> PlanStatistics::Rates() const {
  std::vector<Rate> rates;
  for (std::size_t i = 0; i < kOperations.size(); ++i) {
    rates.push_back({.name = kOperations[i].name, .share = Share(applied_[i], samples_)});
  }
  if (boxes_) {
    rates.push_back({.name = "samples left without an object",
                     .share = Share(without_survivors_, with_objects_)});
    rates.push_back(
        {.name = "windows put back as they left no object", .share = Share(discarded_, samples_)});
  }
  rates.push_back(
      {.name = "samples without a source pixel", .share = Share(without_source_, samples_)});
  if (boxes_) {
    rates.push_back({.name = "objects dropped", .share = Share(objects_ - kept_, objects_)});
  }
  for (std::size_t i = 0; i < turns_.size(); ++i) {
    rates.push_back(
        {.name = SamplerName(i) + " finds a window", .share = Share(successes_[i], turns_[i])});
  }
  return rates;
}

std::string PlanStatistics::SamplerName(std::size_t sampler) const {
  std::string name = "sampler " + std::to_string(sampler);
  const CropConstraint& bounds = recipe_.crop.samplers[sampler].constraint;
  if (bounds.min_iou) {
    std::array<char, 32> text;
    std::snprintf(text.data(), text.size(), " IoU>=%g", *bounds.min_iou);
    name += text.data();
  }
  return name;
}

std::vector<Histogram> PlanStatistics::Histograms() const {
  Histogram picks{.title = "window taken", .bins = {{.name = "no crop", .count = picks_[0]}}};
  for (std::size_t i = 1; i < picks_.size(); ++i) {
    picks.bins.push_back({.name = SamplerName(i - 1), .count = picks_[i]});
  }
  if (!boxes_) return {picks};
  return {picks, before_.Get("box size before: root of the share of the image"),
          after_.Get("box size after: root of the share of the network input")};
}

}  // namespace imrec::tool
