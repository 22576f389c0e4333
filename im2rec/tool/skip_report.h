// Telling which list lines were not packed, and why.
#ifndef IMREC_IM2REC_TOOL_SKIP_REPORT_H_
#define IMREC_IM2REC_TOOL_SKIP_REPORT_H_

#include <cstddef>
#include <filesystem>
#include <string>

#include "im2rec/pack_plan.h"

namespace imrec::tool {

/// Names the first few skipped lines of a list on standard error and counts the others.
class SkipMessages {
 public:
  static constexpr std::size_t kShown = 20;

  /// `table` is where all of them will stand.
  SkipMessages(const std::filesystem::path& list, const std::filesystem::path& table)
      : list_(list.string()), table_(table.string()) {}

  void Add(const SkippedLine& line);
  /// Says how many were not named.
  void Finish() const;

 private:
  std::string list_;
  std::string table_;
  std::size_t count_ = 0;
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_SKIP_REPORT_H_
