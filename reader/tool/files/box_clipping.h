// Mending detection labels whose boxes reach outside the image.
#ifndef IMREC_READER_TOOL_FILES_BOX_CLIPPING_H_
#define IMREC_READER_TOOL_FILES_BOX_CLIPPING_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace imrec::tool {

/// A label that has been mended.
struct ClippedLabel {
  std::vector<float> values;
  std::uint64_t clipped = 0;       // boxes whose corners were moved to the image's edge
  std::uint64_t dropped = 0;       // boxes that were inverted, or of which nothing was left
  std::vector<std::string> notes;  // a line for each of these
};

/// Clips boxes to 0..1 that reach outside by more than readers take, and drops those that are
/// inverted or have no area afterwards; if no object is left, the label is that of an image without
/// objects. Nothing if something else is wrong with the label, or its boxes look like pixels.
std::optional<ClippedLabel> ClipBoxes(std::span<const float> label);

/// Replaces the labels of an image record, which are packed (flag above 0).
void ReplaceLabels(std::span<const float> labels, std::span<const std::byte> record,
                   std::vector<std::byte>& result);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_BOX_CLIPPING_H_
