#include "im2rec/pack_plan.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <unordered_map>
#include <utility>

namespace imrec {
namespace {

// Returns the position of each entry that repeats an index, with that of the first such entry.
std::unordered_map<std::size_t, std::size_t> FindRepeats(const std::vector<ListEntry>& entries) {
  // Sorting takes less memory than a hash table of all indices.
  std::vector<std::pair<std::uint64_t, std::size_t>> by_index;
  by_index.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) by_index.emplace_back(entries[i].index, i);
  std::ranges::sort(by_index);
  std::unordered_map<std::size_t, std::size_t> repeats;
  std::size_t first = 0;
  for (std::size_t i = 1; i < by_index.size(); ++i) {
    if (by_index[i].first == by_index[first].first) {
      repeats.emplace(by_index[i].second, by_index[first].second);
    } else {
      first = i;
    }
  }
  return repeats;
}

// Returns the first entry of a part, entries * part / parts, without overflow.
std::size_t PartBegin(std::size_t entries, std::uint64_t part, std::uint64_t parts) {
  return static_cast<std::size_t>(entries / parts * part + entries % parts * part / parts);
}

}  // namespace

PackPlan MakePackPlan(ListFile list) {
  PackPlan plan;
  for (const Error& error : list.bad_lines) {
    plan.skipped.push_back(
        {.line = error.where().line.value_or(0), .path = {}, .reason = error.reason()});
  }
  const auto repeats = FindRepeats(list.entries);
  if (repeats.empty()) {
    plan.entries = std::move(list.entries);
    return plan;
  }
  for (std::size_t i = 0; i < list.entries.size(); ++i) {
    const ListEntry& entry = list.entries[i];
    const auto repeat = repeats.find(i);
    if (repeat == repeats.end()) {
      plan.entries.push_back(entry);
      continue;
    }
    const std::uint64_t first_line = list.entries[repeat->second].line;
    plan.skipped.push_back({.line = entry.line,
                            .index = entry.index,
                            .path = entry.path,
                            .reason = "line " + std::to_string(entry.line) + " repeats index " +
                                      std::to_string(entry.index) + " of line " +
                                      std::to_string(first_line)});
  }
  std::ranges::sort(plan.skipped, {}, &SkippedLine::line);
  return plan;
}

void KeepPart(std::uint64_t index, std::uint64_t count, PackPlan& plan) {
  const std::size_t begin = PartBegin(plan.entries.size(), index, count);
  const std::size_t end = PartBegin(plan.entries.size(), index + 1, count);
  // A skipped line belongs to the part of the entry before it; before the first entry, to part 0.
  const auto first_line = [&](std::uint64_t part, std::size_t entry) {
    if (part == 0) return std::uint64_t{0};
    return entry < plan.entries.size() ? plan.entries[entry].line
                                       : std::numeric_limits<std::uint64_t>::max();
  };
  const std::uint64_t begin_line = first_line(index, begin);
  const std::uint64_t end_line = first_line(index + 1, end);
  std::erase_if(plan.skipped, [&](const SkippedLine& skipped) {
    return skipped.line < begin_line || skipped.line >= end_line;
  });
  plan.entries.erase(plan.entries.begin() + static_cast<std::ptrdiff_t>(end), plan.entries.end());
  plan.entries.erase(plan.entries.begin(),
                     plan.entries.begin() + static_cast<std::ptrdiff_t>(begin));
}

}  // namespace imrec
