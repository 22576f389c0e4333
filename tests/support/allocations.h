// Counts what programs allocate that link allocations.cc, and lets allocations fail. It replaces
// operator new.
#ifndef IMREC_TESTS_SUPPORT_ALLOCATIONS_H_
#define IMREC_TESTS_SUPPORT_ALLOCATIONS_H_

#include <cstddef>

namespace imrec::test {

/// Calls of operator new so far, in all threads.
std::size_t AllocationCount();
/// Of these, not freed yet.
std::size_t LiveAllocations();

/// While it lives, the chosen allocation (from 1, counted over all threads) throws std::bad_alloc,
/// or that and all after it. One at a time.
class FailingAllocation {
 public:
  explicit FailingAllocation(std::size_t number, bool and_all_after = false);
  FailingAllocation(const FailingAllocation&) = delete;
  FailingAllocation& operator=(const FailingAllocation&) = delete;
  ~FailingAllocation();

  /// True once an allocation has failed.
  bool failed() const;
};

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_ALLOCATIONS_H_
