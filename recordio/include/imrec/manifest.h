// The manifest of a data set, `PREFIX.manifest.json`: what it is and how it was made.
#ifndef IMREC_MANIFEST_H_
#define IMREC_MANIFEST_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/label_layout.h>

namespace imrec {

/// One .rec file. All figures are of the plain .rec, also where it is stored as FILE.zst.
struct ManifestShard {
  std::string file;  // its name, in the manifest's folder
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::string digest;  // XXH3-128, 32 hexadecimal digits

  friend bool operator==(const ManifestShard&, const ManifestShard&) = default;
};

struct Manifest {
  static constexpr std::uint64_t kFormatVersion = 1;

  std::string tool;  // "im2rec"
  std::string tool_version;
  std::map<std::string, std::string> options = {};  // what decides the contents, as text
  std::vector<std::string> class_names = {};        // the first is class 0; may be empty
  LabelLayout labels = {};
  std::uint64_t skipped = 0;  // inputs that did not become records
  std::vector<ManifestShard> shards = {};

  std::uint64_t records() const;
  std::uint64_t bytes() const;

  friend bool operator==(const Manifest&, const Manifest&) = default;
};

/// Reads a manifest. Throws Error(kUnsupported) for another format version, Error(kCorruptData)
/// that names the field for one that is missing, of the wrong type or out of range; unknown fields
/// are passed over.
Manifest ReadManifest(const std::filesystem::path& path);

/// The text of a manifest file. Bytes that are not UTF-8 are replaced.
std::string FormatManifest(const Manifest& manifest);

/// Writes the manifest, all or nothing.
void WriteManifest(const std::filesystem::path& path, const Manifest& manifest);

/// `data/train.rec` or `data/train.rec.zst` -> `data/train.manifest.json`; a shard's is that of
/// its set: `data/train-00002-of-00008.rec` -> `data/train.manifest.json`.
std::filesystem::path ManifestPathFor(const std::filesystem::path& record_path);

/// "PREFIX-00002-of-00008.rec" for shard 2 of 8; "PREFIX.rec" for the only one.
std::filesystem::path ShardPath(const std::filesystem::path& prefix, std::uint64_t shard,
                                std::uint64_t shard_count);

}  // namespace imrec

#endif  // IMREC_MANIFEST_H_
