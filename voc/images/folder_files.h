// Folders, the files below them, and the parts of their paths.
#ifndef IMREC_VOC_IMAGES_FOLDER_FILES_H_
#define IMREC_VOC_IMAGES_FOLDER_FILES_H_

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace imrec {

/// Throws Error(kNotFound) if there is no such folder.
void RequireFolder(const std::filesystem::path& folder);

/// Calls `take(path, regular)` for everything below `folder` that is not a folder. `path` is
/// relative to `folder` and has '/' as separator. Follows links, but not those that lead back to a
/// folder above them; broken links, pipes and devices are not `regular`. Throws Error if a folder
/// cannot be read.
void ForEachFileBelow(const std::filesystem::path& folder,
                      const std::function<void(std::string path, bool regular)>& take);

/// Returns the position of the dot of the extension, or the length of the path if it has none.
std::size_t ExtensionStart(std::string_view path);

/// Returns true if the path has the extension, ignoring case. `extension` must be in lower case.
bool HasExtension(std::string_view path, std::string_view extension);

/// Returns the part of the path after the last '/'.
std::string_view BaseName(std::string_view path);

/// Converts a file name in an annotation, which may be written on another system, to a normal path:
/// replaces backslashes by slashes and resolves "./", "//" and "a/..". Keeps a leading "/" or "..".
std::string NormalPath(std::string_view name);

}  // namespace imrec

#endif  // IMREC_VOC_IMAGES_FOLDER_FILES_H_
