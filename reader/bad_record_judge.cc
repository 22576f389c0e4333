#include "reader/bad_record_judge.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <string>

namespace imrec {
namespace {

// "5 %", "0.1 %".
std::string Percent(double share) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%g %%", 100 * share);
  return text.data();
}

}  // namespace

void BadRecordJudge::JudgeSlot(const BadSlot& bad) const {
  if (!bad.replaced) {
    if (options_.bad_records == BadRecordPolicy::kFail) throw bad.errors.front();
    throw Error(bad.errors.back().code(),
                "no good record was found to replace it in " + std::to_string(bad.errors.size()) +
                    " tries: " + bad.errors.front().reason(),
                bad.errors.front().where());
  }
  if (options_.bad_records != BadRecordPolicy::kCallback) return;
  for (const Error& error : bad.errors) {
    if (!options_.on_bad_record(error)) throw error;
  }
}

void BadRecordJudge::Judge(std::span<const BadSlot> slots, std::uint32_t epoch) {
  for (const BadSlot& bad : slots) JudgeSlot(bad);
  bad_ += slots.size();
  const double allowed = std::ceil(options_.max_bad_share * static_cast<double>(samples_));
  if (slots.empty() || static_cast<double>(bad_) <= allowed) return;
  const Error& last = slots.back().errors.front();
  throw Error(ErrorCode::kLimitExceeded,
              std::to_string(bad_) + " bad records in epoch " + std::to_string(epoch) +
                  ", more than max_bad_share (" + Percent(options_.max_bad_share) + ") of " +
                  std::to_string(samples_) + " samples; the last: " + last.reason(),
              last.where());
}

}  // namespace imrec
