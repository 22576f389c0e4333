// An annotation against its image: boxes in 0..1, problems told.
#ifndef IMREC_VOC_SAMPLE_CHECKER_H_
#define IMREC_VOC_SAMPLE_CHECKER_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/image_codec.h>
#include <imrec/voc_annotation.h>
#include <imrec/voc_list.h>

namespace imrec {

struct CheckedObject {
  VocObject object;
  NormalisedBox box{};
};

struct CheckedSample {
  bool usable = false;
  std::string file;   // of the annotation
  std::string image;  // path of the image file
  ImageSize size;     // upright
  std::vector<CheckedObject> objects;
  std::size_t boxes_from_zero = 0;
  VocProblems problems;
};

/// Not thread-safe: each thread has its own.
class SampleChecker {
 public:
  explicit SampleChecker(const VocListOptions& options) : options_(options) {}

  /// Fills `sample`, whose files are set, from an annotation and the header of the image. Never
  /// throws for what is in the image.
  void Check(const VocAnnotation& annotation, CheckedSample& sample);

 private:
  ImageInfo ReadImageInfo(const std::filesystem::path& path);
  void CheckObjects(const VocAnnotation& annotation, const ImageInfo& info,
                    CheckedSample& sample) const;

  const VocListOptions& options_;
  AnyImageDecoder decoder_;
  std::vector<std::byte> bytes_;
};

}  // namespace imrec

#endif  // IMREC_VOC_SAMPLE_CHECKER_H_
