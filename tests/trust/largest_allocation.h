// The size of the largest allocation of programs that link largest_allocation.cc, which replaces
// operator new.
#ifndef IMREC_TESTS_TRUST_LARGEST_ALLOCATION_H_
#define IMREC_TESTS_TRUST_LARGEST_ALLOCATION_H_

#include <cstddef>

namespace imrec::test {

/// Returns the bytes of the largest allocation since the last call, in all threads.
std::size_t TakeLargestAllocation();

}  // namespace imrec::test

#endif  // IMREC_TESTS_TRUST_LARGEST_ALLOCATION_H_
