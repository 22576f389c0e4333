// A loop over a row whose length need not be a multiple of the vector length.
#ifndef IMREC_IMAGE_VECTOR_LOOP_H_
#define IMREC_IMAGE_VECTOR_LOOP_H_

#include <cstddef>

#include <hwy/base.h>

namespace imrec {

/// Calls body(i) for vectors of `lanes` elements that start at i and together cover 0..count-1. The
/// last two vectors may overlap, so `body` must not read what it writes. Returns false and does
/// nothing if count < lanes.
template <typename Body>
HWY_INLINE bool CoverByVectors(std::size_t count, std::size_t lanes, const Body& body) {
  if (count < lanes) return false;
  for (std::size_t i = 0; i + lanes <= count; i += lanes) body(i);
  if (count % lanes != 0) body(count - lanes);
  return true;
}

}  // namespace imrec

#endif  // IMREC_IMAGE_VECTOR_LOOP_H_
