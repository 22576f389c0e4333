// Repairs detection labels whose boxes reach outside the image.
#ifndef IMREC_READER_TOOL_FILES_BOX_CLIPPING_H_
#define IMREC_READER_TOOL_FILES_BOX_CLIPPING_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace imrec::tool {

/// A repaired label.
struct ClippedLabel {
  std::vector<float> values;
  std::uint64_t clipped = 0;       // boxes whose corners were moved to the image's edge
  std::uint64_t dropped = 0;       // boxes that were inverted, or outside the image
  std::vector<std::string> notes;  // one line per clipped or dropped box
};

/// Clips boxes to 0..1 if they reach outside by more than readers accept, and drops those that are
/// inverted or have no area afterwards. If no object is left, the result is the label of an image
/// without objects. Returns nothing if the label has another fault, or its boxes look like pixels.
std::optional<ClippedLabel> ClipBoxes(std::span<const float> label);

/// Replaces the labels of an image record with packed labels (flag above 0).
void ReplaceLabels(std::span<const float> labels, std::span<const std::byte> record,
                   std::vector<std::byte>& result);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_BOX_CLIPPING_H_
