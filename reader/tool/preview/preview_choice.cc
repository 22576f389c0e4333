#include "reader/tool/preview/preview_choice.h"

#include <algorithm>

#include "reader/tool/preview/preview_sample.h"

namespace imrec::tool {
namespace {

// So many may be bad before it is not worth to look further.
constexpr std::uint64_t kSpare = 1000;

}  // namespace

PreviewChoice::PreviewChoice(const InputSet& input, const std::vector<std::uint64_t>& keys,
                             std::uint64_t count, std::uint64_t seed)
    : order_(input.records().size(), seed, 0),
      wanted_(std::min(count, input.records().size())),
      candidates_(std::min(wanted_ + kSpare, input.records().size())) {
  for (const std::uint64_t key : keys) {
    const std::vector<std::uint64_t> found = OrdinalsOf(input, key);
    ordinals_.insert(ordinals_.end(), found.begin(), found.end());
  }
  if (!ordinals_.empty()) wanted_ = candidates_ = ordinals_.size();
}

}  // namespace imrec::tool
