// The files below a folder.
#ifndef IMREC_VOC_FOLDER_FILES_H_
#define IMREC_VOC_FOLDER_FILES_H_

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace imrec {

/// Calls `take(path, regular)` with the path, relative to the folder and with '/', of all below it
/// that is no folder. Links are followed; those that lead nowhere, pipes and the like are not
/// `regular`. Throws Error if a folder cannot be read.
void ForEachFileBelow(const std::filesystem::path& folder,
                      const std::function<void(std::string path, bool regular)>& take);

/// Where the extension of a path starts, its dot included; the path's length if it has none.
std::size_t ExtensionStart(std::string_view path);

/// True if the path ends with `extension`, which is in lower case, in any case.
bool HasExtension(std::string_view path, std::string_view extension);

/// The path without the folders in front.
std::string_view BaseName(std::string_view path);

/// As annotations name files, on any system, to a path below some folder: backslashes are slashes,
/// "./", "//" and "a/.." are resolved. A leading "/" or ".." stays.
std::string NormalPath(std::string_view name);

}  // namespace imrec

#endif  // IMREC_VOC_FOLDER_FILES_H_
