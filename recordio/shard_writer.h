// One shard of a data set while it is written: .rec, .idx and .crc under their partial names.
#ifndef IMREC_RECORDIO_SHARD_WRITER_H_
#define IMREC_RECORDIO_SHARD_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/checksum_file.h>
#include <imrec/output_file.h>

#include "recordio/file_digest.h"

namespace imrec {

/// What Finish() left under the partial names.
struct FinishedShard {
  std::uint64_t count = 0;  // records
  Fingerprint records;
  Fingerprint index;
  Fingerprint checksums;
};

/// Destruction without Finish() removes the partial files of a new shard and leaves those of a
/// continued one.
class ShardWriter {
 public:
  /// A record that an interrupted run left: false drops it and all records after it.
  using Accept = std::function<bool(std::uint64_t key, std::span<const std::byte> payload)>;

  /// Begins a new shard; `path` is that of the .rec file.
  explicit ShardWriter(const std::filesystem::path& path);
  /// Continues the shard of an interrupted run after the last record that is sound, has its
  /// checksum and is accepted. `whole` tells whether nothing had to be dropped.
  ShardWriter(const std::filesystem::path& path, const Accept& accept, bool& whole);

  /// Destruction leaves the partial files from now on, so that the shard can be continued.
  void KeepPartial();

  /// Throws Error(kLimitExceeded) for payloads of 2^29 bytes or more.
  void Write(std::uint64_t key, std::span<const std::byte> payload);

  std::uint64_t count() const { return count_; }
  std::uint64_t size() const { return records_.size(); }

  /// Syncs the three files and leaves them under their partial names.
  FinishedShard Finish();

 private:
  // Reads what is there; returns the bytes of checksum lines to keep.
  std::uint64_t Recover(const Accept& accept);
  void AddToIndex(std::uint64_t key, std::uint64_t offset);
  void AddToChecksums(std::string_view text);

  OutputFile records_;
  OutputFile index_;
  OutputFile checksums_;
  FileDigest records_digest_;
  FileDigest index_digest_;
  FileDigest checksums_digest_;
  std::uint64_t count_ = 0;
  std::uint64_t recovered_size_ = 0;
  std::uint64_t flushed_size_ = 0;
  std::vector<std::byte> framed_;
  std::string line_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_SHARD_WRITER_H_
