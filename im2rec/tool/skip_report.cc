#include "im2rec/tool/skip_report.h"

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

}  // namespace imrec::tool
