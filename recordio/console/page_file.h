// The files of web pages.
#ifndef IMREC_RECORDIO_CONSOLE_PAGE_FILE_H_
#define IMREC_RECORDIO_CONSOLE_PAGE_FILE_H_

#include <filesystem>
#include <string>
#include <string_view>

namespace imrec::console {

/// Throws Error unless a page can be written to `file` later: the name must end in .html or .htm,
/// there must be a place for it (see RequirePlaceFor()), and an existing file of that name must be
/// a page of imrec. `option` is the option that names it, for messages.
void RequirePlaceForPage(const std::filesystem::path& file, const std::string& option);

/// Writes a page under a temporary name next to `file`, and renames it. Replaces a page of imrec;
/// throws Error as RequirePlaceForPage() does, and Error(kIo).
void WritePage(const std::filesystem::path& file, std::string_view page, const std::string& option);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_PAGE_FILE_H_
