// An annotation against its image: boxes in 0..1, problems told.
#ifndef IMREC_VOC_SAMPLE_CHECKER_H_
#define IMREC_VOC_SAMPLE_CHECKER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/image_codec.h>
#include <imrec/voc_annotation.h>
#include <imrec/voc_list.h>

#include "voc/class_pool.h"

namespace imrec {

/// How surely an image is that of an annotation. Of several annotations, the first of these wins.
enum class ImageClaim {
  kOwnName,     // the image has the annotation's name, or exactly the path that JSON gives
  kNamed,       // the XML names it
  kSubstitute,  // it was found elsewhere
};

struct CheckedObject {
  std::uint32_t class_number = 0;  // of the ClassPool
  bool difficult = false;
  bool truncated = false;
  bool occluded = false;
  NormalisedBox box{};
};

struct CheckedSample {
  bool usable = false;
  bool annotated = true;  // false: an image without annotation
  std::string file;       // of the annotation
  VocItem item = VocItem::kNone;
  std::string id;     // which item of the file, if that holds several
  std::string image;  // path of the image file
  std::string name;   // of the image, for messages
  ImageClaim claim = ImageClaim::kOwnName;
  ImageSize size;  // upright
  std::vector<CheckedObject> objects;
  std::size_t boxes = 0;             // looked at
  std::size_t boxes_from_zero = 0;   // that touch 0
  std::size_t boxes_within_one = 0;  // whose numbers are all in 0..1

  /// A problem of this sample as a whole.
  VocProblem ProblemOf(VocProblemKind kind, std::string reason) const {
    return {.kind = kind,
            .file = file,
            .item = item,
            .id = id,
            .name = name,
            .reason = std::move(reason)};
  }
};

/// Not thread-safe: each thread has its own.
class SampleChecker {
 public:
  /// All must outlive this.
  SampleChecker(const VocListOptions& options, ClassPool& classes, VocProblems& problems)
      : options_(options), classes_(classes), problems_(problems) {}

  /// Fills `sample`, whose files are set, from an annotation and the header of the image. Never
  /// throws for what is in the image.
  void Check(const VocAnnotation& annotation, CheckedSample& sample);

 private:
  ImageInfo ReadImageInfo(const std::filesystem::path& path);
  void CheckObjects(const VocAnnotation& annotation, const ImageInfo& info, CheckedSample& sample);

  const VocListOptions& options_;
  ClassPool& classes_;
  VocProblems& problems_;
  AnyImageDecoder decoder_;
  std::vector<std::byte> bytes_;
};

}  // namespace imrec

#endif  // IMREC_VOC_SAMPLE_CHECKER_H_
