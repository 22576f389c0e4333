// Makes a list from samples; shared by all annotation formats.
#ifndef IMREC_VOC_LIST_LIST_MAKER_H_
#define IMREC_VOC_LIST_LIST_MAKER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include <imrec/voc_list.h>

#include "voc/classes/class_pool.h"
#include "voc/images/image_folders.h"
#include "voc/pascal/voc_sample_loader.h"
#include "voc/sample_checker.h"

namespace imrec {

class ListMaker {
 public:
  using OnProgress = std::function<void(std::uint64_t, std::uint64_t)>;
  /// Returns sample i. Called on several threads at the same time.
  using LoadSample = std::function<CheckedSample(std::size_t i, VocProblems& problems)>;

  /// All must outlive this object.
  ListMaker(const VocListOptions& options, const OnProgress& on_progress, VocList& list);

  ImageFolders& images() { return images_; }
  ClassPool& classes() { return classes_; }
  const VocListOptions& options() const { return options_; }
  /// Returns a checker for one sample.
  SampleChecker Checker(VocProblems& problems) { return {options_, classes_, problems}; }

  /// Returns a loader for the samples of a resolved root. Reads its image folder; throws Error if
  /// that fails.
  VocSampleLoader LoaderOf(const VocRoot& root);

  /// Loads samples 0 .. count-1 on several threads. Adds their problems to the list in sample
  /// order.
  void Load(std::size_t count, const LoadSample& load);

  /// Returns a sample without objects for an image without annotation. Thread-safe.
  CheckedSample CheckUnannotated(const std::string& image, VocProblems& problems);

  /// Omits images that several annotations share, counts or adds images without annotation, and
  /// fills the list, whose base must be set. With `whole_folders`, all images of the folders should
  /// have an annotation; otherwise only those of the loaded samples.
  void Finish(bool whole_folders);

 private:
  void AddUnannotated(bool whole_folders);

  const VocListOptions& options_;
  const OnProgress& on_progress_;
  VocList& list_;
  ImageFolders images_;
  ClassPool classes_;
  std::vector<CheckedSample> samples_;
};

}  // namespace imrec

#endif  // IMREC_VOC_LIST_LIST_MAKER_H_
