// The images of a data set of YOLO, and their label files.
#ifndef IMREC_VOC_YOLO_YOLO_IMAGES_H_
#define IMREC_VOC_YOLO_YOLO_IMAGES_H_

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <imrec/voc_problem.h>

#include "voc/list/list_paths.h"
#include "voc/yolo/yolo_data.h"

namespace imrec {

struct YoloImage {
  std::string path;
  std::string label;  // the path of the label file; empty: none
};

/// Collects the images of folders and lists, each once. Not thread-safe.
class YoloImages {
 public:
  /// `labels` is the folder of label files for the images below a folder, or empty.
  YoloImages(std::filesystem::path root, std::filesystem::path labels, VocProblems& problems)
      : root_(std::move(root)),
        labels_(labels.empty() ? std::move(labels) : TypedPath(labels)),
        problems_(problems) {}

  /// Adds the images of a place: those of a folder in the order of their names, or those of a list.
  /// Reports images of a list that do not exist, or occur in it before. Throws Error if the place
  /// cannot be read.
  void Add(const YoloPlace& place);

  /// Reports labels in two kinds of places, and label files without image.
  void ReportLabels();

  std::vector<YoloImage> Take() { return std::move(images_); }
  /// The folders of images and lists, for a common folder.
  const std::vector<std::filesystem::path>& folders() const { return folders_; }

 private:
  void AddFolder(const std::filesystem::path& folder);
  void AddList(const std::filesystem::path& list);
  std::filesystem::path FindListed(const std::filesystem::path& list, std::string_view line) const;
  /// Returns false if the image was added before.
  bool AddImage(const std::string& path, const std::string& label_below);
  std::string LabelOf(const std::string& image, const std::string& label_below);
  std::string Canonical(const std::string& path);
  std::string Typed(const std::string& path);
  void AddLabelFolder(const std::string& image);
  void ReportStrayLabels(const std::filesystem::path& folder, bool among_images);

  std::filesystem::path root_;
  std::filesystem::path labels_;
  VocProblems& problems_;
  std::vector<YoloImage> images_;
  std::vector<std::filesystem::path> folders_;
  std::set<std::filesystem::path> label_folders_;
  std::set<std::filesystem::path> image_folders_;             // all of whose images are known
  std::unordered_set<std::string> seen_;                      // images
  std::unordered_map<std::string, std::size_t> label_files_;  // and the first image of each
  std::unordered_map<std::string, std::string> canonical_;    // of folders
  std::unordered_map<std::string, std::string> typed_;        // of folders
  std::uint64_t in_label_folders_ = 0;
  std::uint64_t beside_images_ = 0;
  std::string first_beside_;
  std::string last_folder_;  // that AddLabelFolder() has seen
};

}  // namespace imrec

#endif  // IMREC_VOC_YOLO_YOLO_IMAGES_H_
