// YOLO: a label file of text per image.
#ifndef IMREC_VOC_YOLO_YOLO_SOURCE_H_
#define IMREC_VOC_YOLO_YOLO_SOURCE_H_

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "voc/annotation_source.h"
#include "voc/yolo/yolo_data.h"
#include "voc/yolo/yolo_images.h"

namespace imrec {

/// The label file of an image is, in this order: the one in the given folder of labels; the one
/// whose path has `labels` in the place of the last `images`, or of `JPEGImages`; the one beside
/// the image. An empty file means an image without objects; an image without file is not annotated.
class YoloSource final : public AnnotationSource {
 public:
  /// `labels` is the folder of label files for the first image folder, or empty. `set` is the name
  /// of a split, or empty for all but minival. Throws Error(kNotFound) if there is no such split.
  YoloSource(YoloData data, std::filesystem::path labels, const std::string& set,
             VocProblems& problems);

  void Adjust(VocListOptions& options) const override;
  void Find(ListMaker& maker, VocProblems& problems) override;
  std::filesystem::path Base() const override;
  std::size_t size() const override { return images_.size(); }
  CheckedSample Load(std::size_t i, VocProblems& problems) const override;
  bool CoversFolders() const override { return false; }

 private:
  YoloData data_;
  std::filesystem::path labels_;
  std::vector<std::string> classes_;
  std::filesystem::path base_;
  std::vector<YoloImage> images_;
  ListMaker* maker_ = nullptr;
};

std::unique_ptr<AnnotationSource> OpenYolo(const AnnotationInput& input,
                                           const VocListOptions& options, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_YOLO_YOLO_SOURCE_H_
