// What a run writes down about itself so that another can continue or complete it.
#ifndef IMREC_RECORDIO_PACK_JOURNAL_H_
#define IMREC_RECORDIO_PACK_JOURNAL_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/error.h>
#include <imrec/output_file.h>

#include "recordio/set_commit.h"

namespace imrec {

/// How far a run came.
enum class RunStage {
  kNone,        // there is no run
  kBegun,       // it can be continued
  kCommitting,  // `commit` is whole and may have been begun
  kCommitted,   // all files have their names; old ones may be left
};

/// Everything that a journal says. All names are of files beside it, without ".partial" for shards
/// and files.
struct JournalContents {
  RunStage stage = RunStage::kNone;
  std::map<std::string, std::string> options;
  std::vector<std::string> shards;  // .rec files that were begun
  std::vector<std::string> files;   // other files that were begun
  std::vector<std::string> notes;
  CommitPlan commit;
  std::optional<Error> unusable;  // why the run cannot be continued, though its files are known
};

/// `PREFIX.journal.partial`: lines of TAB-separated fields, appended while the run goes on and
/// removed at its end. It is locked as long as the run lives.
class PackJournal {
 public:
  /// Opens the journal and reads what an earlier run left in it. Throws Error: kCorruptData if the
  /// file is none or the plan of a commit in it is damaged, kUnsupported for one of another version
  /// that is unknown or was committing, kIo if another run has it. The file is left as it is then.
  explicit PackJournal(const std::filesystem::path& prefix);

  /// What an earlier run left, and what this one added.
  const JournalContents& contents() const { return contents_; }

  /// Starts over for a new run.
  void Begin(const std::map<std::string, std::string>& options);
  /// Continues the run that was found.
  void Continue();
  /// Call these before the file is made.
  void AddShard(const std::string& name);
  void AddFile(const std::string& name);
  void AddNote(const std::string& text);
  /// What was added so far survives a power failure.
  void Sync() { file_.Sync(); }
  /// Writes the plan down, and after it that the commit may begin. Syncs.
  void AddCommit(const CommitPlan& plan);
  /// The commit was taken back. Syncs.
  void AddAbandoned();
  /// The commit is done but for the old files. Syncs.
  void AddCommitted();

  /// Whether the journal stays when this object is destroyed. It does from the beginning if there
  /// was anything in it.
  void Keep(bool keep) { file_.KeepPartial(keep); }

 private:
  void Parse(std::string_view text);
  void Append(const std::vector<std::string_view>& fields);

  std::filesystem::path shown_;  // the prefix as it was given, for errors
  std::string prefix_;           // that the names of all files have
  OutputFile file_;
  JournalContents contents_;
  std::uint64_t whole_size_ = 0;  // of the lines that were found
};

/// Throws Error(kInvalidArgument) that names the first option that the interrupted run (`before`)
/// had otherwise.
void CheckSameRun(const std::map<std::string, std::string>& before,
                  const std::map<std::string, std::string>& now,
                  const std::filesystem::path& prefix);

}  // namespace imrec

#endif  // IMREC_RECORDIO_PACK_JOURNAL_H_
