#include "voc/image_finder.h"

#include <algorithm>
#include <cctype>
#include <system_error>
#include <vector>

#include <imrec/error.h>
#include <imrec/image_codec.h>

namespace imrec {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> ImagesBelow(const fs::path& folder) {
  std::vector<std::string> images;
  std::error_code failure;
  fs::recursive_directory_iterator entries(folder, fs::directory_options::follow_directory_symlink,
                                           failure);
  for (; !failure && entries != fs::recursive_directory_iterator(); entries.increment(failure)) {
    constexpr int kDeepest = 64;  // ends the walk of a link back to a folder above
    if (entries.depth() > kDeepest) entries.disable_recursion_pending();
    const fs::path& path = entries->path();
    if (ImageCodecForExtension(path.extension().string()) == nullptr) continue;
    std::error_code broken_link;
    if (!entries->is_regular_file(broken_link)) continue;
    images.push_back(path.lexically_relative(folder).generic_string());
  }
  if (failure) {
    throw Error(ErrorCode::kIo, "cannot read the folder: " + failure.message(),
                {.file = folder.string()});
  }
  std::ranges::sort(images);
  return images;
}

std::size_t ExtensionStart(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  const std::size_t slash = name.rfind('/');
  const bool has =
      dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash);
  return has ? dot : name.size();
}

std::string WithLowerExtension(std::string_view name) {
  std::string result(name);
  for (std::size_t i = ExtensionStart(name); i < result.size(); ++i) {
    result[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(result[i])));
  }
  return result;
}

std::string_view WithoutFolders(std::string_view name) {
  // Annotations made on Windows have backslashes.
  const std::size_t slash = name.find_last_of("/\\");
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

}  // namespace

ImageFinder::ImageFinder(const fs::path& folder) {
  for (const std::string& image : ImagesBelow(folder)) {
    const std::string_view name = WithoutFolders(image);
    for (const std::string& key :
         {image.substr(0, ExtensionStart(image)), WithLowerExtension(image),
          std::string(name.substr(0, ExtensionStart(name))), WithLowerExtension(name)}) {
      files_.try_emplace(key, image);
    }
  }
}

std::optional<std::string> ImageFinder::Find(const std::string& stem,
                                             std::string_view filename) const {
  const std::string_view name = WithoutFolders(filename);
  // The whole file name comes before its stem: `x_jpg.rf.12` has a dot, but no extension.
  for (const std::string& key :
       {stem, std::string(WithoutFolders(stem)), WithLowerExtension(name), std::string(name),
        std::string(name.substr(0, ExtensionStart(name)))}) {
    if (key.empty()) continue;
    const auto found = files_.find(key);
    if (found != files_.end()) return found->second;
  }
  return std::nullopt;
}

}  // namespace imrec
