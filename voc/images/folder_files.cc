#include "voc/images/folder_files.h"

#include <algorithm>
#include <cctype>
#include <system_error>
#include <utility>
#include <vector>

#include <imrec/error.h>

#include "recordio/internal/path_status.h"

namespace imrec {

namespace fs = std::filesystem;

namespace {

// The folders that contain the entries of a walk, with links resolved. A link that leads back to
// one of them would repeat all that is in it.
class FoldersAbove {
 public:
  explicit FoldersAbove(const fs::path& top) : canonical_({Canonical(top)}) {}

  // Returns false if the folder, an entry at this depth, is one of those above it.
  bool Enter(const fs::directory_entry& folder, std::size_t depth) {
    canonical_.resize(depth + 1);
    std::error_code failure;
    fs::path canonical = folder.is_symlink(failure) ? Canonical(folder.path())
                                                    : canonical_.back() / folder.path().filename();
    if (std::ranges::find(canonical_, canonical) != canonical_.end()) return false;
    canonical_.push_back(std::move(canonical));
    return true;
  }

 private:
  static fs::path Canonical(const fs::path& path) {
    std::error_code failure;
    fs::path canonical = fs::canonical(path, failure);
    return failure ? path : canonical;
  }

  std::vector<fs::path> canonical_;
};

}  // namespace

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
  FoldersAbove above(folder);
  for (; !failure && entries != fs::recursive_directory_iterator(); entries.increment(failure)) {
    std::error_code broken_link;
    if (entries->is_directory(broken_link)) {
      if (above.Enter(*entries, static_cast<std::size_t>(entries.depth()))) {
        read = entries->path();
      } else {
        entries.disable_recursion_pending();
      }
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
