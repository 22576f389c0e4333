#include "im2rec/tool/skip_report.h"

#include <imrec/output_file.h>

#include "im2rec/tool/arguments.h"
#include "recordio/console/console.h"

namespace imrec::tool {

void SkipMessages::Add(const SkippedLine& line) {
  if (++count_ > kShown) return;
  std::string text = list_ + ':' + std::to_string(line.line) + ": skipped";
  if (!line.path.empty()) text += ' ' + line.path;
  console::Say(kToolName, text + ": " + line.reason);
}

void SkipMessages::Finish() const {
  if (count_ <= kShown) return;
  console::Say(kToolName, list_ + ": skipped " + console::WithThousands(count_ - kShown) +
                              " more, all in " + table_);
}

void WriteSkippedTable(const std::filesystem::path& path, const std::vector<SkippedLine>& skipped) {
  if (skipped.empty()) {
    std::filesystem::remove(path);
    return;
  }
  std::string text = "line\tindex\tpath\treason\n";
  for (const SkippedLine& line : skipped) {
    text += std::to_string(line.line) + '\t';
    text += (line.index ? std::to_string(*line.index) : "") + '\t';
    text += line.path + '\t' + line.reason + '\n';
  }
  WriteFileAtomically(path, text);
}

}  // namespace imrec::tool
