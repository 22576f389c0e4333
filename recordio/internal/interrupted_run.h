// What a run that was interrupted at its end has left.
#ifndef IMREC_RECORDIO_INTERNAL_INTERRUPTED_RUN_H_
#define IMREC_RECORDIO_INTERNAL_INTERRUPTED_RUN_H_

#include <filesystem>
#include <string>
#include <vector>

namespace imrec {

/// If a run was interrupted while the files of the data set `prefix` got their names, completes or
/// reverts it, as the next DatasetWriter would. Returns messages for the user. Throws Error as the
/// constructor of DatasetWriter.
std::vector<std::string> CompleteInterruptedRun(const std::filesystem::path& prefix);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_INTERRUPTED_RUN_H_
