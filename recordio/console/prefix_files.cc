#include "recordio/console/prefix_files.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "recordio/console/folder_entries.h"
#include "recordio/internal/path_status.h"

namespace imrec::console {
namespace {

namespace fs = std::filesystem;

fs::path WithSuffix(fs::path path, std::string_view suffix) { return path += suffix; }

// Returns true for names such as "train-00003-of-00008.rec" for the prefix "train".
bool IsShardName(std::string_view name, std::string_view prefix) {
  constexpr std::string_view kDigits = "0123456789";
  constexpr std::string_view kPattern = "-#####-of-#####.rec";
  if (!name.starts_with(prefix)) return false;
  name.remove_prefix(prefix.size());
  if (name.ends_with(".zst")) name.remove_suffix(4);
  return name.size() == kPattern.size() &&
         std::ranges::equal(name, kPattern, [&](char c, char wanted) {
           return wanted == '#' ? kDigits.find(c) != std::string_view::npos : c == wanted;
         });
}

fs::path FirstShard(const fs::path& prefix) {
  const std::string stem = prefix.filename().string();
  fs::path first;
  ForEachEntry(prefix.has_parent_path() ? prefix.parent_path() : fs::path("."),
               [&](const fs::directory_entry& entry) {
                 const fs::path name = entry.path().filename();
                 if (!IsShardName(name.native(), stem)) return;
                 const fs::path shard = prefix.parent_path() / name;
                 if (first.empty() || shard < first) first = shard;
               });
  return first;
}

fs::path FirstFile(const fs::path& prefix, std::initializer_list<std::string_view> suffixes) {
  for (const std::string_view suffix : suffixes) {
    fs::path path = WithSuffix(prefix, suffix);
    if (IsRegularFile(path)) return path;
  }
  return {};
}

}  // namespace

PrefixFiles FilesOfPrefix(const fs::path& prefix) {
  if (prefix.filename().empty()) return {};
  PrefixFiles files{
      .records = FirstFile(prefix, {".rec", ".rec.zst"}),
      .manifest = FirstFile(prefix, {".manifest.json"}),
      .list = FirstFile(prefix, {".lst", "_train.lst", "_val.lst", "_test.lst", "_0.lst",
                                 "_0_train.lst", "_0_val.lst", "_0_test.lst"})};
  if (files.records.empty()) files.records = FirstShard(prefix);
  return files;
}

fs::path PrefixOfFile(const fs::path& file) {
  std::string name = file.filename().string();
  for (const std::string_view extension :
       {".partial", ".zst", ".rec", ".idx", ".crc", ".manifest.json", ".classes.txt", ".lst"}) {
    if (name.ends_with(extension)) name.resize(name.size() - extension.size());
  }
  if (const std::size_t shard = name.rfind("-of-"); shard != std::string::npos && shard > 6) {
    name.resize(shard - 6);
  }
  return file.parent_path() / name;
}

}  // namespace imrec::console
