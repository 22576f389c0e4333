#include "reader/tool/files/split_plan.h"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "reader/records/read_ahead.h"
#include "reader/tool/class_id.h"
#include "recordio/internal/stratified_split.h"

namespace imrec::tool {
namespace {

using ClassLists = std::vector<std::vector<std::uint32_t>>;

// Renumbers the classes that occur 0, 1, 2 and so on in their order, so that memory depends on
// their count and not on the highest class number.
void NumberDensely(ClassLists& classes) {
  std::map<std::uint32_t, std::uint32_t> numbers;
  for (const auto& record : classes) {
    for (const std::uint32_t id : record) numbers.emplace(id, 0);
  }
  std::uint32_t next = 0;
  for (auto& [id, number] : numbers) number = next++;
  for (auto& record : classes) {
    for (std::uint32_t& id : record) id = numbers.at(id);
  }
}

// Calls `see` with each record's classes; records with invalid labels have none. Returns the number
// of these.
template <typename See>
std::uint64_t ForEachRecord(const InputSet& input, const SetLabels& set, const See& see) {
  std::vector<std::byte> scratch;
  std::vector<float> labels;
  std::vector<float> shown;
  std::uint64_t bad = 0;
  WithLabelsAhead(input.records(), [&](std::uint64_t i) {
    input.records().ReadLabels(i, scratch, labels);
    shown.clear();
    if (set.Problem(labels).empty()) {
      set.ClassesOf(labels, shown);
    } else {
      ++bad;
    }
    see(i, std::as_const(shown));
  });
  return bad;
}

// Splits by identity. Identities with a similar number of images are treated as one class, so that
// each part also gets its share of images.
RatioSplit SplitByIdentity(const InputSet& input, const SetLabels& set, double share,
                           std::uint64_t seed) {
  // Images with an invalid label stay with the identity of the images before them.
  std::map<float, std::vector<std::uint64_t>, LabelLess> images;
  RatioSplit split{.first = std::vector<bool>(input.records().size())};
  float last = 0;
  split.bad_labels =
      ForEachRecord(input, set, [&](std::uint64_t i, const std::vector<float>& shown) {
        if (!shown.empty()) last = shown.front();
        images[last].push_back(i);
      });
  ClassLists sizes;
  for (const auto& [identity, records] : images) {
    sizes.push_back({static_cast<std::uint32_t>(std::bit_width(records.size()))});
  }
  NumberDensely(sizes);
  const std::vector<bool> first = StratifiedSplit(sizes, share, seed);
  split.identities = images.size();
  split.first_identities = static_cast<std::uint64_t>(std::ranges::count(first, true));
  std::size_t identity = 0;
  for (const auto& [label, records] : images) {
    for (const std::uint64_t i : records) split.first[i] = first[identity];
    ++identity;
  }
  return split;
}

}  // namespace

RatioSplit SplitAtRandom(const InputSet& input, double share, std::uint64_t seed) {
  return {.first = StratifiedSplit(ClassLists(input.records().size()), share, seed)};
}

RatioSplit SplitByClass(const InputSet& input, double share, std::uint64_t seed) {
  const SetLabels set = FindSetLabels(input.records(), kAllLabels);
  if (set.identity()) return SplitByIdentity(input, set, share, seed);
  ClassLists classes(input.records().size());
  RatioSplit split;
  split.bad_labels =
      ForEachRecord(input, set, [&](std::uint64_t i, const std::vector<float>& shown) {
        for (const float label : shown) {
          if (const auto id = ClassIdOf(label)) classes[i].push_back(*id);
        }
      });
  NumberDensely(classes);
  split.first = StratifiedSplit(classes, share, seed);
  return split;
}

}  // namespace imrec::tool
