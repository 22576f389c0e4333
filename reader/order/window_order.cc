#include "reader/order/window_order.h"

#include <algorithm>

#include "reader/order/order_streams.h"

namespace imrec {
namespace {

constexpr std::uint64_t kBlocksInWindow = 16;

}  // namespace

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

std::uint64_t WindowOrder::At(std::uint64_t position) const {
  const std::uint64_t window = WindowOf(position);
  const std::uint64_t begin = window * window_;
  const EpochOrder within(std::min(window_, count_ - begin), seed_, epoch_,
                          kWindowStreams + static_cast<std::uint32_t>(window));
  return InFile(begin + within.At(position - begin));
}

std::uint64_t WindowOrder::InFile(std::uint64_t place) const {
  const std::uint64_t block = place / block_;
  // The rest that is shorter than a block comes last. These are not always the same records,
  // because blocks begin elsewhere in each epoch.
  const std::uint64_t from = block < whole_blocks_ ? blocks_.At(block) : block;
  return (from * block_ + place % block_ + rotation_) % count_;
}

void WindowOrder::RunsOf(std::uint64_t window, std::vector<Run>& runs) const {
  runs.clear();
  const std::uint64_t end = std::min(count_, (window + 1) * window_);
  for (std::uint64_t place = window * window_; place < end; place += block_) {
    const std::uint64_t count = std::min(block_, end - place);
    const std::uint64_t begin = InFile(place);
    const std::uint64_t before_wrap = std::min(count, count_ - begin);
    runs.push_back({.begin = begin, .count = before_wrap});
    if (before_wrap < count) runs.push_back({.begin = 0, .count = count - before_wrap});
  }
  std::ranges::sort(runs, {}, &Run::begin);
}

}  // namespace imrec
