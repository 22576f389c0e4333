// VOC data sets to detection lists: [A, B, extra header, (class, xmin, ymin, xmax, ymax, extra) *
// n].
#ifndef IMREC_VOC_LIST_H_
#define IMREC_VOC_LIST_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/list_file.h>
#include <imrec/voc_boxes.h>
#include <imrec/voc_dataset.h>
#include <imrec/voc_problem.h>

namespace imrec {

/// What an object's row can hold after its box, as 0 or 1.
enum class VocField { kDifficult, kTruncated, kOccluded };

/// "difficult,truncated" or "none"; throws Error(kInvalidArgument) for other names.
std::vector<VocField> ParseVocFields(std::string_view text);

/// The 20 classes of PASCAL VOC, in the order that everybody uses.
std::vector<std::string> PascalVocClasses();

struct VocListOptions {
  VocSet set = {};
  std::filesystem::path base = {};        // what list paths start from; empty: CommonFolder()
  std::vector<std::string> classes = {};  // empty: those found, sorted
  bool add_unknown_classes = false;       // after `classes`, sorted; else objects are left out
  VocCoordinates coordinates = VocCoordinates::kEdges;
  bool drop_bad_boxes = false;  // also those that clipping would mend
  bool keep_negatives = true;   // images without objects
  // Images without annotation become images without objects: those in the image folders or, of a
  // set, those that it names. Else they are counted only.
  bool take_unannotated = false;
  bool size_in_header = false;  // A = 4: image width and height in pixels
  std::vector<VocField> fields = {VocField::kDifficult};
  int threads = 0;  // 0: one per core
};

struct VocList {
  std::vector<ListEntry> entries;  // indices from 0
  std::vector<std::string> classes;
  std::vector<std::uint64_t> objects_per_class;
  std::uint64_t annotations = 0;       // looked at
  std::uint64_t unannotated = 0;       // images without annotation, taken or not
  std::uint64_t negatives = 0;         // images without objects, kept or not
  std::uint64_t objects = 0;           // in the list
  std::uint64_t boxes = 0;             // looked at
  std::uint64_t boxes_from_zero = 0;   // that touch 0, where VOC counts from 1
  std::uint64_t boxes_within_one = 0;  // whose numbers are all in 0..1
  std::filesystem::path base;          // im2rec's ROOT for this list
  VocProblems problems;                // first those of single samples, in their order

  /// True if the boxes look like shares of the image's size, where pixels are expected.
  bool looks_normalised() const { return boxes > 0 && boxes_within_one == boxes; }
};

/// The deepest folder that holds all of them.
std::filesystem::path CommonFolder(const std::vector<VocRoot>& roots);

/// Reads the annotations of all roots, on several threads, and the headers of their images, which
/// decide sizes. The image of an annotation is the file that it names beside it, or that has its
/// own name; else the one file of that name in another folder, or of that stem, which is told.
/// Images without objects get the one placeholder row that MXNet's reader drops. Labels are of the
/// picture as it is seen, its EXIF orientation applied. What cannot be used is left out and told.
/// `on_progress(done, total)` is called by one thread at a time. Throws Error for roots and sets
/// that are not there, before anything is read.
VocList MakeVocList(const std::vector<VocRoot>& roots, const VocListOptions& options,
                    const std::function<void(std::uint64_t, std::uint64_t)>& on_progress = {});

}  // namespace imrec

#endif  // IMREC_VOC_LIST_H_
