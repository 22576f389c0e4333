// One shard of a data set on its way: .rec, .idx and .crc under their partial names.
#ifndef IMREC_RECORDIO_SHARD_WRITER_H_
#define IMREC_RECORDIO_SHARD_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <imrec/checksum_file.h>
#include <imrec/output_file.h>

#include "recordio/file_digest.h"

namespace imrec {

class ShardWriter {
 public:
  /// A record that an interrupted run left: false drops it and all behind it.
  using Accept = std::function<bool(std::uint64_t key, std::span<const std::byte> payload)>;

  /// Begins a new shard; `path` is that of the .rec file.
  explicit ShardWriter(const std::filesystem::path& path);
  /// Goes on with the shard of an interrupted run, behind the last record that is sound, has its
  /// checksum and is accepted. `whole` tells whether nothing had to be dropped.
  ShardWriter(const std::filesystem::path& path, const Accept& accept, bool& whole);

  /// Throws Error(kLimitExceeded) for payloads of 2^29 bytes or more.
  void Write(std::uint64_t key, std::span<const std::byte> payload);

  std::uint64_t count() const { return count_; }
  std::uint64_t size() const { return records_.size(); }
  std::string Digest() const { return digest_.Hex(); }

  /// Syncs the three files and leaves them under their partial names.
  void Finish();

 private:
  // Reads what is there; returns the bytes of checksum lines to keep.
  std::uint64_t Recover(const Accept& accept);
  void AddToIndex(std::uint64_t key, std::uint64_t offset);

  OutputFile records_;
  OutputFile index_;
  OutputFile checksums_;
  FileDigest digest_;
  std::uint64_t count_ = 0;
  std::uint64_t recovered_size_ = 0;
  std::uint64_t flushed_size_ = 0;
  std::vector<std::byte> framed_;
  std::string line_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_SHARD_WRITER_H_
