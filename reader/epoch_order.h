// The order of records in an epoch: a keyed permutation, each position computed on its own.
#ifndef IMREC_READER_EPOCH_ORDER_H_
#define IMREC_READER_EPOCH_ORDER_H_

#include <cstdint>

namespace imrec {

/// A permutation of 0..count-1 that depends on (seed, epoch) alone and needs no memory: a Feistel
/// network over the smallest power of two that holds `count`, walked until the value is in range
/// (Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002). A value type.
class EpochOrder {
 public:
  /// `count` from 1 to 2^48. Several permutations of an epoch are told apart by `stream`.
  EpochOrder(std::uint64_t count, std::uint64_t seed, std::uint32_t epoch,
             std::uint32_t stream = 0);

  /// The record at `position` of the epoch, both below count.
  std::uint64_t At(std::uint64_t position) const;

 private:
  std::uint64_t Permute(std::uint64_t value) const;
  std::uint32_t Round(std::uint32_t half, std::uint32_t round) const;

  std::uint64_t count_;
  std::uint64_t seed_;
  std::uint32_t epoch_;
  std::uint32_t stream_;
  int low_bits_;  // of the Feistel network's halves
  int high_bits_;
};

}  // namespace imrec

#endif  // IMREC_READER_EPOCH_ORDER_H_
