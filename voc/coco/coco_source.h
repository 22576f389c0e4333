// COCO: one JSON file of images, categories and annotations.
#ifndef IMREC_VOC_COCO_COCO_SOURCE_H_
#define IMREC_VOC_COCO_COCO_SOURCE_H_

#include <filesystem>
#include <memory>
#include <span>

#include <imrec/annotation_list.h>

#include "voc/annotation_source.h"
#include "voc/coco/coco_file.h"
#include "voc/coco/coco_tables.h"

namespace imrec {

class CocoSource final : public AnnotationSource {
 public:
  /// `folder` is that of the images. Throws Error(kNotFound) if it does not exist.
  CocoSource(CocoFile file, std::filesystem::path folder, VocProblems& problems);

  void Adjust(VocListOptions& options) const override;
  void Find(ListMaker& maker, VocProblems& problems) override;
  std::filesystem::path Base() const override;
  std::size_t size() const override { return file_.images.size(); }
  CheckedSample Load(std::size_t i, VocProblems& problems) const override;
  bool CoversFolders() const override { return true; }

 private:
  void LocateProblems(VocProblems& problems) const;
  std::span<const CocoObject> ObjectsOf(CocoId image) const;
  VocAnnotation AnnotationOf(const CocoImage& image, VocProblems& problems) const;

  CocoFile file_;
  std::filesystem::path folder_;
  CocoCategories categories_;
  ListMaker* maker_ = nullptr;
  std::size_t images_ = 0;  // the number of the folder
};

std::unique_ptr<AnnotationSource> OpenCoco(const AnnotationInput& input,
                                           const VocListOptions& options, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_COCO_COCO_SOURCE_H_
