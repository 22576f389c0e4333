#include "reader/order/sample_order.h"

#include <algorithm>

#include "reader/order/epoch_order.h"
#include "reader/order/order_streams.h"

namespace imrec {

SampleOrdinals SampleOrder::At(std::uint32_t epoch, std::uint64_t position) const {
  std::uint64_t index = position;
  if (shuffle_.mode == ShuffleMode::kFull) {
    index = EpochOrder(size(), seed_, epoch, kEpochStream).At(position);
  } else if (shuffle_.mode == ShuffleMode::kWindow) {
    index = WindowOrder(size(), shuffle_.window, seed_, epoch).At(position);
  }
  return mix_.At(index, seed_, epoch);
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
