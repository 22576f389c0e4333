// Holding a .rec file against what the manifest of its data set says of it.
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

/// Reads manifests, each once. Not thread-safe.
class ManifestReader {
 public:
  struct Entry {
    std::optional<Manifest> manifest;
    std::string problem;  // why it cannot be read
  };
  /// Of a manifest that does not exist, both are empty.
  const Entry& Read(const std::filesystem::path& path);

 private:
  std::vector<std::pair<std::filesystem::path, Entry>> entries_;
};

/// The check of one file. Reads its bytes after they were read for the other checks, while they are
/// still in memory. Not thread-safe.
class ManifestCheck {
 public:
  ManifestCheck(const InputFile& file, ManifestReader& manifests);
  ~ManifestCheck();

  /// Whether there is a manifest that names the file.
  bool has_manifest() const { return shard_.has_value(); }
  /// The first `done` bytes of the file were read.
  void OnProgress(std::uint64_t done);
  /// What differs, of a file whose check gave `result`; not what follows from damage found there.
  /// Throws Error if the file cannot be read.
  std::vector<RecordDamage> Finish(const RecordCheckResult& result);

 private:
  class Digest;

  std::string manifest_;
  std::string problem_;
  std::optional<ManifestShard> shard_;
  std::unique_ptr<Digest> digest_;  // if the file has as many bytes as the manifest says
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INSPECT_MANIFEST_CHECK_H_
