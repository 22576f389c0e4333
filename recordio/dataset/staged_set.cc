#include "recordio/internal/staged_set.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <vector>

#include <imrec/error.h>
#include <imrec/record_index.h>

#include "recordio/dataset/dataset_paths.h"
#include "recordio/dataset/existing_set.h"
#include "recordio/dataset/pack_journal.h"
#include "recordio/dataset/staged_names.h"
#include "recordio/files/file_names.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/imrec_version.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/path_status.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

// The name that the folder has while it is removed.
fs::path EndedFolder(const StagedSet& set) { return fs::path(set.Folder()) += ".ended"; }

std::vector<fs::path> EntriesOf(const fs::path& folder) {
  std::error_code failure;
  std::vector<fs::path> entries;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    entries.push_back(entry->path());
  }
  const bool missing = failure == std::errc::no_such_file_or_directory;
  if (failure && !missing) {
    throw Error(ErrorCode::kIo, "cannot read: " + failure.message(), {.file = folder.string()});
  }
  return entries;
}

// Removes a folder of files. A file that another process creates meanwhile may keep it.
void RemoveFolderAndFiles(const fs::path& folder) {
  for (const fs::path& file : EntriesOf(folder)) RemoveFile(file);
  RemoveFolder(folder);
}

void RemoveAllStaged(const StagedSet& set) {
  const fs::path parent = set.options.prefix.parent_path();
  const std::string begin = set.options.prefix.filename().string() + '-';
  const std::string single = ShardPath(set.options.prefix, 0, 1).stem().string() + '.';
  for (const fs::path& path : EntriesOf(parent.empty() ? "." : parent)) {
    const std::string name = path.filename().string();
    if (!name.ends_with('.' + set.run)) continue;
    if (!name.starts_with(begin) && !name.starts_with(single)) continue;
    if (path.filename() != set.Folder().filename()) RemoveFile(parent / name);
  }
}

// Returns true if the data set is complete, the shard in it is this one, and the files of the shard
// have the right sizes.
bool IsInPlace(const StagedSet& set, std::uint64_t shard, const PackedShard& packed) {
  const std::optional<Manifest> manifest = FindFinishedSet(set);
  if (!manifest || manifest->shards[shard].digest != packed.plain.digest) return false;
  const auto names = FileNamesOf(set, shard);
  const auto contents = FingerprintsOf(packed);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!IsFileOfSize(names[i].final_path, contents[i].size)) return false;
  }
  return true;
}

// Returns true if there is a journal, and each file of the shard has its staged or its final name.
bool IsBeingNamed(const StagedSet& set, std::uint64_t shard, const PackedShard& packed) {
  if (!PackJournal::Exists(set.options.prefix)) return false;
  const auto names = FileNamesOf(set, shard);
  const auto contents = FingerprintsOf(packed);
  for (std::size_t i = 0; i < names.size(); ++i) {
    // In this order, because the file may be renamed between the two checks.
    if (IsFileOfSize(names[i].staged_path, contents[i].size)) continue;
    if (!IsFileOfSize(names[i].final_path, contents[i].size) ||
        ReadFingerprint(names[i].final_path) != contents[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

fs::path StagedSet::Folder() const { return fs::path(options.prefix) += '.' + run; }

fs::path StagedSet::ShardFile(std::uint64_t shard) const {
  return ShardPath(options.prefix, shard, options.shard_count);
}

std::array<ShardFileNames, 3> FileNamesOf(const StagedSet& set, std::uint64_t shard) {
  const fs::path path = set.ShardFile(shard);
  const auto names = [&](const fs::path& final_path) {
    return ShardFileNames{.final_path = final_path,
                          .staged_path = fs::path(final_path) += '.' + set.run};
  };
  return {names(set.options.compression_level ? CompressedPathFor(path) : path),
          names(IndexPathFor(path)), names(ChecksumPathFor(path))};
}

std::array<Fingerprint, 3> FingerprintsOf(const PackedShard& packed) {
  return {packed.stored, packed.index, packed.checksums};
}

bool IsStaged(const StagedSet& set, std::uint64_t shard, const PackedShard& packed) {
  const auto names = FileNamesOf(set, shard);
  const auto contents = FingerprintsOf(packed);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!IsFileOfSize(names[i].staged_path, contents[i].size)) return false;
    if (i > 0 && ReadFingerprint(names[i].staged_path) != contents[i]) return false;
  }
  return true;
}

bool IsPacked(const StagedSet& set, std::uint64_t shard, const PackedShard& packed) {
  return IsStaged(set, shard, packed) || IsBeingNamed(set, shard, packed) ||
         IsInPlace(set, shard, packed);
}

std::optional<Manifest> FindFinishedSet(const StagedSet& set) {
  return FindCompleteSet(set.options, {.tool = set.options.tool,
                                       .tool_version = ImrecVersion(),
                                       .options = set.options.options,
                                       .class_names = set.options.class_names});
}

void BeginRun(const StagedSet& set) { MakeFolder(set.Folder()); }

bool IsRunning(const StagedSet& set) { return NameExists(set.Folder()); }

void EndRun(const StagedSet& set) {
  RemoveFolderAndFiles(EndedFolder(set));  // of an interrupted call
  if (NameExists(set.Folder())) {
    RenameFile(set.Folder(), EndedFolder(set));
    SyncFolder(set.options.prefix.parent_path());
  }
  RemoveAllStaged(set);
  RemoveFolderAndFiles(EndedFolder(set));
}

void RemoveStaged(const StagedSet& set, std::uint64_t shard) {
  for (const ShardFileNames& names : FileNamesOf(set, shard)) RemoveFile(names.staged_path);
}

void WriteRunFile(const StagedSet& set, const std::string& name, const std::string& contents) {
  for (std::uint64_t number = 0;; ++number) {
    const fs::path path = set.Folder() / (name + '.' + AttemptName(number));
    std::optional<OutputFile> file = OutputFile::TryCreateNew(path);
    if (!file) continue;
    file->ShowInErrors(set.Folder() / name);
    file->Write(contents);
    file->Sync();
    file->LeavePartial();
    RenameFile(OutputFile::PartialPathFor(path), set.Folder() / name);
    SyncFolder(set.Folder());
    return;
  }
}

std::string AttemptName(std::uint64_t number) {
  std::array<char, 256> host = {};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  std::string name = host.data();
  std::ranges::replace(name, '/', '_');
  return name + '.' + std::to_string(::getpid()) + '.' + std::to_string(number);
}

}  // namespace imrec
