#include "image/resample/level_groups.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/resample/level_groups.cc"
#include <hwy/foreach_target.h>
// Must come after foreach_target.h. It is included once per target.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imrec::HWY_NAMESPACE {

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::FixedTag<float, LevelGroups::kOutputs>;
using Indices = hn::FixedTag<std::int32_t, LevelGroups::kOutputs>;

// Reads the levels of a group's columns in a row to up to four vectors.
template <int kVectors>
class Columns {
 public:
  // `count` levels of a row can be read, all that the group uses among them.
  HWY_INLINE explicit Columns(std::size_t count)
      : in_first_(Mask(count, 0)),
        in_second_(Mask(count, 1)),
        in_third_(Mask(count, 2)),
        in_fourth_(Mask(count, 3)) {}

  HWY_INLINE void Load(const float* levels) {
    const Lanes lanes;
    first_ = hn::MaskedLoad(in_first_, lanes, levels);
    if constexpr (kVectors > 1) second_ = hn::MaskedLoad(in_second_, lanes, levels + 16);
    if constexpr (kVectors > 2) {
      third_ = hn::MaskedLoad(in_third_, lanes, levels + 32);
      fourth_ = hn::MaskedLoad(in_fourth_, lanes, levels + 48);
    }
  }

  // Returns the levels at `column`. Highway's oldest supported version has no permutation of two
  // vectors.
  HWY_INLINE hn::Vec<Lanes> At(hn::Vec<Indices> column) const {
    if constexpr (kVectors == 1) {
      return hn::Vec<Lanes>{_mm512_permutexvar_ps(column.raw, first_.raw)};
    } else if constexpr (kVectors == 2) {
      return hn::Vec<Lanes>{_mm512_permutex2var_ps(first_.raw, column.raw, second_.raw)};
    } else {
      const hn::Vec<Lanes> low{_mm512_permutex2var_ps(first_.raw, column.raw, second_.raw)};
      const hn::Vec<Lanes> high{_mm512_permutex2var_ps(third_.raw, column.raw, fourth_.raw)};
      const auto in_high = hn::TestBit(column, hn::Set(Indices(), 32));
      return hn::IfThenElse(hn::RebindMask(Lanes(), in_high), high, low);
    }
  }

 private:
  static HWY_INLINE hn::Mask<Lanes> Mask(std::size_t count, std::size_t vector) {
    const std::size_t before = std::min(count, 16 * vector);
    return hn::FirstN(Lanes(), std::min<std::size_t>(16, count - before));
  }

  hn::Mask<Lanes> in_first_;
  hn::Mask<Lanes> in_second_;
  hn::Mask<Lanes> in_third_;
  hn::Mask<Lanes> in_fourth_;
  hn::Vec<Lanes> first_ = hn::Zero(Lanes());
  hn::Vec<Lanes> second_ = hn::Zero(Lanes());
  hn::Vec<Lanes> third_ = hn::Zero(Lanes());
  hn::Vec<Lanes> fourth_ = hn::Zero(Lanes());
};

template <int kVectors>
HWY_INLINE void SumGroup(const LevelSums& sums, const LevelGroups& groups, std::size_t i,
                         std::size_t rows, float* plane) {
  const Lanes lanes;
  const std::size_t begin = i * LevelGroups::kOutputs;
  const std::size_t width = groups.width();
  const auto stored = hn::FirstN(lanes, std::min(LevelGroups::kOutputs, width - begin));
  const auto skipped = static_cast<std::size_t>(groups.group(i).column - sums.origin);
  const auto columns = hn::LoadU(Indices(), groups.columns(i));
  const float* const weights = groups.weights(i);
  Columns<kVectors> levels(sums.stride - skipped);
  for (std::size_t row = 0; row < rows; ++row) {
    levels.Load(sums.levels + row * sums.stride + skipped);
    auto sum = hn::Zero(lanes);
    auto column = columns;
    for (std::size_t tap = 0; tap < groups.taps(); ++tap) {
      const auto weight = hn::LoadU(lanes, weights + tap * LevelGroups::kOutputs);
      sum = hn::Add(sum, hn::Mul(weight, levels.At(column)));
      column = hn::Add(column, hn::Set(Indices(), 1));
    }
    hn::BlendedStore(sum, stored, lanes, plane + row * width + begin);
  }
}

bool CanSumGroups() { return true; }

void SumGroups(const LevelSums& sums, const LevelGroups& groups, std::size_t rows, float* plane) {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const int columns = groups.group(i).columns;
    if (columns <= 16) {
      SumGroup<1>(sums, groups, i, rows, plane);
    } else if (columns <= 32) {
      SumGroup<2>(sums, groups, i, rows, plane);
    } else {
      SumGroup<4>(sums, groups, i, rows, plane);
    }
  }
}
#else
bool CanSumGroups() { return false; }

void SumGroups(const LevelSums& sums, const LevelGroups& groups, std::size_t rows, float* plane) {
  scalar::SumLevels(sums, rows, groups.width(), plane);
}
#endif

}  // namespace imrec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imrec {

HWY_EXPORT(CanSumGroups);
HWY_EXPORT(SumGroups);

bool CanSumGroups() { return HWY_DYNAMIC_DISPATCH(CanSumGroups)(); }

void SumGroups(const LevelSums& sums, const LevelGroups& groups, std::size_t rows, float* plane) {
  HWY_DYNAMIC_DISPATCH(SumGroups)(sums, groups, rows, plane);
}

bool LevelGroups::Set(const LevelSums& sums, std::size_t width) {
  width_ = width;
  taps_ = sums.taps;
  const std::size_t count = (width + kOutputs - 1) / kOutputs;
  groups_.clear();
  columns_.assign(count * kOutputs, 0);
  weights_.assign(count * kOutputs * taps_, 0.0F);
  for (std::size_t begin = 0; begin < width; begin += kOutputs) {
    const std::size_t end = std::min(begin + kOutputs, width);
    const auto [lowest, highest] = std::minmax_element(sums.first + begin, sums.first + end);
    const Group group = {.column = *lowest,
                         .columns = *highest - *lowest + static_cast<int>(taps_)};
    if (group.columns > kMostColumns) {
      groups_.clear();
      return false;
    }
    groups_.push_back(group);
    for (std::size_t x = begin; x < end; ++x) {
      columns_[x] = sums.first[x] - *lowest;
      for (std::size_t tap = 0; tap < taps_; ++tap) {
        weights_[begin * taps_ + tap * kOutputs + (x - begin)] = sums.weights[x * taps_ + tap];
      }
    }
  }
  return true;
}

}  // namespace imrec
#endif  // HWY_ONCE
