// How many processors a process may use, and which.
#ifndef IMREC_READER_PROCESSORS_H_
#define IMREC_READER_PROCESSORS_H_

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace imrec {

/// The processors of this process, as numbered by the system: those that its affinity mask allows,
/// those of the NUMA node that the calling thread runs on first. `root` stands for / in tests.
std::vector<int> UsableProcessors(const std::filesystem::path& root = "/");

/// How many threads keep these busy: their number, or what the control groups that the process is
/// in grant (cpu.max, cpu.cfs_quota_us), rounded up, if that is less.
std::size_t UsableThreads(const std::filesystem::path& root = "/");

/// Parses lists such as "0-3,8,10-11". Nothing if it is malformed.
std::optional<std::vector<int>> ParseProcessorList(std::string_view text);

/// Binds the calling thread to a processor; false if the system refuses.
bool PinThisThread(int processor);

}  // namespace imrec

#endif  // IMREC_READER_PROCESSORS_H_
