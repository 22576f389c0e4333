#include "voc/list/list_paths.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <system_error>

#include <imrec/voc_list.h>

namespace imrec {

namespace fs = std::filesystem;

namespace {

bool LeadsUp(const fs::path& relative) { return relative.empty() || *relative.begin() == ".."; }

fs::path CommonPart(const fs::path& a, const fs::path& b) {
  const auto [end, unused] = std::ranges::mismatch(a, b);
  fs::path shared;
  for (auto part = a.begin(); part != end; ++part) shared /= *part;
  return shared;
}

fs::path CommonFolder(const std::vector<VocRoot>& roots, fs::path (*absolute)(const fs::path&)) {
  fs::path common;
  for (const VocRoot& root : roots) {
    for (const fs::path& folder : {root.root, root.images}) {
      if (folder.empty()) continue;
      const fs::path path = absolute(folder);
      common = common.empty() ? path : CommonPart(common, path);
    }
  }
  return common;
}

}  // namespace

fs::path WithoutDataFolder(const fs::path& path) {
  if (path.empty() || *path.begin() != "data") return {};
  fs::path below;
  for (auto part = std::next(path.begin()); part != path.end(); ++part) below /= *part;
  return below;
}

fs::path AbsolutePath(const fs::path& path) {
  const fs::path absolute = fs::absolute(path);
  std::error_code failure;  // a name that is too long, for example
  const fs::path resolved = fs::weakly_canonical(absolute, failure);
  return failure ? absolute.lexically_normal() : resolved;
}

fs::path TypedPath(const fs::path& path) {
  const fs::path absolute = fs::absolute(path);
  if (std::ranges::find(absolute, fs::path("..")) != absolute.end()) return AbsolutePath(path);
  const fs::path normal = absolute.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

std::string PathBelow(const fs::path& base, const fs::path& path) {
  const fs::path typed = TypedPath(path).lexically_relative(base);
  if (!LeadsUp(typed)) return typed.generic_string();
  return AbsolutePath(path).lexically_relative(AbsolutePath(base)).generic_string();
}

std::string PathsBelow::Of(const std::string& path) {
  const std::size_t name = path.rfind('/') + 1;
  const std::string_view last = std::string_view(path).substr(name);
  if (name == 0 || last.empty() || last == "." || last == "..") return PathBelow(base_, path);
  if (path.compare(0, name, folder_) != 0) {
    folder_ = path.substr(0, name);
    const fs::path below = TypedPath(folder_).lexically_relative(base_);
    is_below_ = !LeadsUp(below);
    below_ = below == "." ? std::string() : below.generic_string() + '/';
  }
  return is_below_ ? below_ + std::string(last) : PathBelow(base_, path);
}

fs::path CommonFolder(const std::vector<VocRoot>& roots) {
  const fs::path typed = CommonFolder(roots, TypedPath);
  // If a root is a link, the roots may have a common folder only after links are resolved.
  return typed == typed.root_path() ? CommonFolder(roots, AbsolutePath) : typed;
}

}  // namespace imrec
