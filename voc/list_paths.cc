#include "voc/list_paths.h"

#include <algorithm>

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

fs::path AbsolutePath(const fs::path& path) { return fs::weakly_canonical(fs::absolute(path)); }

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

fs::path CommonFolder(const std::vector<VocRoot>& roots) {
  const fs::path typed = CommonFolder(roots, TypedPath);
  // Two roots of which one is linked may have nothing in common but where they really are.
  return typed == typed.root_path() ? CommonFolder(roots, AbsolutePath) : typed;
}

}  // namespace imrec
