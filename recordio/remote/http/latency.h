// How long requests take.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_LATENCY_H_
#define IMREC_RECORDIO_REMOTE_HTTP_LATENCY_H_

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace imrec::remote {

/// The time within which 99 % of the latest requests were answered.
class LatencyEstimate {
 public:
  using Duration = std::chrono::steady_clock::duration;

  void Add(Duration latency) {
    latest_[count_ % kCount] = latency;
    ++count_;
    if (count_ % kRefresh == 0) Refresh();
  }

  /// Zero while too few requests are known.
  Duration p99() const { return p99_; }

 private:
  static constexpr std::size_t kCount = 256;
  static constexpr std::size_t kRefresh = 32;

  void Refresh() {
    std::array<Duration, kCount> sorted = latest_;
    const std::size_t known = std::min(count_, kCount);
    const std::size_t rank = known * 99 / 100;
    std::nth_element(sorted.data(), sorted.data() + rank, sorted.data() + known);
    p99_ = sorted[rank];
  }

  std::array<Duration, kCount> latest_{};
  std::size_t count_ = 0;
  Duration p99_{};
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_LATENCY_H_
