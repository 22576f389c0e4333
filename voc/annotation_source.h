// What an annotation format implements: the samples of a data set.
#ifndef IMREC_VOC_ANNOTATION_SOURCE_H_
#define IMREC_VOC_ANNOTATION_SOURCE_H_

#include <cstddef>
#include <filesystem>

#include <imrec/voc_list.h>

#include "voc/list/list_maker.h"
#include "voc/sample_checker.h"

namespace imrec {

/// A data set in one annotation format. Functions are called in the order of their declaration, and
/// only Load() on several threads.
class AnnotationSource {
 public:
  AnnotationSource() = default;
  AnnotationSource(const AnnotationSource&) = delete;
  AnnotationSource& operator=(const AnnotationSource&) = delete;
  virtual ~AnnotationSource() = default;

  /// Sets what the format decides: the coordinates and, unless `options` has any, the class names.
  virtual void Adjust(VocListOptions& options) const = 0;

  /// Finds the samples, and adds the image folders to `maker`, which outlives the source. Throws
  /// Error if a folder or set cannot be read.
  virtual void Find(ListMaker& maker, VocProblems& problems) = 0;

  /// The folder to which paths in the list are relative, unless the user names one.
  virtual std::filesystem::path Base() const = 0;

  /// Number of samples.
  virtual std::size_t size() const = 0;

  /// Reads and checks sample i. Reports problems of the files; does not throw for them.
  virtual CheckedSample Load(std::size_t i, VocProblems& problems) const = 0;

  /// Reports what all samples together show.
  virtual void Conclude(VocProblems& /*problems*/) const {}

  /// Returns true if all images of the folders should have an annotation; false if only the samples
  /// that are returned with `annotated` = false have none.
  virtual bool CoversFolders() const = 0;
};

/// Makes a list of all samples. `problems` were found before, and come first in the list.
VocList MakeListFrom(AnnotationSource& source, VocListOptions options, VocProblems problems,
                     const ListMaker::OnProgress& on_progress);

}  // namespace imrec

#endif  // IMREC_VOC_ANNOTATION_SOURCE_H_
