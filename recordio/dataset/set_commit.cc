#include "recordio/dataset/set_commit.h"

#include <imrec/error.h>

#include "recordio/files/file_names.h"
#include "recordio/internal/path_status.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

fs::path WithSuffix(fs::path path, const char* suffix) { return path += suffix; }

// The name of an old file until the new set is complete.
fs::path OldPathFor(const fs::path& path) { return WithSuffix(path, ".old.partial"); }

// Renames a file that does not belong to the commit but has a name that it needs.
void Displace(const fs::path& path) {
  const fs::path displaced = WithSuffix(path, ".displaced");
  if (NameExists(displaced)) {
    throw Error(ErrorCode::kIo,
                "cannot be moved out of the way: " + displaced.filename().string() + " exists",
                {.file = path.string()});
  }
  RenameFile(path, displaced);
}

// Frees the final name of a new file. The first file found there is the old file; a file that
// appears later is displaced.
void MoveAside(const fs::path& path) {
  if (!NameExists(path)) return;
  CheckNoFolder(path);
  const fs::path old = OldPathFor(path);
  if (NameExists(old)) {
    Displace(path);
  } else {
    RenameFile(path, old);
  }
}

// Returns true until the file has been renamed to its final name.
bool HasPartialName(const NamedFile& file, const fs::path& folder) {
  return NameExists(folder / file.from);
}

// Returns true if `path` is a regular file with these contents.
bool HasContents(const fs::path& path, const Fingerprint& contents) {
  return IsFileOfSize(path, contents.size) && ReadFingerprint(path) == contents;
}

// As HasContents(), but returns false if the file cannot be read.
bool IsReadableWithContents(const fs::path& path, const Fingerprint& contents) {
  try {
    return HasContents(path, contents);
  } catch (const Error&) {
    return false;
  }
}

std::string FindProblem(const NamedFile& file, const fs::path& folder) {
  const fs::path from = folder / file.from;
  const fs::path to = folder / file.to;
  if (HasContents(from, file.contents)) return {};
  const bool replaced = NameExists(from);
  if (HasContents(to, file.contents)) {
    if (replaced) Displace(from);
    return {};
  }
  if (replaced) return from.string() + " has changed since it was written";
  return from.string() + " is missing" +
         (NameExists(to) ? ", and " + file.to + " has other contents" : "");
}

// The final names that must be freed, in reverse order of the files: the manifest comes first.
std::vector<fs::path> NamesToFree(const CommitPlan& plan, const fs::path& folder) {
  std::vector<fs::path> places;
  for (auto file = plan.files.rbegin(); file != plan.files.rend(); ++file) {
    if (HasPartialName(*file, folder)) places.push_back(folder / file->to);
  }
  for (const std::string& name : plan.obsolete) places.push_back(folder / name);
  return places;
}

// The final names of all old files that may have been renamed away, in the order of the files.
std::vector<fs::path> OldNames(const CommitPlan& plan, const fs::path& folder) {
  std::vector<fs::path> places;
  for (const std::string& name : plan.obsolete) places.push_back(folder / name);
  for (const NamedFile& file : plan.files) places.push_back(folder / file.to);
  return places;
}

void CheckFinalName(const fs::path& path) {
  CheckNoFolder(path);
  const fs::path old = OldPathFor(path);
  if (NameExists(old)) {
    throw Error(ErrorCode::kIo,
                "cannot be replaced: " + old.filename().string() +
                    " exists, but not from an interrupted run",
                {.file = path.string()});
  }
}

}  // namespace

void CheckBeforeCommit(const CommitPlan& plan, const fs::path& folder) {
  for (const NamedFile& file : plan.files) {
    const fs::path from = folder / file.from;
    if (!IsFileOfSize(from, file.contents.size)) {
      throw Error(ErrorCode::kIo, "was changed or removed while the data set was written",
                  {.file = (folder / file.to).string()});
    }
    CheckFinalName(folder / file.to);
  }
  for (const std::string& name : plan.obsolete) CheckFinalName(folder / name);
}

std::string FindProblem(const CommitPlan& plan, const fs::path& folder) {
  for (const NamedFile& file : plan.files) {
    std::string problem;
    try {
      problem = FindProblem(file, folder);
    } catch (const Error& error) {
      problem = error.what();
    }
    if (!problem.empty()) return problem;
  }
  return {};
}

void GiveNames(const CommitPlan& plan, const fs::path& folder) {
  for (const fs::path& name : NamesToFree(plan, folder)) MoveAside(name);
  SyncFolder(folder);
  for (const NamedFile& file : plan.files) {
    if (HasPartialName(file, folder)) RenameFile(folder / file.from, folder / file.to);
  }
  SyncFolder(folder);
}

void TakeNamesBack(const CommitPlan& plan, const fs::path& folder) {
  for (auto file = plan.files.rbegin(); file != plan.files.rend(); ++file) {
    const fs::path to = folder / file->to;
    if (!HasPartialName(*file, folder) && IsReadableWithContents(to, file->contents)) {
      RenameFile(to, folder / file->from);
    }
  }
  try {
    SyncFolder(folder);
  } catch (const Error&) {
    // Restoring the old set is more important than the order of the renames on the disk. If syncing
    // still fails, the last call below reports it.
  }
  for (const fs::path& name : OldNames(plan, folder)) {
    if (!NameExists(OldPathFor(name))) continue;
    if (NameExists(name)) Displace(name);
    RenameFile(OldPathFor(name), name);
  }
  SyncFolder(folder);
}

void DropOldFiles(const CommitPlan& plan, const fs::path& folder) {
  for (const fs::path& name : OldNames(plan, folder)) RemoveFile(OldPathFor(name));
  for (const std::string& name : plan.scrap) RemoveFile(folder / name);
  SyncFolder(folder);  // before the journal, which names these files, is removed
}

}  // namespace imrec
