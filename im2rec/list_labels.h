// Checking the labels of a list before they are packed.
#ifndef IMREC_IM2REC_LIST_LABELS_H_
#define IMREC_IM2REC_LIST_LABELS_H_

#include <cstdint>
#include <functional>
#include <span>

#include <imrec/image_record.h>
#include <imrec/list_file.h>
#include <imrec/pack_list.h>

namespace imrec {

/// How the labels of a list are packed where nobody says it.
struct LabelChoice {
  LabelPacking packing = LabelPacking::kInHeader;
  std::uint64_t lines_without_boxes = 0;  // that hold boxes, of which kInHeader keeps nothing
};

/// All labels of each line if the list holds detection labels, else the first. A list holds
/// detection labels if most lines have their structure (LabelSurvey), and at least one is sound or
/// is at fault for having its boxes in pixels.
LabelChoice ChooseLabelPacking(std::span<const ListEntry> entries);

/// Judges the labels that `packing` stores, by the kind of label that most lines have
/// (LabelProblem). Calls `tell`, which may be empty, for each line at fault, in list order.
BadLabelCounts CheckLabels(std::span<const ListEntry> entries, LabelPacking packing,
                           const std::function<void(const BadLabel&)>& tell);

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_LABELS_H_
