// Checks an annotation against its image, and converts its boxes to fractions.
#ifndef IMREC_VOC_SAMPLE_CHECKER_H_
#define IMREC_VOC_SAMPLE_CHECKER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <imrec/image_codec.h>
#include <imrec/voc_list.h>

#include "voc/annotation.h"
#include "voc/boxes.h"
#include "voc/classes/class_pool.h"

namespace imrec {

/// How an annotation claims its image. If several annotations have the same image, the first of
/// these has precedence.
enum class ImageClaim {
  kOwnName,     // the image has the name of the annotation, or exactly the path in the JSON file
  kNamed,       // the XML file names it
  kSubstitute,  // it was found in another way
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
  bool annotated = true;   // false: an image without annotation
  std::string file;        // of the annotation
  std::uint64_t line = 0;  // of the file, if it contains several annotations
  VocItem item = VocItem::kNone;
  std::string id;     // of the item, if the file contains several
  std::string image;  // path of the image file
  std::string name;   // of the image, for messages
  ImageClaim claim = ImageClaim::kOwnName;
  ImageSize size;  // upright
  std::vector<CheckedObject> objects;
  std::size_t boxes = 0;             // read
  std::size_t boxes_from_zero = 0;   // with a coordinate 0
  std::size_t boxes_within_one = 0;  // with all coordinates in 0..1

  /// Returns a problem of the whole sample.
  VocProblem ProblemOf(VocProblemKind kind, std::string reason) const {
    return {.kind = kind,
            .file = file,
            .line = line,
            .item = item,
            .id = id,
            .name = name,
            .reason = std::move(reason)};
  }
};

/// Checks samples. Not thread-safe; each thread has its own.
class SampleChecker {
 public:
  /// All must outlive this object.
  SampleChecker(const VocListOptions& options, ClassPool& classes, VocProblems& problems)
      : options_(options), classes_(classes), problems_(problems) {}

  /// Fills `sample`, whose files must be set, from an annotation and the header of the image.
  /// Reports an unreadable image as a problem; does not throw for it.
  void Check(const VocAnnotation& annotation, CheckedSample& sample);

  /// Sets the image of the problem at a position in VocProblems::kept() and, if `box` has a value
  /// and the image is readable, its box. `declared` is the size of the image in the annotation, or
  /// 0 x 0.
  void Locate(std::size_t problem, const std::string& image, const std::optional<VocBox>& box,
              ImageSize declared, BoxUnit unit);

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
