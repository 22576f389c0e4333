// Checks where output will be written, before the work starts.
#ifndef IMREC_RECORDIO_CONSOLE_OUTPUT_PLACE_H_
#define IMREC_RECORDIO_CONSOLE_OUTPUT_PLACE_H_

#include <filesystem>
#include <string>

namespace imrec::console {

/// Throws Error(kIo) unless files can be created next to `file`: its folder, or the nearest parent
/// that exists, must be a writable folder. The error names `file` or that folder and ends with
/// `remedy`, for example "choose another place with -o".
void RequirePlaceFor(const std::filesystem::path& file, const std::string& remedy);

/// Returns the local time, for example "2025-06-01 12:00".
std::string DateTime(std::filesystem::file_time_type time);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_OUTPUT_PLACE_H_
