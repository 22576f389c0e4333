#include "reader/order/window_order.h"

#include <algorithm>

#include "reader/order/order_streams.h"

namespace imrec {

WindowOrder::WindowOrder(std::uint64_t count, std::uint64_t window, std::uint64_t seed,
                         std::uint32_t epoch)
    : count_(count),
      block_(std::max<std::uint64_t>(1, window / kBlocksInWindow)),
      window_(window / block_ * block_),
      seed_(seed),
      epoch_(epoch),
      whole_blocks_(count / block_),
      rotation_(EpochOrder(count, seed, epoch, kRotationStream).At(0)),
      blocks_(std::max<std::uint64_t>(1, whole_blocks_), seed, epoch, kBlockStream) {}

void WindowOrder::Replace(std::span<std::uint64_t> positions) const {
  while (!positions.empty()) {
    const std::uint64_t window = WindowOf(positions.front());
    std::size_t count = 1;
    while (count < positions.size() && WindowOf(positions[count]) == window) ++count;
    ReplaceInWindow(window, positions.first(count));
    positions = positions.subspan(count);
  }
}

void WindowOrder::ReplaceInWindow(std::uint64_t window, std::span<std::uint64_t> positions) const {
  const std::uint64_t begin = window * window_;
  for (std::uint64_t& position : positions) position -= begin;
  EpochOrder(std::min(window_, count_ - begin), seed_, epoch_,
             kWindowStreams + static_cast<std::uint32_t>(window))
      .Replace(positions);
  const Blocks blocks = BlocksOf(window);
  for (std::uint64_t& position : positions) position = InFile(blocks, begin + position);
}

WindowOrder::Blocks WindowOrder::BlocksOf(std::uint64_t window) const {
  Blocks blocks{.first = window * (window_ / block_), .in_file = {}};
  for (std::size_t i = 0; i < kMostBlocks; ++i) blocks.in_file[i] = blocks.first + i;
  // The rest that is shorter than a block comes last. These are not always the same records,
  // because blocks begin elsewhere in each epoch.
  const std::uint64_t whole =
      std::min(window_ / block_, whole_blocks_ - std::min(whole_blocks_, blocks.first));
  blocks_.Replace(std::span(blocks.in_file).first(whole));
  return blocks;
}

std::uint64_t WindowOrder::InFile(const Blocks& blocks, std::uint64_t place) const {
  const std::uint64_t from = blocks.in_file[place / block_ - blocks.first];
  return (from * block_ + place % block_ + rotation_) % count_;
}

void WindowOrder::RunsOf(std::uint64_t window, std::vector<Run>& runs) const {
  runs.clear();
  const std::uint64_t end = std::min(count_, (window + 1) * window_);
  const Blocks blocks = BlocksOf(window);
  for (std::uint64_t place = window * window_; place < end; place += block_) {
    const std::uint64_t count = std::min(block_, end - place);
    const std::uint64_t begin = InFile(blocks, place);
    const std::uint64_t before_wrap = std::min(count, count_ - begin);
    runs.push_back({.begin = begin, .count = before_wrap});
    if (before_wrap < count) runs.push_back({.begin = 0, .count = count - before_wrap});
  }
  std::ranges::sort(runs, {}, &Run::begin);
}

}  // namespace imrec
