// What the user sees while a list is packed: progress, and lines with problems.
#ifndef IMREC_IM2REC_TOOL_REPORT_PACK_CONSOLE_H_
#define IMREC_IM2REC_TOOL_REPORT_PACK_CONSOLE_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <imrec/pack_list.h>

#include "im2rec/tool/held_signals.h"
#include "im2rec/tool/report/line_report.h"
#include "recordio/console/progress.h"

namespace imrec::tool {

/// Prints notes about lists. Of notes that differ only in numbers, such as that of the list, prints
/// those about the first three lists.
class Notes {
 public:
  void Say(const std::string& list, const std::string& text);

 private:
  struct Kind {
    std::string last_list = {};
    std::uint64_t lists = 0;
    bool is_cut = false;
  };

  std::map<std::string, Kind> kinds_;
};

class PackConsole {
 public:
  /// `table` is the file that will contain all skipped lines. Progress lines begin with the file
  /// name of the list. `notes` must outlive this object.
  PackConsole(const std::string& list, const std::filesystem::path& table,
              console::ProgressMode mode, Notes& notes);
  PackConsole(const PackConsole&) = delete;
  PackConsole& operator=(const PackConsole&) = delete;

  /// Returns an observer that refers to this object. While files are sent to a store, signals that
  /// end the program are held back until the upload has been given up.
  PackObserver Observer();
  /// Ends the progress line, and lets signals through. The next call of the observer may begin
  /// another, with this text after the name of the list.
  void EndProgress(const std::string& next = "");
  /// Ends the progress line; signals are still held back.
  void EndLine() { progress_.reset(); }
  /// Ends the progress line, and reports how many lines were not shown.
  void Finish(const BadLabelCounts& labels);

 private:
  void Wipe();
  void ShowUpload(std::uint64_t sent, std::uint64_t total);
  void StopIfSignalled() const;

  std::string name_;
  std::string next_;
  console::ProgressMode mode_;
  LineReport report_;
  Notes& notes_;
  std::optional<HeldSignals> held_;  // from the first byte that is sent
  std::optional<console::Progress> progress_;
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_REPORT_PACK_CONSOLE_H_
