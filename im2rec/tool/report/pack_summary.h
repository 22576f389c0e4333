// The summary of a command that packs lists.
#ifndef IMREC_IM2REC_TOOL_REPORT_PACK_SUMMARY_H_
#define IMREC_IM2REC_TOOL_REPORT_PACK_SUMMARY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "im2rec/tool/report/pack_report.h"
#include "im2rec/tool/report/skip_reasons.h"

namespace imrec::tool {

/// Prints about 20 lines at most, however many lists there are.
class PackSummary {
 public:
  /// `lists` is the number of lists. If `quiet`, only warnings are printed.
  PackSummary(std::size_t lists, bool quiet) : lists_(lists), quiet_(quiet) {}

  /// Adds a list. Prints all about it if it is the only one, otherwise one line if it is among the
  /// first.
  void Add(const PackedList& packed);
  /// Prints the sum if there are several lists, and what concerns all. Call after the last one.
  void SayEnd() const;

  /// Prints all lists and the sum as JSON.
  void Print() const;
  int ExitCode() const;

 private:
  void SayOneOfMany(const PackedList& packed);
  void SayTotal() const;
  void SayMismatches() const;

  std::size_t lists_;
  bool quiet_;
  Totals sum_;
  std::uint64_t images_ = 0;  // packed by this run
  std::uint64_t kept_bytes_ = 0;
  std::uint64_t misnamed_ = 0;
  std::uint64_t resumed_ = 0;
  std::uint64_t replaced_ = 0;
  std::vector<SkipReason> reasons_;
  std::vector<std::string> empty_not_shown_;  // lists from which nothing was packed
  FrameMismatches mismatches_;
  std::string mismatched_list_;  // of the first mismatch
  bool complete_ = true;
  nlohmann::json json_ = nlohmann::json::array();
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_REPORT_PACK_SUMMARY_H_
