// What this process uses of the system, and delays of its reads.
#ifndef IMREC_TESTS_TRUST_SOAK_USAGE_H_
#define IMREC_TESTS_TRUST_SOAK_USAGE_H_

#include <cstdint>

namespace imrec::test {

struct Usage {
  std::int64_t memory_kib = 0;  // resident, without pages of files
  std::int64_t descriptors = 0;
  std::int64_t threads = 0;
};

/// Reads it from /proc. Throws std::runtime_error if that is not possible.
Usage UsageOfThisProcess();

/// From now on, one call of pread() in twenty takes up to a millisecond.
void DelayReads();

}  // namespace imrec::test

#endif  // IMREC_TESTS_TRUST_SOAK_USAGE_H_
