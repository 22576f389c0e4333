// One run that writes a data set, from the first record until the files have their final names. It
// decides which files to keep when the run ends or fails, and what to do with the files of an
// earlier run.
#ifndef IMREC_RECORDIO_DATASET_DATASET_RUN_H_
#define IMREC_RECORDIO_DATASET_DATASET_RUN_H_

#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "recordio/dataset/pack_journal.h"
#include "recordio/dataset/set_commit.h"

namespace imrec {

/// Begin() or Continue() must be called before anything is written. If Commit() does not succeed,
/// End() keeps or removes the partial files that the journal names. Not thread-safe.
class DatasetRun {
 public:
  /// Opens the journal. If an earlier run was interrupted in Commit(), completes the commit, or
  /// reverts it if one of the new files has changed or is missing. If it throws Error, the next run
  /// tries again.
  DatasetRun(const std::filesystem::path& prefix, bool keep_unfinished);
  DatasetRun(const DatasetRun&) = delete;
  DatasetRun& operator=(const DatasetRun&) = delete;
  /// Calls End(false) unless End() was called.
  ~DatasetRun();

  PackJournal& journal() { return journal_; }
  const PackJournal& journal() const { return journal_; }
  std::filesystem::path Folder() const { return prefix_.parent_path(); }

  /// What the constructor did about an earlier run, as messages for the user.
  const std::vector<std::string>& messages() const { return messages_; }
  /// True if there is an interrupted run that can be continued.
  bool interrupted() const { return journal_.contents().stage == RunStage::kBegun; }
  /// True if End() may keep unfinished files.
  bool keeps() const { return fate_ == Fate::kKeep; }

  /// Removes the files of an interrupted run, if there is one, and begins a new run with the
  /// options `identity`.
  void Begin(const std::map<std::string, std::string>& identity);
  /// Continues the interrupted run. Throws Error(kInvalidArgument) if its options differ from
  /// `identity`, and Error(kCorruptData) or Error(kUnsupported) if its journal cannot be used. If
  /// it throws, the files of the interrupted run stay.
  void Continue(const std::map<std::string, std::string>& identity);
  /// Ends the run without writing anything.
  void Skip() { fate_ = Fate::kDone; }
  /// Makes End() remove unfinished files.
  void DoNotKeep();

  /// Gives the finished files their final names and removes the old files. If it throws Error, the
  /// old files have their names again and the run can be ended, or, if they could not be restored,
  /// the next run completes the commit; the message then says so.
  void Commit(const CommitPlan& plan);

  /// Ends the run. All files must be closed. Unfinished files are kept only if keeps() and
  /// `worth_keeping`.
  void End(bool worth_keeping) noexcept;

 private:
  // What End() does with the files that the journal names.
  enum class Fate {
    kLeave,    // nothing: an earlier run left them, or the next run completes the commit
    kDiscard,  // removes them
    kKeep,     // keeps them, so that a later run can continue
    kDone,     // nothing: they have their final names
  };

  void CompleteEarlier();
  void GiveNamesOrTakeBack(const CommitPlan& plan);
  void Discard();
  void DiscardMadeLast();

  std::filesystem::path prefix_;
  bool keep_unfinished_;
  PackJournal journal_;
  Fate fate_ = Fate::kLeave;
  pid_t owner_ = ::getpid();  // the files are not those of a forked process
  bool ended_ = false;
  std::vector<std::string> messages_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_DATASET_DATASET_RUN_H_
