// The image folders of a data set, and which of their images are annotated.
#ifndef IMREC_VOC_IMAGES_IMAGE_FOLDERS_H_
#define IMREC_VOC_IMAGES_IMAGE_FOLDERS_H_

#include <atomic>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "voc/images/image_finder.h"
#include "voc/sample_checker.h"

namespace imrec {

class ImageFolders {
 public:
  /// Reads a folder and returns its number. If it was added before, returns the same number again.
  /// Throws Error if it cannot be read.
  std::size_t Add(const std::filesystem::path& folder);

  const ImageFinder& finder(std::size_t folder) const { return folders_[folder].finder; }

  /// Returns the path of the image that was found.
  std::string PathOf(std::size_t folder, const FoundImage& found) const;

  /// Marks all images that match as annotated. Thread-safe.
  void Claim(std::size_t folder, const FoundImage& found);

  /// Calls Claim(), and sets the image of `sample`, whose file must be set. Returns false and
  /// reports a problem unless exactly one image was found; also reports a substitution. `said` is
  /// the name of the image in the annotation, and `looked_for` its name in the report of a missing
  /// image. Thread-safe.
  bool Take(std::size_t folder, const FoundImage& found, const std::string& said,
            const std::string& looked_for, CheckedSample& sample, VocProblems& problems);

  /// Returns the images that are not marked as annotated, by folder and name.
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

/// Omits annotations that share their image with another one, readable or not: all but the one with
/// the best claim, or all of them if several have the best claim. Reports each.
void LeaveOutSharedImages(std::vector<CheckedSample>& samples, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_IMAGES_IMAGE_FOLDERS_H_
