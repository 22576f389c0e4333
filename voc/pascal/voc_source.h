// PASCAL VOC: folders of XML files.
#ifndef IMREC_VOC_PASCAL_VOC_SOURCE_H_
#define IMREC_VOC_PASCAL_VOC_SOURCE_H_

#include <filesystem>
#include <memory>
#include <vector>

#include <imrec/annotation_list.h>

#include "voc/annotation_source.h"
#include "voc/pascal/dataset.h"
#include "voc/pascal/voc_sample_loader.h"

namespace imrec {

class VocSource final : public AnnotationSource {
 public:
  /// Throws Error if a root or the set does not exist.
  VocSource(const std::vector<VocRoot>& roots, VocSet set);

  void Adjust(VocListOptions& /*options*/) const override {}
  void Find(ListMaker& maker, VocProblems& problems) override;
  std::filesystem::path Base() const override { return CommonFolder(roots_); }
  std::size_t size() const override { return samples_.size(); }
  CheckedSample Load(std::size_t i, VocProblems& problems) const override {
    return loaders_[samples_[i].root].Load(samples_[i], problems);
  }
  bool CoversFolders() const override;

 private:
  std::vector<VocRoot> roots_;  // resolved
  VocSet set_;
  std::vector<VocSampleLoader> loaders_;  // one per root
  std::vector<VocSample> samples_;
};

std::unique_ptr<AnnotationSource> OpenVoc(const AnnotationInput& input,
                                          const VocListOptions& options, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_PASCAL_VOC_SOURCE_H_
