#include "im2rec/tool/report/bad_label_kinds.h"

#include <algorithm>
#include <functional>

#include "im2rec/tool/report/skip_reasons.h"

namespace imrec::tool {
namespace {

// Returns the reason without "object 3: " and without the corners, "(0.5 0.1 0.2 0.4)".
std::string KindOf(const std::string& reason) {
  std::size_t begin = 0;
  if (reason.starts_with("object ")) {
    const std::size_t colon = reason.find(": ");
    if (colon != std::string::npos) begin = colon + 2;
  }
  std::size_t end = reason.size();
  if (reason.ends_with(')')) end = std::min(end, reason.rfind(" ("));
  return begin < end ? reason.substr(begin, end - begin) : reason;
}

}  // namespace

void BadLabelKinds::Add(const BadLabel& label) {
  const std::string kind = KindOf(label.reason);
  const auto [place, is_new] = known_.try_emplace(WithoutNumbers(kind), kinds_.size());
  if (is_new) kinds_.push_back({.reason = kind});
  BadLabelKind& entry = kinds_[place->second];
  ++entry.count;
  if (entry.first.size() < BadLabelKind::kKept) entry.first.push_back(label);
}

std::vector<BadLabelKind> BadLabelKinds::Sorted() const {
  std::vector<BadLabelKind> sorted = kinds_;
  std::ranges::stable_sort(sorted, std::ranges::greater(), &BadLabelKind::count);
  return sorted;
}

}  // namespace imrec::tool
