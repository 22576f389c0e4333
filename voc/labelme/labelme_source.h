// LabelMe: a JSON file per image.
#ifndef IMREC_VOC_LABELME_LABELME_SOURCE_H_
#define IMREC_VOC_LABELME_LABELME_SOURCE_H_

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <imrec/annotation_list.h>

#include "voc/annotation_source.h"

namespace imrec {

class LabelMeSource final : public AnnotationSource {
 public:
  /// All JSON files below the folders are annotations. Images are below the same folder, or below
  /// AnnotationInput::images. Throws Error if a folder does not exist.
  explicit LabelMeSource(const AnnotationInput& input);

  void Adjust(VocListOptions& options) const override {
    options.coordinates = VocCoordinates::kRaw;
  }
  void Find(ListMaker& maker, VocProblems& problems) override;
  std::filesystem::path Base() const override;
  std::size_t size() const override { return files_.size(); }
  CheckedSample Load(std::size_t i, VocProblems& problems) const override;
  bool CoversFolders() const override { return true; }

 private:
  struct Root {
    std::filesystem::path annotations;
    std::filesystem::path images;
    std::size_t number = 0;  // of the image folder
  };
  struct File {
    std::string path;  // below the folder of its root
    std::size_t root = 0;
  };

  std::vector<Root> roots_;
  bool merge_groups_;
  std::vector<File> files_;
  ListMaker* maker_ = nullptr;
};

std::unique_ptr<AnnotationSource> OpenLabelMe(const AnnotationInput& input,
                                              const VocListOptions& options, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_LABELME_LABELME_SOURCE_H_
