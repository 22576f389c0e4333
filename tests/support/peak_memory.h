// How much memory a process has needed at most.
#ifndef IMREC_TESTS_SUPPORT_PEAK_MEMORY_H_
#define IMREC_TESTS_SUPPORT_PEAK_MEMORY_H_

#include <cstdint>
#include <functional>

namespace imrec::test {

/// False under sanitizers, whose own memory would be measured.
bool CanMeasureMemory();

/// Calls `work` in a child process, and waits for it; the most memory that the child had at a time,
/// in bytes, what it has from this process included. Throws std::runtime_error if the child dies of
/// a signal.
std::int64_t PeakMemoryOf(const std::function<void()>& work);

/// Waits until the program that the child process `pid` executes has ended, without reaping it.
/// Returns the most memory that it had at a time, in bytes. Unlike ru_maxrss, this doesn't count
/// what this process had when it forked. Memory of the last few milliseconds may be missing.
std::int64_t PeakMemoryOfChild(int pid);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_PEAK_MEMORY_H_
