// Shuffles within a bounded window of the files.
#ifndef IMREC_READER_ORDER_WINDOW_ORDER_H_
#define IMREC_READER_ORDER_WINDOW_ORDER_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "reader/order/epoch_order.h"

namespace imrec {

/// A permutation of 0..count-1 in which adjacent numbers stay close. The numbers are divided into
/// blocks of a sixteenth of the window, at different positions in each epoch. Blocks are in random
/// order, and the numbers of the blocks of a window are shuffled. Positions are computed
/// independently, without memory. A value type.
class WindowOrder {
 public:
  /// `count` and `window` must be at least 1.
  WindowOrder(std::uint64_t count, std::uint64_t window, std::uint64_t seed, std::uint32_t epoch);

  std::uint64_t At(std::uint64_t position) const {
    Replace({&position, 1});
    return position;
  }
  /// Replaces each position by its number. Takes a fraction of the time of single calls if most
  /// positions are in the window of the one before.
  void Replace(std::span<std::uint64_t> positions) const;

  /// A run of adjacent numbers.
  struct Run {
    std::uint64_t begin = 0;
    std::uint64_t count = 0;
  };
  std::uint64_t WindowOf(std::uint64_t position) const { return position / window_; }
  std::uint64_t window_count() const { return (count_ + window_ - 1) / window_; }
  /// Replaces `runs` by the runs of a window.
  void RunsOf(std::uint64_t window, std::vector<Run>& runs) const;

 private:
  static constexpr std::uint64_t kBlocksInWindow = 16;
  // A window is a multiple of its block, which is rounded down.
  static constexpr std::uint64_t kMostBlocks = 2 * kBlocksInWindow - 1;

  void ReplaceInWindow(std::uint64_t window, std::span<std::uint64_t> positions) const;
  // The blocks of a window, in its order.
  struct Blocks {
    std::uint64_t first;  // in the order of all blocks
    std::array<std::uint64_t, kMostBlocks> in_file;
  };
  Blocks BlocksOf(std::uint64_t window) const;
  // Returns the number at `place` in the order of the blocks.
  std::uint64_t InFile(const Blocks& blocks, std::uint64_t place) const;

  std::uint64_t count_;
  std::uint64_t block_;
  std::uint64_t window_;  // a multiple of the block
  std::uint64_t seed_;
  std::uint32_t epoch_;
  std::uint64_t whole_blocks_;
  std::uint64_t rotation_;
  EpochOrder blocks_;
};

}  // namespace imrec

#endif  // IMREC_READER_ORDER_WINDOW_ORDER_H_
