// Decides which hints to the operating system may be left out.
#ifndef IMREC_RECORDIO_FILES_HINT_FILTER_H_
#define IMREC_RECORDIO_FILES_HINT_FILTER_H_

#include <atomic>

namespace imrec {

/// A hint that bytes will be read takes about as long as reading a small record from memory. After
/// many that were needless, because the bytes were in memory, most of the next ones are left out.
/// Thread-safe.
class HintFilter {
 public:
  /// The number of needless hints in a row after which hints are left out.
  static constexpr int kNeedless = 16;
  /// The number of hints that are then left out.
  static constexpr int kLeftOut = 240;

  HintFilter() = default;
  // A moved filter starts from zero.
  HintFilter(HintFilter&& /*other*/) noexcept {}
  HintFilter& operator=(HintFilter&&) = delete;
  ~HintFilter() = default;

  /// Returns true if the next hint is not needed. Calls `is_in_memory()` to find out, except for
  /// hints that are left out.
  template <typename IsInMemory>
  bool IsNeedless(const IsInMemory& is_in_memory) {
    if (left_out_.load(std::memory_order_relaxed) > 0) {
      left_out_.fetch_sub(1, std::memory_order_relaxed);
      return true;
    }
    if (!is_in_memory()) {
      needless_.store(0, std::memory_order_relaxed);
      return false;
    }
    if (needless_.fetch_add(1, std::memory_order_relaxed) + 1 >= kNeedless) {
      needless_.store(0, std::memory_order_relaxed);
      left_out_.store(kLeftOut, std::memory_order_relaxed);
    }
    return true;
  }

 private:
  std::atomic<int> needless_{0};  // in a row
  std::atomic<int> left_out_{0};  // still to be left out
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_FILES_HINT_FILTER_H_
