#include "im2rec/pack/frame_mismatch.h"

#include <cstddef>

#include <imrec/detection_label.h>

namespace imrec {

std::string FrameOption(const ImageOptions& options) {
  if (options.pass_through) return {};  // the tag stays, and readers turn the image
  if (options.apply_webp_exif) return "--exif all";
  if (options.apply_exif) return *options.apply_exif ? "" : "--exif ignore";
  return options.color == ColorMode::kAsStored ? "--color -1" : "";
}

bool HasBoxes(std::span<const float> labels) {
  if (!DetectionLabelView::Problem(labels).empty()) return false;
  const DetectionLabelView label(labels);
  for (std::size_t i = 0; i < label.object_count(); ++i) {
    if (!IsEmptyObject(label.object(i))) return true;
  }
  return false;
}

void CountMismatch(const ListEntry& entry, FrameMismatches& mismatches) {
  if (++mismatches.images > 1) return;
  mismatches.line = entry.line;
  mismatches.path = entry.path;
}

void AddMismatches(const FrameMismatches& more, FrameMismatches& mismatches) {
  if (mismatches.images == 0) {
    mismatches.line = more.line;
    mismatches.path = more.path;
  }
  mismatches.images += more.images;
}

}  // namespace imrec
