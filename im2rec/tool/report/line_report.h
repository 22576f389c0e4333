// Reports list lines that were not packed or have invalid labels.
#ifndef IMREC_IM2REC_TOOL_REPORT_LINE_REPORT_H_
#define IMREC_IM2REC_TOOL_REPORT_LINE_REPORT_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "im2rec/list/list_labels.h"
#include "im2rec/pack/pack_plan.h"

namespace imrec::tool {

/// Reports the first kShown lines of each kind on standard error and counts the others.
class LineReport {
 public:
  static constexpr std::uint64_t kShown = 20;

  /// `table` is the file that will contain all skipped lines.
  LineReport(std::string list, const std::filesystem::path& table)
      : list_(std::move(list)), table_(table.string()) {}

  void Add(const SkippedLine& line);
  void Add(const BadLabel& label);
  /// Reports how many lines were not shown. `labels` counts all lines with invalid labels.
  void Finish(const BadLabelCounts& labels) const;

 private:
  void Say(std::uint64_t line, const std::string& text) const;

  std::string list_;
  std::string table_;
  std::uint64_t skipped_ = 0;
  std::uint64_t labels_ = 0;
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_REPORT_LINE_REPORT_H_
