#include "reader/tool/preview/label_tags.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

#include "reader/tool/class_id.h"
#include "reader/tool/input_class_names.h"

namespace imrec::tool {
namespace {

LabelTag ClassTag(float label, const SetLabels& set, const std::vector<std::string>& names) {
  std::string name = ClassName(names, label);
  if (set.identity() && names.empty()) name.insert(0, "identity ");
  return {.class_id = ClassIdOf(label).value_or(0),
          .text = std::move(name),
          .number = LabelText(label)};
}

// Weights above 0, the largest first.
std::vector<LabelTag> WeightTags(std::span<const float> weights, const SetLabels& set,
                                 const std::vector<std::string>& names) {
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return !(weights[i] > 0); });
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
  const bool all_or_nothing =
      std::ranges::all_of(order, [&](std::size_t i) { return weights[i] == 1; });
  std::vector<LabelTag> tags;
  for (const std::size_t i : order) {
    LabelTag tag = ClassTag(static_cast<float>(i), set, names);
    if (!all_or_nothing) {
      std::array<char, 32> weight;
      std::snprintf(weight.data(), weight.size(), " %.2f", static_cast<double>(weights[i]));
      tag.text += weight.data();
      tag.number += weight.data();
    }
    tags.push_back(std::move(tag));
  }
  return tags;
}

}  // namespace

std::vector<LabelTag> ClassTags(std::span<const float> labels, const SetLabels& set,
                                const std::vector<std::string>& class_names) {
  std::vector<float> classes;
  set.ClassesOf(labels, classes);
  std::vector<LabelTag> tags;
  tags.reserve(classes.size());
  for (const float label : classes) tags.push_back(ClassTag(label, set, class_names));
  return tags;
}

std::vector<LabelTag> LabelTags(std::span<const float> labels, const SetLabels& set,
                                const std::vector<std::string>& class_names, std::size_t most) {
  std::vector<LabelTag> tags;
  if (set.identity() || labels.size() == 1 || set.meaning == LabelMeaning::kClasses) {
    tags = ClassTags(labels, set, class_names);
  } else if (set.meaning == LabelMeaning::kWeights) {
    tags = WeightTags(labels, set, class_names);
  } else {
    for (const float value : labels)
      tags.push_back({.text = LabelText(value), .number = LabelText(value)});
  }
  if (tags.size() > most) {
    tags.resize(most);
    tags.push_back({.text = "..", .number = ".."});
  }
  return tags;
}

std::string TagsText(const std::vector<LabelTag>& tags) {
  if (tags.empty()) return "no class";
  std::string text;
  for (const LabelTag& tag : tags) text += (text.empty() ? "" : ", ") + tag.text;
  return text;
}

}  // namespace imrec::tool
