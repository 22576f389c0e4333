// The journal of a run that writes a data set, from which another run can continue or complete it.
#ifndef IMREC_RECORDIO_DATASET_PACK_JOURNAL_H_
#define IMREC_RECORDIO_DATASET_PACK_JOURNAL_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "recordio/dataset/journal_lines.h"
#include "recordio/internal/output_file.h"

namespace imrec {

/// The file `PREFIX.journal.partial`: lines of TAB-separated fields, appended during the run and
/// removed at its end. It is locked during the run. Not thread-safe.
class PackJournal {
 public:
  /// Opens the journal, or creates it, and reads what an earlier run wrote. Throws
  /// Error(kCorruptData) if the file is not a journal or if the plan of a commit is damaged,
  /// Error(kUnsupported) if the version is unknown, or is older and the run was committing, and
  /// Error(kIo) if another run has locked it. If it throws, the file stays unchanged.
  explicit PackJournal(const std::filesystem::path& prefix);

  /// Returns true if a run is active or was interrupted.
  static bool Exists(const std::filesystem::path& prefix);

  /// What the earlier run wrote; after Begin() or Continue(), with what this run has added.
  const JournalContents& contents() const { return contents_; }

  /// Replaces the contents by those of a new run.
  void Begin(const std::map<std::string, std::string>& options);
  /// Continues the run that the constructor found.
  void Continue();
  /// Record the name of a file. Call before the file is created.
  void AddShard(const std::string& name);
  void AddFile(const std::string& name);
  /// Records a text for the run that continues this one.
  void AddNote(const std::string& text);
  /// Makes everything added so far survive a power failure.
  void Sync() { file_.Sync(); }
  /// Records the plan, and then that the commit may begin. Syncs.
  void AddCommit(const CommitPlan& plan);
  /// Records that the commit was reverted. Syncs.
  void AddAbandoned();
  /// Records that all files have their final names; old files may remain. Syncs.
  void AddCommitted();

  /// Sets whether the journal stays when this object is destroyed. The default is true if the
  /// constructor found a non-empty journal.
  void Keep(bool keep) { file_.KeepPartial(keep); }

 private:
  void Parse(std::string_view text);
  void Append(const std::vector<std::string_view>& fields);

  std::filesystem::path shown_;  // the prefix as the caller gave it, for errors
  std::string prefix_;           // of the names of all files
  OutputFile file_;
  JournalContents contents_;
  std::uint64_t whole_size_ = 0;  // bytes of the complete, valid lines
};

/// Throws Error(kInvalidArgument) with the first option that differs between the interrupted run
/// (`before`) and this one (`now`).
void CheckSameRun(const std::map<std::string, std::string>& before,
                  const std::map<std::string, std::string>& now,
                  const std::filesystem::path& prefix);

}  // namespace imrec

#endif  // IMREC_RECORDIO_DATASET_PACK_JOURNAL_H_
