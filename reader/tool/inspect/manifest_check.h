// Compares a .rec file with the manifest of its data set.
#ifndef IMREC_READER_TOOL_INSPECT_MANIFEST_CHECK_H_
#define IMREC_READER_TOOL_INSPECT_MANIFEST_CHECK_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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
  /// Both are empty if the manifest does not exist.
  const Entry& Read(const std::filesystem::path& path);

 private:
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
