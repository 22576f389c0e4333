#include "tests/support/allocations.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace imrec::test {
namespace {

std::atomic<std::size_t> allocated = 0;
std::atomic<std::size_t> freed = 0;
// Of the allocation that fails; 0: none does.
std::atomic<std::size_t> failing = 0;
std::atomic<bool> all_after = false;
std::atomic<bool> has_failed = false;

void* Allocate(std::size_t size, std::size_t alignment) {
  const std::size_t number = ++allocated;
  const std::size_t chosen = failing;
  if (chosen != 0 && (number == chosen || (all_after && number > chosen))) {
    ++freed;
    has_failed = true;
    throw std::bad_alloc();
  }
  const std::size_t rounded =
      (std::max<std::size_t>(size, 1) + alignment - 1) / alignment * alignment;
  if (void* memory = std::aligned_alloc(alignment, rounded)) return memory;
  throw std::bad_alloc();
}

void Free(void* memory) {
  if (memory != nullptr) ++freed;
  std::free(memory);
}

}  // namespace

std::size_t AllocationCount() { return allocated; }
std::size_t LiveAllocations() { return allocated - freed; }

FailingAllocation::FailingAllocation(std::size_t number, bool and_all_after) {
  has_failed = false;
  all_after = and_all_after;
  failing = allocated + number;
}

FailingAllocation::~FailingAllocation() { failing = 0; }

bool FailingAllocation::failed() const { return has_failed; }

}  // namespace imrec::test

using imrec::test::Allocate;
using imrec::test::Free;

void* operator new(std::size_t size) { return Allocate(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__); }
void* operator new[](std::size_t size) { return Allocate(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return Allocate(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return Allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { Free(memory); }
void operator delete[](void* memory) noexcept { Free(memory); }
void operator delete(void* memory, std::size_t) noexcept { Free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { Free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { Free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { Free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { Free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { Free(memory); }
