// What can be wrong with annotations, and how it is told.
#ifndef IMREC_VOC_PROBLEM_H_
#define IMREC_VOC_PROBLEM_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imrec {

enum class VocProblemKind {
  // The image is left out.
  kMissingAnnotation,     // named by a set, but there is no XML file; or a folder without any
  kUnreadableAnnotation,  // no well-formed VOC XML
  kRepeatedName,          // named before, by the same set or another root
  kMissingImage,          // no image of that name
  kAmbiguousImage,        // several images could be meant
  kSharedImage,           // the image of another annotation
  kUnreadableImage,       // no header of a format that imrec reads
  kUnlistablePath,        // a name that no list line can hold
  kBadImage,              // COCO: no usable id or file name, or the id of another image
  // The object is left out, or mended (see VocListOptions::drop_bad_boxes).
  kMissingBox,        // no bndbox, or no number in it
  kMissingClass,      // no name, several names, or an unknown category
  kBadClass,          // a name that no class file can hold
  kBadCategory,       // COCO: no usable id or name; the objects of that category are left out
  kUnknownImage,      // of an image that the file lacks
  kUnknownClass,      // a name that the class list lacks
  kInvertedBox,       // xmax < xmin or ymax < ymin
  kEmptyBox,          // no width or no height
  kOutsideBox,        // wholly outside the image
  kPartlyOutsideBox,  // reaches beyond the image by more than a pixel; clipped
  // Wrong, whatever was done about it.
  kBadField,      // a value that does not fit its field, or none where there must be one
  kSizeMismatch,  // the annotation's image size is not that of the image, which decides
  // Noticed.
  kSubstitutedImage,  // taken from another folder or with another extension than named
  kDuplicateObject,   // same class and box as one before
  kSeveralBoxes,      // more than one bndbox in an object; each counts as an object
  kRepeatedId,        // COCO: an id used twice without harm
  kRepeatedClass,     // COCO: categories of the same name, which are one class
  kEncoding,          // not the encoding that the file declares
};
inline constexpr std::size_t kVocProblemKinds = 27;

/// "empty_box", for reports.
std::string_view VocProblemName(VocProblemKind kind);

/// True if such a problem keeps an image, or an object, out of the list.
bool LeavesOutImage(VocProblemKind kind);
bool LeavesOutObject(VocProblemKind kind);

/// True if something was left out or a value is wrong; false for what is noticed or clipped only.
bool IsFault(VocProblemKind kind);

/// What a problem is about, besides its file.
enum class VocItem {
  kNone,        // the file or line
  kObject,      // an <object> of an XML file
  kAnnotation,  // an entry of COCO's lists
  kImage,
  kCategory,
};

/// "object", for reports; empty for kNone.
std::string_view VocItemName(VocItem item);

struct VocProblem {
  VocProblemKind kind;
  std::string file;        // the XML or JSON file, or the set file
  std::uint64_t line = 0;  // 0: unknown, or the whole file
  VocItem item = VocItem::kNone;
  std::string id = {};    // which item: its number from 1, or COCO's id as written
  std::string name = {};  // the object's class, the image's file name, the category's name
  std::string reason;     // what was found, what was done
};

/// `file:line: object 13 (RBC): reason`, as far as these are known; on one line whatever the names
/// hold.
std::string Describe(const VocProblem& problem);

/// `text` in quotes for a message, its end cut off if it is long.
std::string Quoted(std::string_view text);

/// All problems of a data set: their number per kind, and the first of them in full. Memory stays
/// below a few MiB for any number of problems. Not thread-safe.
class VocProblems {
 public:
  static constexpr std::size_t kKept = 1000;       // in full, of all kinds
  static constexpr std::size_t kKeptPerKind = 10;  // in full, also when there are kKept already

  void Add(VocProblem problem);
  /// Counts problems that nobody will look at one by one.
  void AddUnnamed(VocProblemKind kind, std::uint64_t count);
  /// Adds those of `later`, as if each had been added in its order.
  void Append(VocProblems later);

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
  void Keep(VocProblem problem);

  std::vector<VocProblem> kept_;
  std::array<Count, kVocProblemKinds> counts_{};
  std::uint64_t total_ = 0;
};

}  // namespace imrec

#endif  // IMREC_VOC_PROBLEM_H_
