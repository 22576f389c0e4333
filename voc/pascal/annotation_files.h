// Finds the XML files of an annotation folder by name.
#ifndef IMREC_VOC_PASCAL_ANNOTATION_FILES_H_
#define IMREC_VOC_PASCAL_ANNOTATION_FILES_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace imrec {

class AnnotationFiles {
 public:
  struct File {
    std::string stem;  // the path below the folder without extension
    std::string path;  // the path below the folder
  };

  explicit AnnotationFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Returns all XML files, regular or not, sorted by stem. Reads the folder in the first call, and
  /// throws Error if that fails.
  const std::vector<File>& all();

  /// Returns the paths (in the file system) of the annotations with this stem. There is more than
  /// one only if they differ in the case of the extension. None is outside the folder.
  std::vector<std::filesystem::path> Find(const std::string& stem);

 private:
  std::filesystem::path folder_;
  bool read_ = false;
  std::vector<File> files_;
};

}  // namespace imrec

#endif  // IMREC_VOC_PASCAL_ANNOTATION_FILES_H_
