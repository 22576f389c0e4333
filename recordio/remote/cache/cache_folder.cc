#include "recordio/internal/cache_folder.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <system_error>
#include <tuple>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/read_file.h"
#include "recordio/remote/cache/cache_block.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours kLeftoverAge{24};

// Returns the header of a block; nullopt if the file is none.
std::optional<remote::BlockHeader> HeaderOf(const fs::path& path) {
  std::vector<std::byte> start;
  try {
    ReadFileStart(path, remote::kBlockHeaderBytes, start);
  } catch (const Error&) {
    return std::nullopt;  // it was removed meanwhile
  }
  return remote::ParseBlockHeader({reinterpret_cast<const char*>(start.data()), start.size()});
}

void AddBlock(const fs::directory_entry& file, std::map<fs::path, CacheEntry>& entries) {
  const fs::path folder = file.path().parent_path();
  const std::optional<remote::BlockHeader> header = HeaderOf(file.path());
  std::error_code gone;
  const std::uint64_t bytes = file.file_size(gone);
  const fs::file_time_type stored = file.last_write_time(gone);
  if (!header || gone) return;
  CacheEntry& entry = entries[folder];
  entry.folder = folder;
  entry.name = header->name;
  entry.etag = header->version.etag;
  entry.size = header->version.size;
  ++entry.blocks;
  entry.bytes += bytes;
  entry.newest = std::max(entry.newest, stored);
}

bool IsLeftover(const fs::directory_entry& file) {
  std::error_code gone;
  const fs::file_time_type stored = file.last_write_time(gone);
  return !gone && stored < fs::file_time_type::clock::now() - kLeftoverAge;
}

std::uint64_t RemoveAll(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code failure;
  for (const fs::directory_entry& file : fs::directory_iterator(folder, failure)) {
    if (file.path().extension() == ".tmp") continue;  // a reader stores a block now
    std::error_code gone;
    const std::uint64_t size = file.file_size(gone);
    if (!gone && fs::remove(file.path(), gone)) bytes += size;
  }
  fs::remove(folder, failure);  // fails if a reader stores a block in it now
  return bytes;
}

}  // namespace

CacheContents LookIntoCache(const fs::path& folder) {
  const fs::path root = folder / "v1";
  std::error_code failure;
  if (!fs::is_directory(root, failure)) {
    throw Error(ErrorCode::kNotFound, "is not a cache of imrec: it has no folder v1",
                {.file = folder.string()});
  }
  CacheContents contents;
  std::map<fs::path, CacheEntry> entries;
  fs::recursive_directory_iterator file(root, failure);
  for (const fs::recursive_directory_iterator end; !failure && file != end;
       file.increment(failure)) {
    if (std::error_code gone; !file->is_regular_file(gone)) continue;
    if (file->path().extension() != ".tmp") {
      AddBlock(*file, entries);
    } else if (IsLeftover(*file)) {
      contents.leftovers.push_back(file->path());
    }
  }
  if (failure) {
    throw Error(ErrorCode::kIo, "cannot be read: " + failure.message(), {.file = root.string()});
  }
  for (auto& [path, entry] : entries) contents.entries.push_back(std::move(entry));
  std::ranges::sort(contents.entries, [](const CacheEntry& a, const CacheEntry& b) {
    return std::tie(a.name, b.newest) < std::tie(b.name, a.newest);
  });
  return contents;
}

std::uint64_t CleanCache(const fs::path& folder, bool all) {
  const CacheContents contents = LookIntoCache(folder);
  std::uint64_t bytes = 0;
  const std::string* name = nullptr;
  for (const CacheEntry& entry : contents.entries) {
    const bool newest = name == nullptr || *name != entry.name;
    name = &entry.name;
    if (all || !newest) bytes += RemoveAll(entry.folder);
  }
  for (const fs::path& path : contents.leftovers) {
    std::error_code gone;
    const std::uint64_t size = fs::file_size(path, gone);
    if (!gone && fs::remove(path, gone)) bytes += size;
  }
  return bytes;
}

}  // namespace imrec
