#include "recordio/set_commit.h"

#include <imrec/error.h>

#include "recordio/file_names.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

fs::path WithSuffix(fs::path path, const char* suffix) { return path += suffix; }

// Where an old file waits until the new set is complete.
fs::path OldPathFor(const fs::path& path) { return WithSuffix(path, ".old.partial"); }

// Puts a file that came into the way of a commit out of it.
void Displace(const fs::path& path) {
  const fs::path displaced = WithSuffix(path, ".displaced");
  if (NameExists(displaced)) {
    throw Error(ErrorCode::kIo, "is in the way, and " + displaced.filename().string() + " exists",
                {.file = path.string()});
  }
  RenameFile(path, displaced);
}

// Empties the place of a new file. An old file is moved once; what appears later is displaced.
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

// False once the file has its name.
bool Waits(const NamedFile& file, const fs::path& folder) { return NameExists(folder / file.from); }

// False if there is no such file.
bool Holds(const fs::path& path, const Fingerprint& contents) {
  return fs::is_regular_file(fs::symlink_status(path)) && fs::file_size(path) == contents.size &&
         ReadFingerprint(path) == contents;
}

// As Holds(); a file that cannot be read is none.
bool CanBeReadAndHolds(const fs::path& path, const Fingerprint& contents) {
  try {
    return Holds(path, contents);
  } catch (const Error&) {
    return false;
  }
}

std::string FindProblem(const NamedFile& file, const fs::path& folder) {
  const fs::path from = folder / file.from;
  const fs::path to = folder / file.to;
  if (Holds(from, file.contents)) return {};
  const bool replaced = NameExists(from);
  if (Holds(to, file.contents)) {
    if (replaced) Displace(from);
    return {};
  }
  if (replaced) return from.string() + " is not what was written";
  return from.string() + " is missing" +
         (NameExists(to) ? ", and " + file.to + " is not what was written" : "");
}

// The places that new files are still to take. The manifest's is the first: it is the last file.
std::vector<fs::path> Places(const CommitPlan& plan, const fs::path& folder) {
  std::vector<fs::path> places;
  for (auto file = plan.files.rbegin(); file != plan.files.rend(); ++file) {
    if (Waits(*file, folder)) places.push_back(folder / file->to);
  }
  for (const std::string& name : plan.obsolete) places.push_back(folder / name);
  return places;
}

// Every name that an old file may have lost, in the order of the files.
std::vector<fs::path> OldPlaces(const CommitPlan& plan, const fs::path& folder) {
  std::vector<fs::path> places;
  for (const std::string& name : plan.obsolete) places.push_back(folder / name);
  for (const NamedFile& file : plan.files) places.push_back(folder / file.to);
  return places;
}

void CheckPlace(const fs::path& path) {
  CheckNoFolder(path);
  const fs::path old = OldPathFor(path);
  if (NameExists(old)) {
    throw Error(ErrorCode::kIo,
                "cannot be replaced: " + old.filename().string() +
                    " is in the way, and no interrupted run is known that left it",
                {.file = path.string()});
  }
}

}  // namespace

void CheckBeforeCommit(const CommitPlan& plan, const fs::path& folder) {
  for (const NamedFile& file : plan.files) {
    const fs::path from = folder / file.from;
    if (!fs::is_regular_file(fs::symlink_status(from)) ||
        fs::file_size(from) != file.contents.size) {
      throw Error(ErrorCode::kIo, "was changed or removed while the data set was written",
                  {.file = (folder / file.to).string()});
    }
    CheckPlace(folder / file.to);
  }
  for (const std::string& name : plan.obsolete) CheckPlace(folder / name);
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
  for (const fs::path& place : Places(plan, folder)) MoveAside(place);
  SyncFolder(folder);
  for (const NamedFile& file : plan.files) {
    if (Waits(file, folder)) RenameFile(folder / file.from, folder / file.to);
  }
  SyncFolder(folder);
}

void TakeNamesBack(const CommitPlan& plan, const fs::path& folder) {
  for (auto file = plan.files.rbegin(); file != plan.files.rend(); ++file) {
    const fs::path to = folder / file->to;
    if (!Waits(*file, folder) && CanBeReadAndHolds(to, file->contents)) {
      RenameFile(to, folder / file->from);
    }
  }
  try {
    SyncFolder(folder);
  } catch (const Error&) {
    // The old set matters more than the order of the names on the disk. The last sync fails, too.
  }
  for (const fs::path& place : OldPlaces(plan, folder)) {
    if (!NameExists(OldPathFor(place))) continue;
    if (NameExists(place)) Displace(place);
    RenameFile(OldPathFor(place), place);
  }
  SyncFolder(folder);
}

void DropOldFiles(const CommitPlan& plan, const fs::path& folder) {
  for (const fs::path& place : OldPlaces(plan, folder)) RemoveFile(OldPathFor(place));
  for (const std::string& name : plan.scrap) RemoveFile(folder / name);
  SyncFolder(folder);  // before the journal goes, which knows of these files
}

}  // namespace imrec
