// The files of a data set from the first record until they have their names: what becomes of them
// when a run ends, in whatever way, and of what an earlier run left.
#ifndef IMREC_RECORDIO_DATASET_RUN_H_
#define IMREC_RECORDIO_DATASET_RUN_H_

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "recordio/pack_journal.h"
#include "recordio/set_commit.h"

namespace imrec {

/// Begin() or Continue() must be called before anything is written. Unless Commit() succeeds, End()
/// then keeps or removes the partial files that the journal names.
class DatasetRun {
 public:
  /// Opens the journal. If an earlier run was interrupted when all its files were finished, gives
  /// them their names, or the old ones back if a file has been changed or is missing since. Throws
  /// Error, and leaves everything to the next run.
  DatasetRun(const std::filesystem::path& prefix, bool keep_unfinished);
  DatasetRun(const DatasetRun&) = delete;
  DatasetRun& operator=(const DatasetRun&) = delete;
  /// Calls End(false) unless it was called.
  ~DatasetRun();

  PackJournal& journal() { return journal_; }
  const PackJournal& journal() const { return journal_; }
  std::filesystem::path Folder() const { return prefix_.parent_path(); }

  /// What was found and done about an earlier run, for the user.
  const std::vector<std::string>& messages() const { return messages_; }
  /// True if an earlier run can be continued.
  bool interrupted() const { return journal_.contents().stage == RunStage::kBegun; }
  /// True if unfinished files are to be kept.
  bool keeps() const { return fate_ == Fate::kKeep; }

  /// Removes what an interrupted run left and begins a new one.
  void Begin(const std::map<std::string, std::string>& identity);
  /// Continues the interrupted run. Throws Error(kInvalidArgument) if it was another one,
  /// Error(kCorruptData) or Error(kUnsupported) if its journal does not serve; and then leaves it.
  void Continue(const std::map<std::string, std::string>& identity);
  /// There is nothing to do.
  void Skip() { fate_ = Fate::kDone; }
  /// Unfinished files are not to be kept after all.
  void DoNotKeep();

  /// Gives the finished files their names. Throws Error; then the old files have theirs and the run
  /// can be ended or, if not even that was possible, the next run goes on here.
  void Commit(const CommitPlan& plan);

  /// Ends the run, whose files must be closed. They are kept if they are to be and `worth_keeping`.
  void End(bool worth_keeping) noexcept;

 private:
  // What becomes of the files at the end.
  enum class Fate {
    kLeave,    // they are an earlier run's, or the next one goes on with them
    kDiscard,  // removed
    kKeep,     // kept, to be continued
    kDone,     // they have their names
  };

  void CompleteEarlier();
  void GiveNamesOrTakeBack(const CommitPlan& plan);
  void Discard();
  void DiscardMadeLast();

  std::filesystem::path prefix_;
  bool keep_unfinished_;
  PackJournal journal_;
  Fate fate_ = Fate::kLeave;
  bool ended_ = false;
  std::vector<std::string> messages_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_DATASET_RUN_H_
