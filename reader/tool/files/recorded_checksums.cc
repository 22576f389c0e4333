#include "reader/tool/files/recorded_checksums.h"

#include <imrec/error.h>

#include "recordio/internal/remote_path.h"

namespace imrec::tool {

RecordedChecksums::RecordedChecksums(const std::filesystem::path& path) {
  const std::filesystem::path checksum_path = ChecksumPathFor(path);
  if (!IsReadableFile(checksum_path)) return;
  try {
    for (const RecordChecksum& checksum : ReadChecksumFile(checksum_path)) {
      by_offset_.emplace(checksum.offset, checksum);
    }
    for (const auto& [offset, checksum] : by_offset_) by_digest_.emplace(checksum.digest, offset);
  } catch (const Error& error) {
    by_offset_.clear();
    by_digest_.clear();
    problem_ = error.what();
  }
}

RecordedChecksums::Found RecordedChecksums::Match(std::uint64_t offset,
                                                  std::span<const std::byte> payload) {
  const std::uint64_t digest = PayloadDigest(payload);
  const auto here = by_offset_.find(offset);
  if (here != by_offset_.end() && here->second.digest == digest &&
      here->second.length == payload.size()) {
    matched_.insert(offset);
    return {.checksum = &here->second};
  }
  const RecordChecksum* matched = nullptr;
  const auto [begin, end] = by_digest_.equal_range(digest);
  for (auto moved = begin; moved != end; ++moved) {
    const RecordChecksum& checksum = by_offset_.at(moved->second);
    if (checksum.length != payload.size()) continue;
    if (matched_.insert(checksum.offset).second) return {.checksum = &checksum};
    if (matched == nullptr) matched = &checksum;
  }
  return {.checksum = matched, .is_copy = matched != nullptr};
}

std::vector<RecordChecksum> RecordedChecksums::Unmatched() const {
  std::vector<RecordChecksum> unmatched;
  for (const auto& [offset, checksum] : by_offset_) {
    if (!matched_.contains(offset)) unmatched.push_back(checksum);
  }
  return unmatched;
}

}  // namespace imrec::tool
