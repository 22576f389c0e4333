// A list whose images are not where they are looked for.
#ifndef IMREC_IM2REC_MISSING_IMAGES_H_
#define IMREC_IM2REC_MISSING_IMAGES_H_

#include <filesystem>
#include <span>
#include <string>

#include <imrec/list_file.h>

namespace imrec {

/// Throws Error(kNotFound) if there are entries and not one of their paths is there below `root`.
/// It says below which folder they are, if that is one near `root` or near the list. `list` names
/// the list in the error; `list_path` may be empty. Looks at one path if that is there.
void RequireSomeImages(std::span<const ListEntry> entries, const std::filesystem::path& root,
                       const std::string& list, const std::filesystem::path& list_path);

}  // namespace imrec

#endif  // IMREC_IM2REC_MISSING_IMAGES_H_
