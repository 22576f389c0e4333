#include "recordio/internal/file_digest.h"

#include <algorithm>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "recordio/files/input_file.h"
#include "recordio/internal/checksum_file.h"

namespace imrec {
namespace {

constexpr std::uint64_t kReadSize = std::uint64_t{1} << 20;

}  // namespace

struct FileDigest::State {
  State() { XXH3_128bits_reset(&hash); }
  XXH3_state_t hash;
  std::uint64_t size = 0;
};

FileDigest::FileDigest() : state_(std::make_unique<State>()) {}
FileDigest::FileDigest(FileDigest&&) noexcept = default;
FileDigest& FileDigest::operator=(FileDigest&&) noexcept = default;
FileDigest::~FileDigest() = default;

void FileDigest::Add(std::span<const std::byte> bytes) {
  XXH3_128bits_update(&state_->hash, bytes.data(), bytes.size());
  state_->size += bytes.size();
}

void FileDigest::Add(std::string_view text) { Add(std::as_bytes(std::span(text))); }

Fingerprint FileDigest::Result() const {
  const XXH128_hash_t digest = XXH3_128bits_digest(&state_->hash);
  return {.size = state_->size, .digest = FormatDigest(digest.high64) + FormatDigest(digest.low64)};
}

Fingerprint FingerprintOf(std::string_view text) {
  FileDigest digest;
  digest.Add(text);
  return digest.Result();
}

Fingerprint ReadFingerprint(const std::filesystem::path& path) {
  const InputFile file(path);
  file.DontNeed(0, file.size());
  FileDigest digest;
  std::vector<std::byte> bytes;
  for (std::uint64_t begin = 0; begin < file.size(); begin += bytes.size()) {
    bytes.resize(std::min(file.size() - begin, kReadSize));
    file.ReadAt(begin, bytes);
    digest.Add(bytes);
  }
  return digest.Result();
}

}  // namespace imrec
