// One annotated image of a VOC data set, read and checked.
#ifndef IMREC_VOC_SAMPLE_LOADER_H_
#define IMREC_VOC_SAMPLE_LOADER_H_

#include <cstddef>
#include <string>

#include <imrec/voc_dataset.h>

#include "voc/image_folders.h"
#include "voc/sample_checker.h"

namespace imrec {

/// Loads the samples of one root. Several threads may share it.
class VocSampleLoader {
 public:
  /// `folder`: which of the image folders belongs to the root. `set`: the set file, for messages.
  /// The options, classes and images must outlive this.
  VocSampleLoader(const VocListOptions& options, ClassPool& classes, ImageFolders& images,
                  std::size_t folder, std::string set)
      : options_(options), classes_(classes), images_(images), folder_(folder), set_(set) {}

  /// Never throws for what is in the files.
  CheckedSample Load(const VocSample& sample, VocProblems& problems) const;

 private:
  CheckedSample LoadUnannotated(const VocSample& sample, VocProblems& problems) const;

  const VocListOptions& options_;
  ClassPool& classes_;
  ImageFolders& images_;
  std::size_t folder_;
  std::string set_;
};

/// An image without annotation, as one without objects.
CheckedSample CheckUnannotated(const std::string& image, const VocListOptions& options,
                               ClassPool& classes, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_SAMPLE_LOADER_H_
