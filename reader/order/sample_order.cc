#include "reader/order/sample_order.h"

#include <algorithm>

#include "reader/order/epoch_order.h"
#include "reader/order/order_streams.h"

namespace imrec {

SampleOrdinals SampleOrder::At(std::uint32_t epoch, std::uint64_t position) const {
  Shuffle(epoch, {&position, 1});
  return mix_.At(position, seed_, epoch);
}

void SampleOrder::Append(std::uint32_t epoch, std::span<std::uint64_t> positions,
                         std::vector<SampleOrdinals>& samples) const {
  Shuffle(epoch, positions);
  for (const std::uint64_t index : positions) samples.push_back(mix_.At(index, seed_, epoch));
}

// Replaces positions in the epoch by those without shuffling.
void SampleOrder::Shuffle(std::uint32_t epoch, std::span<std::uint64_t> positions) const {
  if (shuffle_.mode == ShuffleMode::kFull) {
    EpochOrder(size(), seed_, epoch, kEpochStream).Replace(positions);
  } else if (shuffle_.mode == ShuffleMode::kWindow) {
    WindowOrder(size(), shuffle_.window, seed_, epoch).Replace(positions);
  }
}

std::vector<WindowOrder::Run> SampleOrder::RunsAhead(std::uint32_t epoch, std::uint64_t begin,
                                                     std::uint64_t end) const {
  // With weights, adjacent samples may not be adjacent records.
  if (shuffle_.mode != ShuffleMode::kWindow || mix_.size() != mix_.records()) return {};
  const WindowOrder order(size(), shuffle_.window, seed_, epoch);
  const std::uint64_t window = order.WindowOf(std::min(end, size()) - 1);
  if (begin != 0 && order.WindowOf(begin - 1) == window) return {};
  std::vector<WindowOrder::Run> runs;
  if (begin == 0) order.RunsOf(0, runs);
  if (window + 1 < order.window_count()) {
    std::vector<WindowOrder::Run> next;
    order.RunsOf(window + 1, next);
    runs.insert(runs.end(), next.begin(), next.end());
  }
  return runs;
}

}  // namespace imrec
