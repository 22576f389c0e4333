// The lines of a journal (pack_journal.h).
#ifndef IMREC_RECORDIO_DATASET_JOURNAL_LINES_H_
#define IMREC_RECORDIO_DATASET_JOURNAL_LINES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/error.h>

#include "recordio/dataset/set_commit.h"

namespace imrec {

/// How far a run has got.
enum class RunStage {
  kNone,        // the journal is empty
  kBegun,       // the run can be continued
  kCommitting,  // `commit` is complete, and renaming may have begun
  kCommitted,   // all files have their final names; old files may remain
};

/// The contents of a journal. All files lie in its folder. The names of shards and files are
/// without ".partial".
struct JournalContents {
  RunStage stage = RunStage::kNone;
  std::map<std::string, std::string> options;
  std::vector<std::string> shards;  // .rec files that were begun
  std::vector<std::string> files;   // other files that were begun
  std::vector<std::string> notes;   // of an earlier run
  CommitPlan commit;
  /// Set if the run cannot be continued, with the reason. Its files are known nevertheless.
  std::optional<Error> unusable;
};

/// Appends a line of TAB-separated fields, which may contain any bytes.
void AppendJournalLine(const std::vector<std::string_view>& fields, std::string& text);

/// Returns the lines of a plan, after which a line "committing" has the DigestOfPlan() of them.
std::string FormatPlan(const CommitPlan& plan);
std::string DigestOfPlan(std::string_view lines);

/// Adds the lines of a journal to its contents. Both functions return false for a line that no
/// writer of that version produces.
class JournalParser {
 public:
  /// All files of the run have names that begin with `prefix`. `contents` must outlive this object.
  JournalParser(std::string prefix, JournalContents& contents)
      : prefix_(std::move(prefix)), contents_(contents) {}

  bool ParseLine(std::string_view line);
  /// Parses a line of version 1, to find the names of the files of the run.
  bool ParseOlderLine(std::string_view line);

 private:
  bool Interpret(const std::vector<std::string>& fields);
  bool InterpretStage(const std::string& what);
  bool IsName(const std::string& name) const;
  bool AddName(const std::string& name, std::vector<std::string>& names) const;
  bool AddNamedFile(const std::vector<std::string>& fields);

  std::string prefix_;
  JournalContents& contents_;
  std::string plan_;  // the lines since the last "plan"
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_DATASET_JOURNAL_LINES_H_
