// Bounds the memory that a target allocates. Without the address sanitizer, there is no bound.
#ifndef IMREC_TESTS_FUZZ_ALLOCATION_LIMIT_H_
#define IMREC_TESTS_FUZZ_ALLOCATION_LIMIT_H_

#include <cstddef>

namespace imrec::fuzz {

/// While this object exists, ends the process if this thread has allocated more than `most` bytes
/// that are not free yet. One at a time.
class AllocationLimit {
 public:
  explicit AllocationLimit(std::size_t most);
  ~AllocationLimit();  // NOLINT(performance-trivially-destructible): not in all builds
  AllocationLimit(const AllocationLimit&) = delete;
  AllocationLimit& operator=(const AllocationLimit&) = delete;
};

}  // namespace imrec::fuzz

#endif  // IMREC_TESTS_FUZZ_ALLOCATION_LIMIT_H_
