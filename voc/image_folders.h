// The image folders of a data set, and which of their images have an annotation.
#ifndef IMREC_VOC_IMAGE_FOLDERS_H_
#define IMREC_VOC_IMAGE_FOLDERS_H_

#include <atomic>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "voc/image_finder.h"
#include "voc/sample_checker.h"

namespace imrec {

class ImageFolders {
 public:
  /// Reads a folder and returns its number; one that was added before keeps its own. Throws Error
  /// if it cannot be read.
  std::size_t Add(const std::filesystem::path& folder);

  const ImageFinder& finder(std::size_t folder) const { return folders_[folder].finder; }

  /// The file of the one image that was found.
  std::string PathOf(std::size_t folder, const FoundImage& found) const;

  /// All images that could be meant count as annotated. Thread-safe.
  void Claim(std::size_t folder, const FoundImage& found);

  /// Claims, and makes what was found the image of `sample`, whose file is set. False, and a
  /// problem, if that is not one image; a substitution is told, too. `said`: how the annotation
  /// calls the image; `looked_for`: what a missing image is told as. Thread-safe.
  bool Take(std::size_t folder, const FoundImage& found, const std::string& said,
            const std::string& looked_for, CheckedSample& sample, VocProblems& problems);

  /// The images that nobody took, in order of folders and names.
  std::vector<std::filesystem::path> Untaken() const;

 private:
  struct Folder {
    explicit Folder(const std::filesystem::path& path) : finder(path), taken(finder.size()) {}

    ImageFinder finder;
    std::vector<std::atomic<bool>> taken;
  };

  std::vector<std::string> paths_;  // absolute
  std::deque<Folder> folders_;
};

/// Leaves out annotations whose image is that of another one, readable or not: all but the one with
/// the best claim, or all of them if there is no best. Each is told.
void LeaveOutSharedImages(std::vector<CheckedSample>& samples, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_IMAGE_FOLDERS_H_
