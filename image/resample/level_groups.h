// Horizontal sums of resampling, prepared for vectors whose lanes are neighbouring outputs.
#ifndef IMREC_IMAGE_RESAMPLE_LEVEL_GROUPS_H_
#define IMREC_IMAGE_RESAMPLE_LEVEL_GROUPS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "image/resample/resample_kernels.h"

namespace imrec {

/// The outputs of SumLevels() in groups, and for each group the columns and weights of its sums in
/// the order in which vectors use them. It is made once and used for all rows. Memory is reused
/// from call to call. Not thread-safe.
class LevelGroups {
 public:
  /// Outputs of a group: the lanes of a vector. The last group may have fewer.
  static constexpr std::size_t kOutputs = 16;
  /// Columns of a group at most: as many as can be permuted with a few instructions.
  static constexpr int kMostColumns = 64;

  struct Group {
    int column = 0;   // the first that is used
    int columns = 0;  // from there to the last that is used
  };

  /// Groups `width` >= 1 outputs. Only the columns and weights of `sums` are used. Returns false if
  /// a group would have more than kMostColumns; there are no groups then.
  bool Set(const LevelSums& sums, std::size_t width);

  std::size_t width() const { return width_; }
  std::size_t taps() const { return taps_; }
  std::size_t size() const { return groups_.size(); }
  const Group& group(std::size_t i) const { return groups_[i]; }
  /// For each output of a group, the first column of its sum, counted from Group::column.
  const std::int32_t* columns(std::size_t i) const { return columns_.data() + i * kOutputs; }
  /// For each tap of a group, the weights of all outputs.
  const float* weights(std::size_t i) const { return weights_.data() + i * taps_ * kOutputs; }

 private:
  std::size_t width_ = 0;
  std::size_t taps_ = 0;
  std::vector<Group> groups_;
  std::vector<std::int32_t> columns_;
  std::vector<float> weights_;
};

/// True if SumGroups() is available on this processor. It is faster than SumLevels().
bool CanSumGroups();

/// Computes the outputs of SumLevels(), bit for bit. `groups` must be those of `sums`. Requires
/// CanSumGroups().
void SumGroups(const LevelSums& sums, const LevelGroups& groups, std::size_t rows, float* plane);

}  // namespace imrec

#endif  // IMREC_IMAGE_RESAMPLE_LEVEL_GROUPS_H_
