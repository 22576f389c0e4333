// Problems of annotations, and how they are reported.
#ifndef IMREC_VOC_PROBLEM_H_
#define IMREC_VOC_PROBLEM_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/export.h>

namespace imrec {

enum class VocProblemKind {
  // The image is omitted.
  kMissingAnnotation,     // a set names an XML file that does not exist; or a folder without any
  kUnreadableAnnotation,  // not well-formed VOC XML
  kRepeatedName,          // occurred before, in the same set or in another root
  kMissingImage,          // no image has the name
  kAmbiguousImage,        // several images match
  kSharedImage,           // the image of another annotation
  kUnreadableImage,       // no header of a format that imrec reads
  kUnlistablePath,        // a name that a list line cannot contain
  kBadImage,              // COCO: no usable id or file name, or the id of another image
  // The object is omitted, or clipped (see VocListOptions::drop_bad_boxes).
  kMissingBox,        // no bndbox, or a coordinate is missing or not a number
  kMissingClass,      // no name, several names, or an unknown category
  kBadClass,          // a name that a class file cannot contain
  kBadCategory,       // COCO: no usable id or name; the objects of the category are omitted
  kUnknownImage,      // its image is not in the file
  kUnknownClass,      // its class is not in the class list
  kInvertedBox,       // xmax < xmin or ymax < ymin
  kEmptyBox,          // zero width or height
  kOutsideBox,        // completely outside the image; or a share that is not within 0..1
  kShapeWithoutBox,   // a shape that no box describes, such as a line or a point
  kPartlyOutsideBox,  // extends beyond the image by more than a pixel; clipped
  // A value is wrong, but nothing may be omitted because of it.
  kBadField,      // a field has an invalid value, or a required value is missing
  kSizeMismatch,  // the image size in the annotation differs from that of the image, which is used
  // Notes.
  kSubstitutedImage,   // found in another folder or with another extension than named
  kDuplicateObject,    // same class and box as an earlier object
  kSeveralBoxes,       // more than one bndbox in an object; each counts as an object
  kRepeatedId,         // COCO: an id occurs twice without consequences
  kRepeatedClass,      // COCO: categories with the same name, which are one class
  kEncoding,           // the encoding is not the one that the file declares
  kSubstitutedFolder,  // a folder that the file names does not exist; another one is used
  kTwoLabelFolders,    // YOLO: some labels are in labels/ folders, others beside their images
  kPixelsFromOne,      // CSV: the pixels seem to be counted from 1, and are read as counted from 0
  kSizeAsStored,       // of an image that is shown turned; its boxes are turned as well
  kDistantFolder,      // YOLO: the images come from another folder than that of the file, which has
                       // some
};
inline constexpr std::size_t kVocProblemKinds = 33;

/// Returns the name of a kind for reports, for example "empty_box".
IMREC_EXPORT std::string_view VocProblemName(VocProblemKind kind);

/// Returns true if a problem of this kind omits an image, or an object.
IMREC_EXPORT bool LeavesOutImage(VocProblemKind kind);
IMREC_EXPORT bool LeavesOutObject(VocProblemKind kind);

/// Returns true if something is omitted or a value is wrong; false for notes and clipped boxes.
IMREC_EXPORT bool IsFault(VocProblemKind kind);

/// The kind of item that a problem concerns.
enum class VocItem {
  kNone,        // the whole file, or a line of it
  kObject,      // an element `object` of an XML file
  kAnnotation,  // an entry of COCO's lists
  kImage,
  kCategory,
};

/// Returns the name of an item kind for reports, for example "object"; empty for kNone.
IMREC_EXPORT std::string_view VocItemName(VocItem item);

/// Something that is wrong with an annotation, and its place.
struct VocProblem {
  VocProblemKind kind;
  std::string file;        // the XML or JSON file, or the set file
  std::uint64_t line = 0;  // 0 if unknown, or for the whole file
  VocItem item = VocItem::kNone;
  std::string id = {};     // of the item: its number from 1, or the COCO id as written
  std::string name = {};   // the class of an object, file name of an image, or name of a category
  std::string reason;      // what is wrong, and what was done
  std::string image = {};  // path of the image that it concerns, if known
  /// The box that it concerns, if known: xmin, ymin, xmax, ymax in fractions of the upright image,
  /// as in the file; may be outside 0..1, inverted or infinite.
  std::optional<std::array<double, 4>> box = std::nullopt;
};

/// Returns `file:line: object 13 (RBC): reason`, without unknown parts. The result is one line,
/// even if names contain line ends.
IMREC_EXPORT std::string Describe(const VocProblem& problem);

/// Returns `text` in quotes for a message, shortened if it is long.
IMREC_EXPORT std::string Quoted(std::string_view text);

/// The problems of a data set: the number of each kind, and the first of them in full. Takes at
/// most a few MiB for any number of problems. Not thread-safe.
class IMREC_EXPORT VocProblems {
 public:
  static constexpr std::size_t kKept = 1000;       // stored in full, of all kinds together
  static constexpr std::size_t kKeptPerKind = 10;  // stored in full even if kKept is reached

  /// Returns its position in kept(), or nullopt if it is only counted.
  std::optional<std::size_t> Add(VocProblem problem);
  /// Counts problems without storing them.
  void AddUnnamed(VocProblemKind kind, std::uint64_t count);
  /// Adds the problems of `later`, with the same result as adding them one by one in their order.
  void Append(VocProblems later);
  /// Sets the image of the stored problems that have none.
  void SetImage(const std::string& image);
  /// Sets the image and the box of the problem at a position in kept().
  void Locate(std::size_t position, std::string image,
              const std::optional<std::array<double, 4>>& box);

  bool empty() const { return total_ == 0; }
  std::uint64_t total() const { return total_; }
  std::uint64_t count(VocProblemKind kind) const { return Of(kind).found; }
  /// The problems in full, in order. The first kKept of them are the first that were added.
  const std::vector<VocProblem>& kept() const { return kept_; }

 private:
  struct Count {
    std::uint64_t found = 0;
    std::uint64_t kept = 0;
  };
  Count& Of(VocProblemKind kind) { return counts_[static_cast<std::size_t>(kind)]; }
  const Count& Of(VocProblemKind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
  bool Keep(VocProblem problem);

  std::vector<VocProblem> kept_;
  std::array<Count, kVocProblemKinds> counts_{};
  std::uint64_t total_ = 0;
};

}  // namespace imrec

#endif  // IMREC_VOC_PROBLEM_H_
