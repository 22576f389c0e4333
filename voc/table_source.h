// Samples from an AnnotationTable.
#ifndef IMREC_VOC_TABLE_SOURCE_H_
#define IMREC_VOC_TABLE_SOURCE_H_

#include <atomic>
#include <filesystem>

#include "voc/annotation_source.h"
#include "voc/annotation_table.h"
#include "voc/images/image_finder.h"

namespace imrec {

class TableSource final : public AnnotationSource {
 public:
  /// `folder` is that of the images. With `covers_folder`, all images below it should be in the
  /// table.
  TableSource(AnnotationTable table, std::filesystem::path folder, bool covers_folder);

  void Adjust(VocListOptions& options) const override;
  void Find(ListMaker& maker, VocProblems& problems) override;
  std::filesystem::path Base() const override;
  std::size_t size() const override { return table_.images.size(); }
  CheckedSample Load(std::size_t i, VocProblems& problems) const override;
  void Conclude(VocProblems& problems) const override;
  bool CoversFolders() const override { return covers_folder_; }

 private:
  FoundImage FindImage(const AnnotationTable::Image& image) const;
  FoundImage FindAsWritten(const AnnotationTable::Image& image) const;
  VocAnnotation AnnotationOf(std::size_t image) const;
  void Note(const VocAnnotation& annotation, ImageSize size) const;

  AnnotationTable table_;
  std::filesystem::path folder_;
  bool covers_folder_;
  ListMaker* maker_ = nullptr;
  std::size_t images_ = 0;  // the number of the folder
  // What Load() has seen on its threads.
  mutable std::atomic<bool> begins_below_one_ = false;
  mutable std::atomic<bool> ends_at_last_pixel_ = false;
};

}  // namespace imrec

#endif  // IMREC_VOC_TABLE_SOURCE_H_
