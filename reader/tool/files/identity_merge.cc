#include "reader/tool/files/identity_merge.h"

#include <algorithm>
#include <bit>
#include <string>
#include <unordered_map>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/label_layout.h>

namespace imrec::tool {
namespace {

constexpr auto kMostIdentities = static_cast<std::uint64_t>(kClassIdEnd);

std::uint32_t ReadIdentity(const RecordStore& records, std::uint64_t ordinal,
                           std::vector<std::byte>& scratch, std::vector<float>& labels) {
  records.ReadLabels(ordinal, scratch, labels);
  if (const std::string problem = IdentityLabelProblem(labels); !problem.empty()) {
    throw Error(ErrorCode::kCorruptData, problem, records.Where(ordinal));
  }
  return static_cast<std::uint32_t>(labels[0]);
}

// Returns the identities in the order of their first record.
void GroupByIdentity(IdentityMerge& merge) {
  std::unordered_map<std::uint32_t, std::size_t> places;
  for (const IdentityMerge::Image& image : merge.images) {
    places.emplace(image.identity, places.size());
  }
  merge.identities = places.size();
  std::ranges::stable_sort(merge.images, {}, [&](const IdentityMerge::Image& image) {
    return places.at(image.identity);
  });
}

}  // namespace

IdentityMerge PlanIdentityMerge(const InputSet& input, bool same_people) {
  IdentityMerge merge;
  merge.images.reserve(input.records().size());
  std::vector<std::byte> scratch;
  std::vector<float> labels;
  std::uint64_t ordinal = 0;
  std::uint64_t end = 0;  // one more than the highest identity so far
  for (std::size_t file = 0; file < input.files().size(); ++file) {
    const std::size_t set = input.files()[file].set;
    if (set >= merge.shifts.size()) merge.shifts.resize(set + 1, same_people ? 0 : end);
    for (std::uint64_t i = 0; i < input.file(file).size(); ++i, ++ordinal) {
      const std::uint64_t identity =
          merge.shifts[set] + ReadIdentity(input.records(), ordinal, scratch, labels);
      if (identity >= kMostIdentities) {
        throw Error(ErrorCode::kLimitExceeded,
                    "its identity would be " + std::to_string(identity) +
                        "; labels can only hold numbers below " + std::to_string(kMostIdentities),
                    input.records().Where(ordinal));
      }
      end = std::max(end, identity + 1);
      merge.images.push_back(
          {.ordinal = ordinal, .identity = static_cast<std::uint32_t>(identity)});
    }
  }
  GroupByIdentity(merge);
  return merge;
}

void SetIdentity(std::uint32_t identity, std::span<std::byte> payload) {
  const ImageRecordView record(payload);
  // The first label is either in the header, after the flag, or follows the header.
  const std::size_t at = record.flag() == 0 ? 4 : ImageRecordView::kHeaderSize;
  const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(identity));
  for (std::size_t i = 0; i < sizeof bits; ++i) {
    payload[at + i] = static_cast<std::byte>(bits >> (8 * i));
  }
}

}  // namespace imrec::tool
