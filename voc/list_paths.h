// Paths in lists: below the folder that im2rec is given as ROOT.
#ifndef IMREC_VOC_LIST_PATHS_H_
#define IMREC_VOC_LIST_PATHS_H_

#include <filesystem>
#include <string>

namespace imrec {

/// The path without links and dots, also if its end does not exist.
std::filesystem::path AbsolutePath(const std::filesystem::path& path);

/// The absolute path with the links that were typed: a data set that is linked into a folder of
/// data sets lies in that folder. Links are resolved only where ".." follows one.
std::filesystem::path TypedPath(const std::filesystem::path& path);

/// `path` relative to `base`, which is a TypedPath() or AbsolutePath(): by the names that were
/// typed, or without links if it is not below `base` by these.
std::string PathBelow(const std::filesystem::path& base, const std::filesystem::path& path);

}  // namespace imrec

#endif  // IMREC_VOC_LIST_PATHS_H_
