#include "reader/tool/label_meaning.h"

#include <algorithm>
#include <cmath>

#include <imrec/label_layout.h>

namespace imrec::tool {
namespace {

// If there are more widths than this, no width is common enough.
constexpr std::size_t kMostWidths = 1000;

void AddWeights(std::span<const float> weights, std::vector<float>& classes) {
  constexpr float kEnough = 0.5F;
  const float largest = std::ranges::max(weights);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const bool shown = weights[i] >= kEnough || (weights[i] == largest && largest > 0);
    if (shown) classes.push_back(static_cast<float>(i));
  }
}

}  // namespace

void MeaningSurvey::Add(std::span<const float> labels) {
  const auto all = [&](bool (*holds)(float)) { return std::ranges::all_of(labels, holds); };
  if (labels.empty() || !all([](float value) { return std::isfinite(value); })) return;
  if (all([](float value) { return IsClassId(value) || value == -1; })) ++whole_;
  if (widths_.size() >= kMostWidths && !widths_.contains(labels.size())) return;
  Count& count = widths_[labels.size()];
  ++count.all;
  if (all([](float value) { return value >= 0 && value <= 1; })) ++count.shares;
}

LabelMeaning MeaningSurvey::Get() const {
  std::uint64_t records = 0;
  for (const auto& [width, count] : widths_) records += count.all;
  for (const auto& [width, count] : widths_) {
    if (2 * count.all <= records) continue;
    if (width == 1) return LabelMeaning::kClasses;
    if (2 * count.shares > records) return LabelMeaning::kWeights;
  }
  return 2 * whole_ >= records ? LabelMeaning::kClasses : LabelMeaning::kValues;
}

void ShownClasses(std::span<const float> labels, LabelMeaning meaning,
                  std::vector<float>& classes) {
  classes.clear();
  if (labels.empty()) return;
  const bool single = labels.size() == 1;
  if (!single && meaning == LabelMeaning::kWeights) {
    AddWeights(labels, classes);
  } else if (!single && meaning == LabelMeaning::kClasses) {
    std::ranges::copy_if(labels, std::back_inserter(classes),
                         [](float value) { return value >= 0; });
  } else if (single || IsClassId(labels[0])) {
    classes.push_back(labels[0]);
  }
  std::ranges::sort(classes);
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
}

}  // namespace imrec::tool
