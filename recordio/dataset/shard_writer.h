// Writes one shard of a data set: .rec, .idx and .crc under their partial names.
#ifndef IMREC_RECORDIO_DATASET_SHARD_WRITER_H_
#define IMREC_RECORDIO_DATASET_SHARD_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "recordio/internal/checksum_file.h"
#include "recordio/internal/file_digest.h"
#include "recordio/internal/output_file.h"

namespace imrec {

/// The files that Finish() leaves under their partial names.
struct FinishedShard {
  std::uint64_t count = 0;  // records
  Fingerprint records;
  Fingerprint index;
  Fingerprint checksums;
};

/// Destruction without Finish() removes the partial files of a new shard, unless KeepPartial() was
/// called, and keeps those of a continued one. Not thread-safe.
class ShardWriter {
 public:
  /// Called with each intact record of an interrupted run. Returning false drops the record and all
  /// records after it.
  using Accept = std::function<bool(std::uint64_t key, std::span<const std::byte> payload)>;

  /// Begins a new shard. `path` is the path of the .rec file, without `.partial`.
  explicit ShardWriter(const std::filesystem::path& path);
  /// Continues the shard of an interrupted run after the last record that is intact, matches its
  /// checksum and is accepted. Sets `whole` to whether nothing was dropped.
  ShardWriter(const std::filesystem::path& path, const Accept& accept, bool& whole);

  /// Begins a new shard whose partial files no other process uses, and does not lock them. Returns
  /// nullopt if the partial .rec file exists. Errors name the files of the shard `shown`. Throws
  /// Error(kIo).
  static std::optional<ShardWriter> TryCreateNew(const std::filesystem::path& path,
                                                 const std::filesystem::path& shown);

  /// Makes the destructor keep the partial files, so that the shard can be continued.
  void KeepPartial();

  /// Appends a record. Throws Error(kLimitExceeded) for a payload of 2^29 bytes or more, and
  /// Error(kIo) if writing fails.
  void Write(std::uint64_t key, std::span<const std::byte> payload);

  /// The number of records so far, including recovered ones.
  std::uint64_t count() const { return count_; }
  /// The size of the .rec file so far, in bytes.
  std::uint64_t size() const { return records_.size(); }

  /// Syncs the three files and leaves them under their partial names. Must be the last call.
  FinishedShard Finish();

 private:
  ShardWriter(OutputFile records, OutputFile index, OutputFile checksums);
  // Reads the records of the interrupted run. Returns the size of the checksum lines to keep.
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

#endif  // IMREC_RECORDIO_DATASET_SHARD_WRITER_H_
