// The receipt of a packed shard, PREFIX.RUN/3.json. It is written last, so a shard with a receipt
// is complete.
#ifndef IMREC_IM2REC_PLAN_SHARD_RECEIPT_H_
#define IMREC_IM2REC_PLAN_SHARD_RECEIPT_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <imrec/pack_list.h>

#include "recordio/internal/staged_set.h"

namespace imrec {

struct ShardReceipt {
  PackedShard packed;
  std::vector<SkippedLine> skipped;       // lines of this shard, in the order of the list
  std::uint64_t misnamed = 0;             // see PackResult
  std::uint64_t kept_bytes = 0;           // see PackResult
  FrameMismatches frame_mismatches = {};  // see PackResult; without the option
  /// In a store: the ETags of the .rec, .idx and .crc; empty for files, and for a shard without
  /// records, of which nothing is sent.
  std::vector<std::string> etags = {};
};

/// Returns PREFIX.RUN/SHARD.json.
std::filesystem::path ReceiptPath(const StagedSet& set, std::uint64_t shard);

/// Returns the text of the receipt.
std::string FormatReceipt(const StagedSet& set, std::uint64_t shard, const ShardReceipt& receipt);
/// Parses a receipt. `name` is that of the file, for errors. Throws Error(kCorruptData) or
/// Error(kUnsupported) if it is damaged or belongs to another run or shard.
ShardReceipt ParseReceipt(const std::string& text, const StagedSet& set, std::uint64_t shard,
                          const std::string& name);

/// Writes the receipt, replacing an existing one. Throws Error(kIo).
void WriteReceipt(const StagedSet& set, std::uint64_t shard, const ShardReceipt& receipt);

/// Returns nullopt if there is none. Throws Error(kIo), and Error(kCorruptData) or
/// Error(kUnsupported) if it is damaged or belongs to another run or shard.
std::optional<ShardReceipt> ReadReceipt(const StagedSet& set, std::uint64_t shard);

/// Returns the number of shards that have a receipt.
std::uint64_t CountReceipts(const StagedSet& set);

}  // namespace imrec

#endif  // IMREC_IM2REC_PLAN_SHARD_RECEIPT_H_
