// The table of skipped lines, `PREFIX.skipped.tsv`.
#ifndef IMREC_IM2REC_PACK_SKIPPED_TABLE_H_
#define IMREC_IM2REC_PACK_SKIPPED_TABLE_H_

#include <filesystem>
#include <string>
#include <vector>

#include "im2rec/pack/pack_plan.h"

namespace imrec {

inline constexpr const char* kSkippedTableExtension = ".skipped.tsv";

/// `data/set` -> `data/set.skipped.tsv`.
std::filesystem::path SkippedTablePath(std::filesystem::path prefix);

/// Returns a heading and `line TAB index TAB path TAB reason` for each line, or an empty string if
/// there are none.
std::string FormatSkippedTable(const std::vector<SkippedLine>& skipped);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_SKIPPED_TABLE_H_
