#include "voc/pascal/annotation_files.h"

#include <algorithm>
#include <system_error>
#include <tuple>
#include <utility>

#include "voc/images/folder_files.h"

namespace imrec {

namespace fs = std::filesystem;

const std::vector<AnnotationFiles::File>& AnnotationFiles::all() {
  if (read_) return files_;
  ForEachFileBelow(folder_, [&](std::string path, bool /*regular*/) {
    if (!HasExtension(path, ".xml")) return;
    std::string stem = path.substr(0, ExtensionStart(path));
    files_.push_back({.stem = std::move(stem), .path = std::move(path)});
  });
  std::ranges::sort(files_, {}, [](const File& file) { return std::tie(file.stem, file.path); });
  read_ = true;
  return files_;
}

std::vector<fs::path> AnnotationFiles::Find(const std::string& stem) {
  const std::string path = NormalPath(stem);
  const bool outside = stem.empty() || path.starts_with('/') || path.starts_with("..");
  if (outside) return {};
  // Look for the file itself first, so that a few names do not require reading a large folder. A
  // backslash may be part of a name or a separator, so such names are looked up below.
  if (!read_ && stem.find('\\') == std::string::npos) {
    std::error_code missing;
    fs::path usual = folder_ / (path + ".xml");
    if (fs::is_regular_file(usual, missing)) return {std::move(usual)};
  }
  std::vector<fs::path> found;
  for (const std::string& name : {stem, path}) {
    const std::vector<File>& files = all();
    auto file = std::ranges::lower_bound(files, name, {}, &File::stem);
    for (; file != files.end() && file->stem == name; ++file) {
      found.push_back(folder_ / file->path);
    }
    if (!found.empty()) break;
  }
  return found;
}

}  // namespace imrec
