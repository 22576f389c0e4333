// Finding the image that an annotation speaks of.
#ifndef IMREC_VOC_IMAGE_FINDER_H_
#define IMREC_VOC_IMAGE_FINDER_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace imrec {

/// Knows the image files below a folder, by what imrec reads. Only files that are there are ever
/// named, so no path in an annotation leads out of the folder. Thread-safe once made.
class ImageFinder {
 public:
  /// Throws Error if the folder cannot be read.
  explicit ImageFinder(const std::filesystem::path& folder);

  /// The image of the annotation with this stem (`a/0001`): by the stem, then by the file name that
  /// it holds, with or without extension, without folders in front. Case of the extension does not
  /// matter. The path is relative to the folder.
  std::optional<std::string> Find(const std::string& stem, std::string_view filename) const;

 private:
  // Keys: relative path, file name, and both without extension; the extension in lower case. Where
  // two images share a key, the first by name has it.
  std::unordered_map<std::string, std::string> files_;
};

}  // namespace imrec

#endif  // IMREC_VOC_IMAGE_FINDER_H_
