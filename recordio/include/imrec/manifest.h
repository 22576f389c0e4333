// The manifest of a data set, `PREFIX.manifest.json`: its contents and how it was made.
#ifndef IMREC_MANIFEST_H_
#define IMREC_MANIFEST_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/access_options.h>
#include <imrec/export.h>
#include <imrec/label_layout.h>

namespace imrec {

/// One .rec file. All values are those of the plain .rec file, even if it is stored as FILE.zst.
struct ManifestShard {
  std::string file;  // name without folder; the file lies in the folder of the manifest
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  // size of the file
  std::string digest;       // XXH3-128, 32 hexadecimal digits

  friend bool operator==(const ManifestShard&, const ManifestShard&) = default;
};

/// PREFIX.manifest.json: the shards of a data set, and how it was made (docs/formats.md).
struct IMREC_EXPORT Manifest {
  static constexpr std::uint64_t kFormatVersion = 1;

  std::string tool;  // the program that wrote the data set, for example "im2rec"
  std::string tool_version;
  std::map<std::string, std::string> options = {};  // options that affect the contents, as text
  std::vector<std::string> class_names = {};        // by class id, from 0; may be empty
  LabelLayout labels = {};
  std::uint64_t skipped = 0;  // inputs that did not become records
  std::vector<ManifestShard> shards = {};

  /// Sums over all shards.
  std::uint64_t records() const;
  std::uint64_t bytes() const;

  friend bool operator==(const Manifest&, const Manifest&) = default;
};

/// Reads a manifest. Unknown fields are ignored. Throws Error(kUnsupported) if it has another
/// format version, Error(kCorruptData) with the name of the field if a field is missing, has the
/// wrong type or is out of range, and Error(kNotFound) or Error(kIo) if the file cannot be read.
IMREC_EXPORT Manifest ReadManifest(const std::filesystem::path& path,
                                   const AccessOptions& access = {});

/// Parses the contents of a manifest file; errors name `path`. Throws as ReadManifest().
IMREC_EXPORT Manifest ParseManifest(const std::string& text, const std::filesystem::path& path);

/// Returns the contents of a manifest file. Invalid UTF-8 is replaced by U+FFFD.
IMREC_EXPORT std::string FormatManifest(const Manifest& manifest);

/// Writes the manifest atomically. Throws Error(kIo).
IMREC_EXPORT void WriteManifest(const std::filesystem::path& path, const Manifest& manifest);

/// Returns the path of the manifest of a .rec file: `data/train.rec`, `data/train.rec.zst` and the
/// shard `data/train-00002-of-00008.rec` -> `data/train.manifest.json`.
IMREC_EXPORT std::filesystem::path ManifestPathFor(const std::filesystem::path& record_path);

/// Returns the path of a shard, numbered from 0: "PREFIX-00002-of-00008.rec" for shard 2 of 8, and
/// "PREFIX.rec" if there is only one.
IMREC_EXPORT std::filesystem::path ShardPath(const std::filesystem::path& prefix,
                                             std::uint64_t shard, std::uint64_t shard_count);

}  // namespace imrec

#endif  // IMREC_MANIFEST_H_
