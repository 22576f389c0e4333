// How the finished files of a data set replace those of an older one, all or none.
//
// Three steps, each of which can be repeated: the old files are renamed to NAME.old.partial, the
// new ones get their names, the old ones are deleted. In between, the folder is synced. At no time
// do old and new files have their names at once, so whoever looks at the folder after a kill sees
// a part of one set and never a mixture. The journal (pack_journal.h) says how far a run came; from
// that, the next run completes the change or takes it back.
#ifndef IMREC_RECORDIO_SET_COMMIT_H_
#define IMREC_RECORDIO_SET_COMMIT_H_

#include <filesystem>
#include <string>
#include <vector>

#include "recordio/file_digest.h"

namespace imrec {

/// A finished file that waits for its name.
struct NamedFile {
  std::string from;  // ends in .partial
  std::string to;
  Fingerprint contents;

  friend bool operator==(const NamedFile&, const NamedFile&) = default;
};

/// All names are of files in one folder.
struct CommitPlan {
  std::vector<NamedFile> files = {};       // in the order in which they get their names
  std::vector<std::string> obsolete = {};  // old files that no new one replaces
  std::vector<std::string> scrap = {};     // partial files that the new ones were made from

  friend bool operator==(const CommitPlan&, const CommitPlan&) = default;
};

/// Throws Error(kIo) if a new file is missing or of another size, or if the place of one cannot be
/// taken: by a folder, or because NAME.old.partial exists.
void CheckBeforeCommit(const CommitPlan& plan, const std::filesystem::path& folder);

/// Says for which new file an interrupted commit cannot go on: it has neither its partial name nor
/// its own, with the contents that it was written with, or it cannot be read. Empty if all are
/// there, and GiveNames() can go on; else TakeNamesBack() is to be called. Reads each file once. A
/// file that took the partial name of one that has its own name already is left beside under
/// NAME.displaced.
std::string FindProblem(const CommitPlan& plan, const std::filesystem::path& folder);

/// Renames the old files away and gives the new ones their names. What was done before is passed
/// over. The old files are there until DropOldFiles(). Throws Error(kIo).
void GiveNames(const CommitPlan& plan, const std::filesystem::path& folder);

/// The reverse of GiveNames(), as far as that came: new files get their partial names, and old ones
/// their own. A file that is neither is left beside under NAME.displaced if an old one needs its
/// name. Throws Error(kIo).
void TakeNamesBack(const CommitPlan& plan, const std::filesystem::path& folder);

/// Deletes the old files and the scrap. Throws Error(kIo).
void DropOldFiles(const CommitPlan& plan, const std::filesystem::path& folder);

}  // namespace imrec

#endif  // IMREC_RECORDIO_SET_COMMIT_H_
