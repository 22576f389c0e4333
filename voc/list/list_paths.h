// Paths in lists, which are relative to the ROOT that is passed to im2rec.
#ifndef IMREC_VOC_LIST_LIST_PATHS_H_
#define IMREC_VOC_LIST_LIST_PATHS_H_

#include <filesystem>
#include <string>
#include <utility>

namespace imrec {

/// Returns the absolute path without links and dots, even if its last parts do not exist.
std::filesystem::path AbsolutePath(const std::filesystem::path& path);

/// Returns the absolute path without resolving links, so that a data set that is linked into a
/// folder of data sets is in that folder. Resolves links only if the path contains "..".
std::filesystem::path TypedPath(const std::filesystem::path& path);

/// Returns a path that begins with the folder data/ without it, or an empty path. Exports for
/// darknet have such paths, whether or not their files are in a folder of that name.
std::filesystem::path WithoutDataFolder(const std::filesystem::path& path);

/// Returns `path` relative to `base`, which must be a TypedPath() or AbsolutePath(). Resolves links
/// only if the path as typed is not below `base`.
std::string PathBelow(const std::filesystem::path& base, const std::filesystem::path& path);

/// PathBelow() for many paths. Those that follow one of the same folder are cheap.
class PathsBelow {
 public:
  explicit PathsBelow(std::filesystem::path base) : base_(std::move(base)) {}

  std::string Of(const std::string& path);

 private:
  std::filesystem::path base_;
  std::string folder_;  // of the last path
  bool is_below_ = false;
  std::string below_;  // that folder relative to base_, if is_below_
};

}  // namespace imrec

#endif  // IMREC_VOC_LIST_LIST_PATHS_H_
