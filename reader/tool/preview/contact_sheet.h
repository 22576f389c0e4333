// A picture of rows of cells, each a small image with a caption above it.
#ifndef IMREC_READER_TOOL_PREVIEW_CONTACT_SHEET_H_
#define IMREC_READER_TOOL_PREVIEW_CONTACT_SHEET_H_

#include <cstddef>
#include <string>
#include <vector>

#include <imrec/bounding_box.h>
#include <imrec/image.h>

#include "image/internal/text_renderer.h"

namespace imrec::tool {

enum class BoxStyle {
  kKept,     // an outline in the class's colour, with the name
  kDropped,  // dashed, without a name
  kWindow,   // dashed black and white, with the name at the bottom
  kTag,      // only the name, in the upper left corner of the image, one below the other
};

/// A box to draw on a cell, normalised to its image.
struct LabelledBox {
  BoundingBox box;
  std::size_t class_id = 0;
  std::string name;
  std::string number = {};  // is drawn if the fonts lack a character of the name
  BoxStyle style = BoxStyle::kKept;
};

/// Draws the outlines of all boxes, then their names, so that no outline crosses a name.
void DrawBoxes(MutableImageView image, const std::vector<LabelledBox>& boxes, TextRenderer& text);

/// All cells of a column have the same width; images keep their aspect ratio.
class ContactSheet {
 public:
  ContactSheet(int cell_height, std::vector<int> column_widths, std::size_t rows);

  /// Draws `image` (RGB), resized to the cell, with the boxes on it and the caption above it.
  void Place(std::size_t row, std::size_t column, ImageView image,
             const std::vector<LabelledBox>& boxes, const std::string& caption);

  const Image& image() const { return sheet_; }

 private:
  int cell_height_;
  std::vector<int> column_widths_;
  Image sheet_;
  TextRenderer text_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_CONTACT_SHEET_H_
