// Where output is to go: checked before the work that it is the result of.
#ifndef IMREC_RECORDIO_CONSOLE_OUTPUT_PLACE_H_
#define IMREC_RECORDIO_CONSOLE_OUTPUT_PLACE_H_

#include <filesystem>
#include <string>

namespace imrec::console {

/// Throws Error(kIo) unless files can be made beside `file`: its folder, or the nearest one above
/// it that is there, must be a folder that may be written. The error names `file` or that folder
/// and ends with `remedy`, such as "-o names another place".
void RequirePlaceFor(const std::filesystem::path& file, const std::string& remedy);

/// "2025-06-01 12:00", local time.
std::string DateTime(std::filesystem::file_time_type time);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_OUTPUT_PLACE_H_
