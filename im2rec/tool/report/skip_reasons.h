// Groups skipped list lines by their reason.
#ifndef IMREC_IM2REC_TOOL_REPORT_SKIP_REASONS_H_
#define IMREC_IM2REC_TOOL_REPORT_SKIP_REASONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include <imrec/pack_list.h>

namespace imrec::tool {

/// Returns the text with each number, such as -0.25 or 1e-05, replaced by '#'.
std::string WithoutNumbers(const std::string& text);

/// Lines whose reasons differ in numbers only.
struct SkipReason {
  static constexpr std::size_t kKept = 5;

  std::uint64_t count = 0;
  std::vector<SkippedLine> first = {};  // at most kKept, in the order of the list
  std::string list = {};                // of the first line, if there are several lists
};

/// Returns the reasons, the most frequent first.
std::vector<SkipReason> SkipReasons(const std::vector<SkippedLine>& skipped);

/// Adds the reasons of `list` to those of several lists, the most frequent first.
void AddSkipReasons(const std::vector<SkipReason>& more, const std::string& list,
                    std::vector<SkipReason>& reasons);

/// Returns the reason with its first line: "file not found (line 3, a.jpg)".
std::string Describe(const SkipReason& reason);

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_REPORT_SKIP_REASONS_H_
