#include "tests/fuzz/allocation_limit.h"

// GCC has no __has_feature.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IMREC_FUZZ_COUNTS_ALLOCATIONS
#endif
#endif

#ifdef IMREC_FUZZ_COUNTS_ALLOCATIONS
#include <sanitizer/allocator_interface.h>

#include <cstdint>
#include <cstdlib>
#endif

namespace imrec::fuzz {

#ifdef IMREC_FUZZ_COUNTS_ALLOCATIONS

namespace {

constexpr std::int64_t kOff = INT64_MIN;
thread_local std::int64_t live_bytes = kOff;
thread_local std::int64_t most_bytes = 0;

void Add(std::int64_t bytes) {
  if (live_bytes == kOff) return;
  live_bytes += bytes;
  if (live_bytes > most_bytes) abort();
}

bool InstallHooks() {
  __sanitizer_install_malloc_and_free_hooks(
      [](const volatile void*, std::size_t size) { Add(static_cast<std::int64_t>(size)); },
      [](const volatile void* memory) {
        Add(-static_cast<std::int64_t>(
            __sanitizer_get_allocated_size(const_cast<const void*>(memory))));
      });
  return true;
}

}  // namespace

AllocationLimit::AllocationLimit(std::size_t most) {
  static const bool installed = InstallHooks();
  static_cast<void>(installed);
  most_bytes = static_cast<std::int64_t>(most);
  live_bytes = 0;
}
AllocationLimit::~AllocationLimit() { live_bytes = kOff; }

#else

AllocationLimit::AllocationLimit(std::size_t /*most*/) {}
AllocationLimit::~AllocationLimit() = default;

#endif

}  // namespace imrec::fuzz
