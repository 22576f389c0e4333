// Images whose frame in the record is not that of their boxes.
#ifndef IMREC_IM2REC_PACK_FRAME_MISMATCH_H_
#define IMREC_IM2REC_PACK_FRAME_MISMATCH_H_

#include <span>
#include <string>

#include <imrec/list_file.h>
#include <imrec/pack_list.h>

namespace imrec {

/// Returns the option because of which orientations are not the default ones: "--exif all",
/// "--exif ignore" or "--color -1"; empty if they are.
std::string FrameOption(const ImageOptions& options);

/// Returns true if `labels` is a detection label with at least one box that has an area.
bool HasBoxes(std::span<const float> labels);

/// Counts the image of a line.
void CountMismatch(const ListEntry& entry, FrameMismatches& mismatches);

/// Adds the images of later lines.
void AddMismatches(const FrameMismatches& more, FrameMismatches& mismatches);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_FRAME_MISMATCH_H_
