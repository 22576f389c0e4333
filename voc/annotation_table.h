// The annotations of one file that describes many images.
#ifndef IMREC_VOC_ANNOTATION_TABLE_H_
#define IMREC_VOC_ANNOTATION_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <imrec/image.h>
#include <imrec/voc_list.h>
#include <imrec/voc_problem.h>

#include "voc/annotation.h"
#include "voc/problem_place.h"

namespace imrec {

/// Images and objects in little memory: 64 bytes per object. Objects of an image need not be
/// adjacent.
class AnnotationTable {
 public:
  struct Image {
    std::string name;           // as written; may start with folders
    std::string subset;         // of a project, whose images may be in a folder of that name
    ImageSize size;             // 0 x 0 if the file does not contain it
    std::uint64_t line = 0;     // where it first occurs
    bool sizes_differ = false;  // the file contains another size, too, which has been reported
  };
  struct Object {
    std::uint32_t image = 0;  // its number
    std::uint32_t label = 0;  // of labels
    VocBox box;
    std::uint64_t line = 0;
    bool difficult = false;
    bool truncated = false;
    bool occluded = false;
    std::uint32_t number = 0;  // in the file, from 1; 0: as in this table
  };

  /// `path` is for messages.
  explicit AnnotationTable(std::string path) : file(std::move(path)) {}

  /// Returns the number of the image of that name, which is added if it is new. A
  /// leading "./" says nothing.
  std::uint32_t ImageNamed(std::string_view name, std::uint64_t line);

  /// Adds an image. Returns nullopt if there is one of the same name, subset and task.
  std::optional<std::uint32_t> AddImage(Image image, std::string_view task);

  /// Adds an object of the class `label`, whose number is set. If a class file cannot contain that
  /// name, reports it, and the object is left out.
  void Add(std::string_view label, Object object, VocProblems& problems);

  /// Adds a problem to `problems` that concerns the image of that number.
  void Report(VocProblem problem, std::uint32_t image, const std::optional<VocBox>& box,
              VocProblems& problems);

  std::string file;
  BoxUnit unit = BoxUnit::kPixels;
  VocCoordinates coordinates = VocCoordinates::kRaw;  // of pixels
  bool may_count_from_one = false;        // whether pixels are counted from 0 is not known
  std::vector<std::string> classes = {};  // in the order of their numbers; empty: not in the file
  bool names_are_stems = false;           // images are named without folder and extension
  std::vector<Image> images;
  std::vector<std::string> labels;
  std::vector<Object> objects;
  std::vector<ProblemPlace<std::uint32_t>> places;  // of the problems whose image is known

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  using Numbers = std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>>;

  Numbers image_numbers_;
  Numbers label_numbers_;
};

}  // namespace imrec

#endif  // IMREC_VOC_ANNOTATION_TABLE_H_
