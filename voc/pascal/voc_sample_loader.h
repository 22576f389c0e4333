// Reads and checks one annotated image of a VOC data set.
#ifndef IMREC_VOC_PASCAL_VOC_SAMPLE_LOADER_H_
#define IMREC_VOC_PASCAL_VOC_SAMPLE_LOADER_H_

#include <cstddef>
#include <string>
#include <utility>

#include "voc/images/image_folders.h"
#include "voc/pascal/dataset.h"
#include "voc/sample_checker.h"

namespace imrec {

/// Loads the samples of one root. Thread-safe.
class VocSampleLoader {
 public:
  /// `folder` is the number of the image folder of the root, and `set` the set file for messages.
  /// The options, classes and images must outlive this object.
  VocSampleLoader(const VocListOptions& options, ClassPool& classes, ImageFolders& images,
                  std::size_t folder, std::string set)
      : options_(options),
        classes_(classes),
        images_(images),
        folder_(folder),
        set_(std::move(set)) {}

  /// Reports problems of the files in `problems`; does not throw for them.
  CheckedSample Load(const VocSample& sample, VocProblems& problems) const;

 private:
  CheckedSample LoadUnannotated(const VocSample& sample, VocProblems& problems) const;

  const VocListOptions& options_;
  ClassPool& classes_;
  ImageFolders& images_;
  std::size_t folder_;
  std::string set_;
};

/// Returns a sample without objects for an image without annotation.
CheckedSample CheckUnannotated(const std::string& image, const VocListOptions& options,
                               ClassPool& classes, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_PASCAL_VOC_SAMPLE_LOADER_H_
