// Converts VOC data sets to detection lists, whose labels are
// [A, B, extra header, (class, xmin, ymin, xmax, ymax, extra) * n].
#ifndef IMREC_VOC_LIST_H_
#define IMREC_VOC_LIST_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/export.h>
#include <imrec/list_file.h>
#include <imrec/voc_problem.h>

namespace imrec {

/// One data set. If a folder is empty, it is ROOT/Annotations or ROOT/JPEGImages if that exists,
/// otherwise ROOT itself. Without a root both folders must be given, and there are no sets.
struct VocRoot {
  std::filesystem::path root;
  std::filesystem::path annotations = {};
  std::filesystem::path images = {};
};

/// The annotations of a root that are used.
struct VocSet {
  /// The set is the file ROOT/ImageSets/Main/NAME.txt. If empty, all annotations are used.
  std::string name = {};
  /// If set, the lines of the set, instead of a file; `name` is then their source in messages.
  std::optional<std::string> lines = std::nullopt;
};

/// How the pixel numbers of a box are converted. VOC counts pixels from 1 and includes both ends,
/// so the left edge of pixel x is x - 1 and its right edge is x. For each value, the result for a
/// box that covers a W x H image is given.
enum class VocCoordinates {
  kEdges,   // subtract 1 from xmin and ymin, which gives the edges of the pixels: 0, 0, 1, 1
  kRaw,     // subtract nothing, as MXNet's example/ssd and Caffe: 1/W, 1/H, 1, 1
  kMinus1,  // subtract 1 from all four, as GluonCV: 0, 0, (W-1)/W, (H-1)/H
};

/// Parses "edges", "raw" or "minus1". Throws Error(kInvalidArgument) for other texts.
IMREC_EXPORT VocCoordinates ParseVocCoordinates(std::string_view text);

/// The extra values of an object's row, each 0 or 1.
enum class VocField { kDifficult, kTruncated, kOccluded };

/// Parses a list such as "difficult,truncated", or "none". Throws Error(kInvalidArgument) for other
/// names.
IMREC_EXPORT std::vector<VocField> ParseVocFields(std::string_view text);

/// Returns the 20 classes of PASCAL VOC, in the usual (alphabetical) order.
IMREC_EXPORT std::vector<std::string> PascalVocClasses();

/// How annotations become a list; the options of voc2lst (docs/voc2lst.md).
struct VocListOptions {
  VocSet set = {};
  std::filesystem::path base = {};        // list paths are relative to it; empty: CommonFolder()
  std::vector<std::string> classes = {};  // by class number; empty: all that occur, sorted
  bool add_unknown_classes = false;       // append others, sorted; otherwise omit their objects
  VocCoordinates coordinates = VocCoordinates::kEdges;
  bool drop_bad_boxes = false;  // omit boxes that would otherwise be clipped
  bool keep_negatives = true;   // keep images without objects
  /// Add images without annotation as images without objects: those in the image folders or, with a
  /// set, those that it names. Otherwise they are only counted.
  bool take_unannotated = false;
  bool size_in_header = false;  // A = 4: the header contains the image width and height in pixels
  std::vector<VocField> fields = {VocField::kDifficult};
  int threads = 0;  // 0: one per core
};

/// A detection list, its class names, and what was found while it was made.
struct VocList {
  std::vector<ListEntry> entries;  // indices from 0
  std::vector<std::string> classes;
  std::vector<std::uint64_t> objects_per_class;
  std::uint64_t annotations = 0;       // read
  std::uint64_t unannotated = 0;       // images without annotation, in the list or not
  std::uint64_t negatives = 0;         // images without objects, in the list or not
  std::uint64_t objects = 0;           // in the list
  std::uint64_t boxes = 0;             // read
  std::uint64_t boxes_from_zero = 0;   // with a coordinate 0, although VOC counts from 1
  std::uint64_t boxes_within_one = 0;  // with all coordinates in 0..1
  std::filesystem::path base;          // the ROOT to pass to im2rec
  VocProblems problems;                // problems of samples come first, in sample order

  /// Returns true if all boxes look like fractions of the image size instead of pixels.
  bool looks_normalised() const { return boxes > 0 && boxes_within_one == boxes; }
};

/// Returns the deepest folder that contains all roots and image folders.
IMREC_EXPORT std::filesystem::path CommonFolder(const std::vector<VocRoot>& roots);

/// Makes a list from the annotations of all roots and the headers of their images. Image sizes are
/// taken from the headers. Reads on several threads.
///
/// The image of an annotation is the file that it names, in the corresponding folder, or the file
/// with the name of the annotation. If there is neither, it is the only file with that name in
/// another folder, or the only one with that stem; this is reported.
///
/// Labels refer to the upright image, after EXIF orientation is applied. Images without objects get
/// one placeholder row, which MXNet's reader drops. Items that cannot be used are omitted and
/// reported in VocList::problems. Calls `on_progress(done, total)` from one thread at a time; when
/// images without annotation are added, a second time from 0. Throws Error if a root or a set does
/// not exist, before it reads annotations.
IMREC_EXPORT VocList
MakeVocList(const std::vector<VocRoot>& roots, const VocListOptions& options,
            const std::function<void(std::uint64_t, std::uint64_t)>& on_progress = {});

}  // namespace imrec

#endif  // IMREC_VOC_LIST_H_
