// Checking the labels of a list before they are packed.
#ifndef IMREC_IM2REC_LIST_LABELS_H_
#define IMREC_IM2REC_LIST_LABELS_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include <imrec/image_record.h>
#include <imrec/list_file.h>

namespace imrec {

/// A list line whose labels are not sound; it is packed all the same, as they are.
struct BadLabel {
  std::uint64_t line = 0;
  std::string path;
  std::string reason;
};

struct BadLabelCounts {
  std::uint64_t lines = 0;
  std::uint64_t pixel_boxes = 0;  // of these, those whose boxes look like pixels
};

/// Judges the labels that `packing` stores, by the kind of label that most lines have
/// (LabelProblem). Calls `tell`, which may be empty, for each line at fault, in list order.
BadLabelCounts CheckLabels(std::span<const ListEntry> entries, LabelPacking packing,
                           const std::function<void(const BadLabel&)>& tell);

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_LABELS_H_
