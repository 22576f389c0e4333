// Compares a .rec file with the manifest of its data set.
#ifndef IMREC_READER_TOOL_INSPECT_MANIFEST_CHECK_H_
#define IMREC_READER_TOOL_INSPECT_MANIFEST_CHECK_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <imrec/access_options.h>
#include <imrec/manifest.h>

#include "reader/records/record_check.h"
#include "reader/tool/input_set.h"

namespace imrec::tool {

/// Reads each manifest once. Not thread-safe.
class ManifestReader {
 public:
  struct Entry {
    std::optional<Manifest> manifest;
    std::string problem;  // the reason why it cannot be read
  };
  explicit ManifestReader(AccessOptions access) : access_(std::move(access)) {}

  /// Both are empty if the manifest does not exist. Throws Error(kIo) if a remote server cannot say
  /// whether it has the manifest.
  const Entry& Read(const std::filesystem::path& path);
  /// Returns what the manifest of the file's set says about the file; nothing if it does not name
  /// the file, or cannot be read. Throws as Read().
  std::optional<ManifestShard> ShardOf(const InputFile& file);
  /// How the manifests and their files are read.
  const AccessOptions& access() const { return access_; }

 private:
  AccessOptions access_;
  std::vector<std::pair<std::filesystem::path, Entry>> entries_;
};

/// Checks one file. Reads its bytes shortly after the other checks have read them, while they are
/// still in memory. Not thread-safe.
class ManifestCheck {
 public:
  ManifestCheck(const InputFile& file, ManifestReader& manifests);
  ~ManifestCheck();

  /// Returns whether there is a manifest that names the file.
  bool has_manifest() const { return shard_.has_value(); }
  /// Call after the first `done` bytes of the file were read.
  void OnProgress(std::uint64_t done);
  /// Returns the differences of a file whose other checks gave `result`, except those that follow
  /// from damage in `result`. Throws Error if the file cannot be read.
  std::vector<RecordDamage> Finish(const RecordCheckResult& result);

 private:
  class Digest;

  std::string manifest_;
  std::string problem_;
  std::optional<ManifestShard> shard_;
  std::unique_ptr<Digest> digest_;  // null if the size differs from that in the manifest
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INSPECT_MANIFEST_CHECK_H_
