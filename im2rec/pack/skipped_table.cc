#include "im2rec/pack/skipped_table.h"

namespace imrec {

std::filesystem::path SkippedTablePath(std::filesystem::path prefix) {
  return prefix += kSkippedTableExtension;
}

std::string FormatSkippedTable(const std::vector<SkippedLine>& skipped) {
  if (skipped.empty()) return {};
  std::string text = "line\tindex\tpath\treason\n";
  for (const SkippedLine& line : skipped) {
    text += std::to_string(line.line) + '\t';
    text += (line.index ? std::to_string(*line.index) : "") + '\t';
    text += line.path + '\t' + line.reason + '\n';
  }
  return text;
}

}  // namespace imrec
