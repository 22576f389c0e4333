#include "im2rec/pack_plan.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <utility>

namespace imrec {
namespace {

// For each entry that repeats the index of an earlier one: its position, and that one's.
std::unordered_map<std::size_t, std::size_t> FindRepeats(const std::vector<ListEntry>& entries) {
  // Sorting takes a fraction of the memory of a hash table over all indices.
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

}  // namespace

PackPlan MakePackPlan(const std::filesystem::path& list) {
  ListFile file = ReadListFile(list);
  PackPlan plan;
  for (const Error& error : file.bad_lines) {
    plan.skipped.push_back(
        {.line = error.where().line.value_or(0), .path = {}, .reason = error.reason()});
  }
  const auto repeats = FindRepeats(file.entries);
  if (repeats.empty()) {
    plan.entries = std::move(file.entries);
    return plan;
  }
  for (std::size_t i = 0; i < file.entries.size(); ++i) {
    const ListEntry& entry = file.entries[i];
    const auto repeat = repeats.find(i);
    if (repeat == repeats.end()) {
      plan.entries.push_back(entry);
      continue;
    }
    const std::uint64_t first_line = file.entries[repeat->second].line;
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

}  // namespace imrec
