// The order of records in an epoch: a keyed permutation whose positions are computed independently.
#ifndef IMREC_READER_ORDER_EPOCH_ORDER_H_
#define IMREC_READER_ORDER_EPOCH_ORDER_H_

#include <cstdint>
#include <span>

namespace imrec {

/// A permutation of 0..count-1 that depends only on (seed, epoch, stream) and needs no memory. It
/// is a Feistel network over the smallest power of two >= `count`, applied repeatedly until the
/// value is in range (Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002). A
/// value type.
class EpochOrder {
 public:
  /// `count` must be 1..2^48. `stream` selects one of several permutations of an epoch.
  EpochOrder(std::uint64_t count, std::uint64_t seed, std::uint32_t epoch,
             std::uint32_t stream = 0);

  /// Returns the record at `position` < count of the epoch.
  std::uint64_t At(std::uint64_t position) const;
  /// Replaces each position by its record. Takes a fraction of the time of single calls.
  void Replace(std::span<std::uint64_t> positions) const;

 private:
  void Permute(std::span<std::uint64_t> values) const;
  void ReplaceChunk(std::span<std::uint64_t> positions) const;

  std::uint64_t count_;
  std::uint64_t seed_;
  std::uint32_t epoch_;
  std::uint32_t stream_;
  int low_bits_;  // bits of the two halves of the Feistel network
  int high_bits_;
};

}  // namespace imrec

#endif  // IMREC_READER_ORDER_EPOCH_ORDER_H_
