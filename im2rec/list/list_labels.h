// Checks the labels of a list before they are packed.
#ifndef IMREC_IM2REC_LIST_LIST_LABELS_H_
#define IMREC_IM2REC_LIST_LIST_LABELS_H_

#include <cstdint>
#include <functional>

#include <imrec/image_record.h>
#include <imrec/pack_list.h>

#include "im2rec/list/list_lines.h"

namespace imrec {

/// How the labels of a list are packed by default.
struct LabelChoice {
  LabelPacking packing = LabelPacking::kInHeader;
  std::uint64_t lines_without_boxes = 0;  // lines whose boxes are lost because of kInHeader
};

/// Reads the lines and chooses to pack all labels of each line if the list has detection labels,
/// otherwise the first one. A list has detection labels if most lines have their structure (see
/// LabelLayoutDetector), and at least one is valid or is invalid only because its boxes are in
/// pixels.
LabelChoice ChooseLabelPacking(const ListLines& lines);

/// Checks the labels that `packing` stores against the layout of most lines (see LabelProblem()).
/// Calls `tell`, which may be empty, for each line with invalid labels, in list order. Reads
/// the lines twice.
BadLabelCounts CheckLabels(const ListLines& lines, LabelPacking packing,
                           const std::function<void(const BadLabel&)>& tell);

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_LIST_LABELS_H_
