#include "voc/images/folder_files.h"

#include <algorithm>
#include <cctype>
#include <system_error>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/path_status.h"

namespace imrec {

namespace fs = std::filesystem;

void RequireFolder(const fs::path& folder) {
  if (IsFolder(folder)) return;
  throw Error(ErrorCode::kNotFound, "no such folder", {.file = folder.string()});
}

void ForEachFileBelow(const fs::path& folder,
                      const std::function<void(std::string path, bool regular)>& take) {
  std::error_code failure;
  fs::recursive_directory_iterator entries(folder, fs::directory_options::follow_directory_symlink,
                                           failure);
  fs::path read = folder;  // the folder whose entries are read next
  for (; !failure && entries != fs::recursive_directory_iterator(); entries.increment(failure)) {
    constexpr int kDeepest = 64;  // ends the walk if a link leads back to a folder that contains it
    if (entries.depth() > kDeepest) entries.disable_recursion_pending();
    std::error_code broken_link;
    if (entries->is_directory(broken_link)) {
      read = entries->path();
      continue;
    }
    read.clear();
    take(entries->path().lexically_relative(folder).generic_string(),
         entries->is_regular_file(broken_link));
  }
  if (failure) {
    throw Error(ErrorCode::kIo, "cannot read the folder: " + failure.message(),
                {.file = (read.empty() ? folder : read).string()});
  }
}

std::size_t ExtensionStart(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  const bool has =
      dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash);
  return has ? dot : path.size();
}

bool HasExtension(std::string_view path, std::string_view extension) {
  const std::string_view own = path.substr(ExtensionStart(path));
  return std::ranges::equal(own, extension, {},
                            [](char c) { return std::tolower(static_cast<unsigned char>(c)); });
}

std::string_view BaseName(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string NormalPath(std::string_view name) {
  std::string path(name);
  std::ranges::replace(path, '\\', '/');
  return fs::path(std::move(path)).lexically_normal().generic_string();
}

}  // namespace imrec
