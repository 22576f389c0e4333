#include "reader/tool/inspect/manifest_check.h"

#include <algorithm>
#include <utility>

// Uses xxHash as a header-only library.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <imrec/error.h>
#include <imrec/record_file.h>

#include "recordio/internal/checksum_file.h"
#include "recordio/internal/manifest_shard.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {
namespace fs = std::filesystem;

const ManifestReader::Entry& ManifestReader::Read(const fs::path& path) {
  for (const auto& [known, entry] : entries_) {
    if (known == path) return entry;
  }
  Entry entry;
  if (IsReadableFile(path, access_)) {
    try {
      entry.manifest = ReadManifest(path, access_);
    } catch (const Error& error) {
      entry.problem = error.what();
    }
  }
  return entries_.emplace_back(path, std::move(entry)).second;
}

std::optional<ManifestShard> ManifestReader::ShardOf(const InputFile& file) {
  const Entry& entry = Read(file.manifest);
  if (!entry.manifest) return std::nullopt;
  const ManifestShard* const shard = FindShard(*entry.manifest, file.path);
  return shard == nullptr ? std::nullopt : std::optional(*shard);
}

// XXH3-128 of a .rec file's plain bytes.
class ManifestCheck::Digest {
 public:
  Digest(const fs::path& path, const AccessOptions& access) : file_(path, access) {
    XXH3_128bits_reset(&hash_);
  }

  std::uint64_t size() const { return file_.size(); }

  void AdvanceTo(std::uint64_t end) {
    constexpr std::uint64_t kReadSize = std::uint64_t{1} << 20;
    end = std::min(end, file_.size());
    try {
      while (position_ < end) {
        bytes_.resize(std::min(end - position_, kReadSize));
        file_.ReadBytes(position_, bytes_);
        XXH3_128bits_update(&hash_, bytes_.data(), bytes_.size());
        position_ += bytes_.size();
      }
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kCorruptData) throw;
      position_ = file_.size();  // a damaged frame: there is no digest
      is_whole_ = false;
    }
  }

  // Empty if a frame is damaged.
  std::string Result() {
    AdvanceTo(file_.size());
    if (!is_whole_) return {};
    const XXH128_hash_t digest = XXH3_128bits_digest(&hash_);
    return FormatDigest(digest.high64) + FormatDigest(digest.low64);
  }

 private:
  RecordFile file_;
  XXH3_state_t hash_;
  std::uint64_t position_ = 0;
  bool is_whole_ = true;
  std::vector<std::byte> bytes_;
};

ManifestCheck::ManifestCheck(const InputFile& file, ManifestReader& manifests)
    : manifest_(ShownPath(file.manifest)) {
  problem_ = manifests.Read(file.manifest).problem;
  shard_ = manifests.ShardOf(file);
  if (!shard_) return;
  auto digest = std::make_unique<Digest>(file.path, manifests.access());
  if (digest->size() == shard_->bytes) digest_ = std::move(digest);
}

ManifestCheck::~ManifestCheck() = default;

void ManifestCheck::OnProgress(std::uint64_t done) {
  if (digest_) digest_->AdvanceTo(done);
}

std::vector<RecordDamage> ManifestCheck::Finish(const RecordCheckResult& result) {
  std::vector<RecordDamage> damage;
  const auto report = [&](std::string reason) {
    damage.push_back({.key = {}, .offset = 0, .reason = std::move(reason)});
  };
  if (!problem_.empty()) report("the manifest cannot be read: " + problem_);
  if (!shard_) return damage;
  const auto says = [&](std::uint64_t found, std::uint64_t expected, const std::string& things) {
    return "it has " + std::to_string(found) + ' ' + things + ", and " + manifest_ + " says " +
           std::to_string(expected);
  };
  if (result.bytes != shard_->bytes) report(says(result.bytes, shard_->bytes, "bytes"));
  if (result.bytes_differ) return damage;  // the other differences follow from the damage
  if (result.records != shard_->records) {
    report(says(result.records, shard_->records, "sound records"));
  }
  if (digest_ && digest_->Result() != shard_->digest) {
    report("its bytes are not those that the digest in " + manifest_ + " was made of");
  }
  return damage;
}

}  // namespace imrec::tool
