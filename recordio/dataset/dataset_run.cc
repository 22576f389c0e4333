#include "recordio/dataset/dataset_run.h"

#include <exception>
#include <utility>

#include <imrec/error.h>

#include "recordio/dataset/dataset_paths.h"
#include "recordio/files/file_names.h"
#include "recordio/internal/interrupted_run.h"

namespace imrec {
namespace {

// Throws the failure; the reason of an Error also says `what_follows`.
[[noreturn]] void RethrowWith(const std::exception_ptr& failure, const char* what_follows) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    throw Error(error.code(), error.reason() + what_follows, error.where());
  }
}

}  // namespace

std::vector<std::string> CompleteInterruptedRun(const std::filesystem::path& prefix) {
  if (!PackJournal::Exists(prefix)) return {};
  return DatasetRun(prefix, false).messages();
}

DatasetRun::DatasetRun(const std::filesystem::path& prefix, bool keep_unfinished)
    : prefix_(prefix), keep_unfinished_(keep_unfinished), journal_(prefix) {
  if (journal_.contents().stage == RunStage::kNone) {
    fate_ = Fate::kDiscard;
  } else {
    CompleteEarlier();
  }
}

DatasetRun::~DatasetRun() {
  if (!ended_) End(false);
}

void DatasetRun::CompleteEarlier() {
  const JournalContents& found = journal_.contents();
  if (found.stage == RunStage::kCommitted) DropOldFiles(found.commit, Folder());
  if (found.stage == RunStage::kCommitting) {
    journal_.Continue();
    const std::string problem = FindProblem(found.commit, Folder());
    if (!problem.empty()) {
      TakeNamesBack(found.commit, Folder());
      journal_.AddAbandoned();
      messages_.push_back("an interrupted run had finished the data set, but " + problem +
                          "; the previous files were restored");
      return;
    }
    GiveNamesOrTakeBack(found.commit);
    messages_.emplace_back(
        "an interrupted run had finished the data set; its files are now in place");
  }
  if (found.stage == RunStage::kCommitted) fate_ = Fate::kDiscard;
}

void DatasetRun::Begin(const std::map<std::string, std::string>& identity) {
  if (interrupted()) Discard();
  journal_.Begin(identity);
  fate_ = keep_unfinished_ ? Fate::kKeep : Fate::kDiscard;
}

void DatasetRun::Continue(const std::map<std::string, std::string>& identity) {
  const JournalContents& found = journal_.contents();
  if (found.unusable) {
    throw Error(
        found.unusable->code(),
        "cannot resume: " + found.unusable->reason() + "; without resuming, the run starts over",
        found.unusable->where());
  }
  CheckSameRun(found.options, identity, prefix_);
  journal_.Continue();
  DiscardMadeLast();  // if it throws, the files of the interrupted run stay
  fate_ = keep_unfinished_ ? Fate::kKeep : Fate::kDiscard;
}

void DatasetRun::DoNotKeep() {
  if (fate_ == Fate::kKeep) fate_ = Fate::kDiscard;
}

void DatasetRun::Commit(const CommitPlan& plan) {
  CheckBeforeCommit(plan, Folder());
  SyncFolder(Folder());
  journal_.AddCommit(plan);
  GiveNamesOrTakeBack(plan);
}

void DatasetRun::GiveNamesOrTakeBack(const CommitPlan& plan) {
  const Fate before = std::exchange(fate_, Fate::kLeave);
  try {
    GiveNames(plan, Folder());
  } catch (...) {  // also if there is no memory
    const std::exception_ptr failure = std::current_exception();
    try {
      TakeNamesBack(plan, Folder());
      journal_.AddAbandoned();
    } catch (const std::exception&) {
      RethrowWith(failure, "; the next run completes the data set");
    }
    fate_ = before;
    throw;
  }
  try {
    journal_.AddCommitted();
    DropOldFiles(plan, Folder());
  } catch (...) {
    RethrowWith(std::current_exception(),
                "; the data set is complete, and the next run removes the old files");
  }
  fate_ = Fate::kDone;
}

void DatasetRun::End(bool worth_keeping) noexcept {
  ended_ = true;
  if (owner_ != ::getpid()) return;
  journal_.Keep(true);  // the next run needs it if anything below fails
  try {
    if (fate_ == Fate::kLeave) return;
    if (fate_ == Fate::kKeep && worth_keeping) return DiscardMadeLast();
    if (fate_ != Fate::kDone) Discard();
    journal_.Keep(false);
  } catch (const std::exception&) {
    // The journal still names the files that could not be removed; the next run removes them.
  }
}

// Removes all partial files named in the journal.
void DatasetRun::Discard() {
  for (const std::string& name : journal_.contents().shards) DiscardShard(Folder() / name);
  DiscardMadeLast();
}

// Removes the partial files that Close() makes from the records: compressed shards and text files.
void DatasetRun::DiscardMadeLast() {
  for (const std::string& name : journal_.contents().shards) {
    DiscardPartial(CompressedPathFor(Folder() / name));
  }
  for (const std::string& name : journal_.contents().files) DiscardPartial(Folder() / name);
}

}  // namespace imrec
