// Loops over pixels by vectors, for the files that are compiled for several instruction sets.
// Include it after <hwy/foreach_target.h>; like that, it is read once for each target.
#if defined(IMREC_AUGMENT_COLOR_COLOR_VECTORS_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMREC_AUGMENT_COLOR_COLOR_VECTORS_H_
#undef IMREC_AUGMENT_COLOR_COLOR_VECTORS_H_
#else
#define IMREC_AUGMENT_COLOR_COLOR_VECTORS_H_
#endif

#include <cstddef>
#include <span>

#include <hwy/highway.h>

#include "augment/color/color_distortion.h"

HWY_BEFORE_NAMESPACE();
namespace imrec::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;

struct Channels {
  Vector red;
  Vector green;
  Vector blue;
};

HWY_INLINE Vector Constant(float value) { return hn::Set(Floats(), value); }

HWY_INLINE Vector Clamp(Vector value, float lowest, float highest) {
  return hn::Min(hn::Max(value, Constant(lowest)), Constant(highest));
}

HWY_INLINE Vector Highest(const Channels& rgb) {
  return hn::Max(hn::Max(rgb.red, rgb.green), rgb.blue);
}
HWY_INLINE Vector Lowest(const Channels& rgb) {
  return hn::Min(hn::Min(rgb.red, rgb.green), rgb.blue);
}

/// Replaces each whole vector of levels by function(vector). Returns how many levels that were.
template <typename Function>
HWY_INLINE std::size_t ForEachLevelVector(std::span<float> levels, const Function& function) {
  const Floats floats;
  const std::size_t lanes = hn::Lanes(floats);
  std::size_t i = 0;
  for (; i + lanes <= levels.size(); i += lanes) {
    hn::StoreU(function(hn::LoadU(floats, levels.data() + i)), floats, levels.data() + i);
  }
  return i;
}

/// The same for pixels, by function(channels).
template <typename Function>
HWY_INLINE std::size_t ForEachPixelVector(RgbPlanes pixels, const Function& function) {
  const Floats floats;
  const std::size_t lanes = hn::Lanes(floats);
  std::size_t i = 0;
  for (; i + lanes <= pixels.red.size(); i += lanes) {
    const Channels changed = function({.red = hn::LoadU(floats, pixels.red.data() + i),
                                       .green = hn::LoadU(floats, pixels.green.data() + i),
                                       .blue = hn::LoadU(floats, pixels.blue.data() + i)});
    hn::StoreU(changed.red, floats, pixels.red.data() + i);
    hn::StoreU(changed.green, floats, pixels.green.data() + i);
    hn::StoreU(changed.blue, floats, pixels.blue.data() + i);
  }
  return i;
}

}  // namespace imrec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // include guard per target
