// What a run writes down about itself so that another can continue or complete it.
#ifndef IMREC_RECORDIO_PACK_JOURNAL_H_
#define IMREC_RECORDIO_PACK_JOURNAL_H_

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <imrec/output_file.h>

namespace imrec {

/// The files of a data set that is whole but may not have its names yet; all in one folder.
struct CommitPlan {
  std::vector<std::pair<std::string, std::string>> renames = {};  // from, to, in this order
  std::vector<std::string> removals = {};  // files that the new ones make obsolete
};

/// Everything that a journal says.
struct JournalContents {
  bool begun = false;  // there is a run that can be continued
  std::map<std::string, std::string> options;
  std::vector<std::string> shards;  // names of .rec files that were begun
  std::vector<std::string> notes;
  CommitPlan commit;
  bool committing = false;  // `commit` is whole and may have been begun
};

/// `PREFIX.journal.partial`: lines of TAB-separated fields, appended while the run goes on; it is
/// removed at the end. It is locked as long as the run lives.
class PackJournal {
 public:
  /// Opens the journal and reads what an earlier run left in it.
  explicit PackJournal(const std::filesystem::path& prefix);

  const JournalContents& found() const { return found_; }

  /// Starts over for a new run.
  void Begin(const std::map<std::string, std::string>& options);
  /// Continues the run that was found.
  void Continue();
  void AddShard(const std::string& name) { Append({"shard", name}); }
  void AddNote(const std::string& text) { Append({"note", text}); }
  void AddCommit(const CommitPlan& plan);

  /// Leaves the journal where it is when this run ends.
  void Leave() { file_.LeavePartial(); }

 private:
  void Append(const std::vector<std::string_view>& fields);

  OutputFile file_;
  JournalContents found_;
  std::uint64_t found_size_ = 0;  // whole lines
};

/// Throws Error(kInvalidArgument) that names the first option that the interrupted run (`before`)
/// had otherwise.
void CheckSameRun(const std::map<std::string, std::string>& before,
                  const std::map<std::string, std::string>& now,
                  const std::filesystem::path& prefix);

/// Gives the files their names. What was done before is passed over.
void CarryOut(const CommitPlan& plan, const std::filesystem::path& folder);

}  // namespace imrec

#endif  // IMREC_RECORDIO_PACK_JOURNAL_H_
