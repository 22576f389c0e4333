// Detects a list whose images are not below the given root.
#ifndef IMREC_IM2REC_LIST_MISSING_IMAGES_H_
#define IMREC_IM2REC_LIST_MISSING_IMAGES_H_

#include <filesystem>
#include <string>

#include "im2rec/list/list_lines.h"

namespace imrec {

/// Throws Error(kNotFound) if there are lines and none of their paths exists below `root`. The
/// message suggests the folder below which they exist, if it is near `root` or the list. `list` is
/// the name of the list for the message; `list_path` may be empty. Stops at the first path that
/// exists.
void RequireSomeImages(const ListLines& lines, const std::filesystem::path& root,
                       const std::string& list, const std::filesystem::path& list_path);

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_MISSING_IMAGES_H_
