// Replaces the files of an existing data set by those of a new one, all or none.
//
// There are three steps, each of which can be repeated: rename the old files to NAME.old.partial,
// rename the new files to their final names, delete the old files. The folder is synced after each.
// Old and new files never have their names at the same time, so after a kill the folder contains
// part of one data set and never a mixture. The journal (pack_journal.h) records the progress; the
// next run completes the change or reverts it.
#ifndef IMREC_RECORDIO_DATASET_SET_COMMIT_H_
#define IMREC_RECORDIO_DATASET_SET_COMMIT_H_

#include <filesystem>
#include <string>
#include <vector>

#include "recordio/internal/file_digest.h"

namespace imrec {

/// A finished file that is renamed from a partial to its final name.
struct NamedFile {
  std::string from;  // ends in .partial
  std::string to;
  Fingerprint contents;  // of the file when it was written

  friend bool operator==(const NamedFile&, const NamedFile&) = default;
};

/// The file names of a commit. All files lie in one folder.
struct CommitPlan {
  std::vector<NamedFile> files = {};       // in the order in which they are renamed
  std::vector<std::string> obsolete = {};  // old files to delete that have no replacement
  std::vector<std::string> scrap = {};     // partial files to delete

  friend bool operator==(const CommitPlan&, const CommitPlan&) = default;
};

/// Throws Error(kIo) if a new file is missing or has another size, or if its final name cannot be
/// used: it is a folder, or NAME.old.partial exists.
void CheckBeforeCommit(const CommitPlan& plan, const std::filesystem::path& folder);

/// Returns why an interrupted commit cannot be completed: a new file exists neither under its
/// partial nor under its final name with the contents that were written, or it cannot be read. If
/// the result is empty, GiveNames() can complete the commit; otherwise call TakeNamesBack(). Reads
/// each file once. If a new file already has its final name and another file has its partial name,
/// that file is renamed to NAME.displaced.
std::string FindProblem(const CommitPlan& plan, const std::filesystem::path& folder);

/// Renames the old files away and the new files to their final names. Skips renames that are
/// already done. The old files remain until DropOldFiles(). Throws Error(kIo).
void GiveNames(const CommitPlan& plan, const std::filesystem::path& folder);

/// Reverts GiveNames(), even if that was interrupted: renames new files to their partial names and
/// old files to their final names. Any other file that has the name of an old file is renamed to
/// NAME.displaced. Throws Error(kIo).
void TakeNamesBack(const CommitPlan& plan, const std::filesystem::path& folder);

/// Deletes the old files and the `scrap` of the plan. Throws Error(kIo).
void DropOldFiles(const CommitPlan& plan, const std::filesystem::path& folder);

}  // namespace imrec

#endif  // IMREC_RECORDIO_DATASET_SET_COMMIT_H_
