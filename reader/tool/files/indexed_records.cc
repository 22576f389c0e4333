#include "reader/tool/files/indexed_records.h"

#include <filesystem>

#include <imrec/error.h>

#include "recordio/console/console.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {

IndexedRecords::IndexedRecords(const RecordFile& file, const std::string& tool) {
  const std::filesystem::path path = IndexPathFor(file.path());
  if (!IsReadableFile(path)) return;
  const std::string instead = "the ids of the records are used as keys: ";
  try {
    for (const IndexEntry& entry : ReadIndexFile(path)) keys_.emplace(entry.offset, entry.key);
  } catch (const Error& error) {
    keys_.clear();
    console::Say(tool, instead + error.what());
    return;
  }
  if (keys_.empty() && file.size() > 0) console::Say(tool, instead + ShownPath(path) + " is empty");
}

std::optional<std::uint64_t> IndexedRecords::KeyAt(std::uint64_t offset) const {
  const auto known = keys_.find(offset);
  if (known == keys_.end()) return std::nullopt;
  return known->second;
}

void IndexedRecords::Found(std::uint64_t offset, std::uint64_t key) {
  found_offsets_.insert(offset);
  found_keys_.insert(key);
}

std::vector<IndexEntry> IndexedRecords::Missing() const {
  std::vector<IndexEntry> missing;
  for (const auto& [offset, key] : keys_) {
    if (found_offsets_.contains(offset) || found_keys_.contains(key)) continue;
    missing.push_back({.key = key, .offset = offset});
  }
  return missing;
}

}  // namespace imrec::tool
