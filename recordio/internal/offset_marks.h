// Marks at offsets of a file that is read from its start to its end.
#ifndef IMREC_RECORDIO_INTERNAL_OFFSET_MARKS_H_
#define IMREC_RECORDIO_INTERNAL_OFFSET_MARKS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace imrec {

/// Multiples of four that are marked. Takes 32 KiB for each MiB with a mark that is not forgotten.
class OffsetMarks {
 public:
  void Mark(std::uint64_t offset) {
    std::vector<bool>& block = blocks_[offset / kBlockBytes];
    if (block.empty()) block.resize(kBlockBytes / 4);
    block[offset % kBlockBytes / 4] = true;
  }

  bool IsMarked(std::uint64_t offset) const {
    const auto block = blocks_.find(offset / kBlockBytes);
    return block != blocks_.end() && block->second[offset % kBlockBytes / 4];
  }

  /// Releases the memory for offsets below this one, which are not asked for again.
  void ForgetBelow(std::uint64_t offset) {
    blocks_.erase(blocks_.begin(), blocks_.lower_bound(offset / kBlockBytes));
  }

 private:
  static constexpr std::uint64_t kBlockBytes = std::uint64_t{1} << 20;

  std::map<std::uint64_t, std::vector<bool>> blocks_;  // by number; none is empty
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_OFFSET_MARKS_H_
