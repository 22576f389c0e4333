// How kernels go over a row whose length is no multiple of a vector's.
#ifndef IMREC_IMAGE_VECTOR_LOOP_H_
#define IMREC_IMAGE_VECTOR_LOOP_H_

#include <cstddef>

#include <hwy/base.h>

namespace imrec {

/// Calls body(i) for vectors that cover all of 0..count, the last one over some of what the one
/// before did: so the body must not read what it writes. Returns false, having done nothing, if
/// there are fewer than a vector.
template <typename Body>
HWY_INLINE bool CoverByVectors(std::size_t count, std::size_t lanes, const Body& body) {
  if (count < lanes) return false;
  for (std::size_t i = 0; i + lanes <= count; i += lanes) body(i);
  if (count % lanes != 0) body(count - lanes);
  return true;
}

}  // namespace imrec

#endif  // IMREC_IMAGE_VECTOR_LOOP_H_
