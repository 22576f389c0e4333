// The processors that a process may use.
#ifndef IMREC_READER_PROCESSORS_H_
#define IMREC_READER_PROCESSORS_H_

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace imrec {

/// Returns the processors in the affinity mask of this process, by their system numbers. Those of
/// the NUMA node of the calling thread come first. `root` replaces / in tests.
std::vector<int> UsableProcessors(const std::filesystem::path& root = "/");

/// Returns the number of threads to use: the number of these processors or, if that is less, the
/// quota of the control groups of the process (cpu.max, cpu.cfs_quota_us), rounded up.
std::size_t UsableThreads(const std::filesystem::path& root = "/");

/// Parses lists such as "0-3,8,10-11". Returns nullopt if the list is malformed.
std::optional<std::vector<int>> ParseProcessorList(std::string_view text);

/// Binds the calling thread to a processor. Returns false if the system refuses.
bool PinThisThread(int processor);

}  // namespace imrec

#endif  // IMREC_READER_PROCESSORS_H_
