// What the user sees while a list is packed: progress, and lines with problems.
#ifndef IMREC_IM2REC_TOOL_PACK_CONSOLE_H_
#define IMREC_IM2REC_TOOL_PACK_CONSOLE_H_

#include <filesystem>
#include <optional>
#include <string>

#include <imrec/pack_list.h>

#include "im2rec/tool/line_report.h"
#include "recordio/console/progress.h"

namespace imrec::tool {

class PackConsole {
 public:
  /// `table` is the file that will contain all skipped lines. Progress lines begin with the file
  /// name of the list.
  PackConsole(const std::string& list, const std::filesystem::path& table,
              console::ProgressMode mode);
  PackConsole(const PackConsole&) = delete;
  PackConsole& operator=(const PackConsole&) = delete;

  /// Returns an observer that refers to this object.
  PackObserver Observer();
  /// Ends the progress line. The next call of the observer may begin another, with this text after
  /// the name of the list.
  void EndProgress(const std::string& next = "");
  /// Ends the progress line, and reports how many lines were not shown.
  void Finish(const BadLabelCounts& labels);

 private:
  void Wipe();

  std::string name_;
  std::string next_;
  console::ProgressMode mode_;
  LineReport report_;
  std::optional<console::Progress> progress_;
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_PACK_CONSOLE_H_
