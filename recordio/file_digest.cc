#include "recordio/file_digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <imrec/checksum_file.h>

namespace imrec {

struct FileDigest::State {
  State() { XXH3_128bits_reset(&hash); }
  XXH3_state_t hash;
};

FileDigest::FileDigest() : state_(std::make_unique<State>()) {}
FileDigest::FileDigest(FileDigest&&) noexcept = default;
FileDigest::~FileDigest() = default;

void FileDigest::Add(std::span<const std::byte> bytes) {
  XXH3_128bits_update(&state_->hash, bytes.data(), bytes.size());
}

std::string FileDigest::Hex() const {
  const XXH128_hash_t digest = XXH3_128bits_digest(&state_->hash);
  return FormatDigest(digest.high64) + FormatDigest(digest.low64);
}

}  // namespace imrec
