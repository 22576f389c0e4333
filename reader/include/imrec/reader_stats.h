// What a reader has done so far.
#ifndef IMREC_READER_STATS_H_
#define IMREC_READER_STATS_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <imrec/error.h>

namespace imrec {

/// The stages of loading a sample.
enum class Stage : std::uint8_t { kRead, kPlan, kDecode, kRender };
inline constexpr std::array<std::string_view, 4> kStageNames = {"read", "plan", "decode", "render"};

/// Time spent in each stage, summed over all workers.
struct StageTimes {
  std::array<std::chrono::nanoseconds, kStageNames.size()> spent{};

  std::chrono::nanoseconds& operator[](Stage stage) {
    return spent[static_cast<std::size_t>(stage)];
  }
  StageTimes& operator+=(const StageTimes& other) {
    for (std::size_t i = 0; i < spent.size(); ++i) spent[i] += other.spent[i];
    return *this;
  }
};

struct ReaderStats {
  std::uint64_t samples = 0;        // loaded, replacements included
  std::uint64_t bad_records = 0;    // met and replaced by another record
  std::vector<Error> bad_examples;  // the first of them
  StageTimes stage_times;
};

}  // namespace imrec

#endif  // IMREC_READER_STATS_H_
