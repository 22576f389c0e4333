// Finds out what the columns of a CSV file of boxes mean.
#ifndef IMREC_VOC_CSV_CSV_LAYOUT_H_
#define IMREC_VOC_CSV_CSV_LAYOUT_H_

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "voc/annotation.h"

namespace imrec {

enum class CsvColumn {
  kImage,
  kClass,
  kXmin,
  kYmin,
  kXmax,
  kYmax,
  kCentreX,
  kCentreY,
  kBoxWidth,
  kBoxHeight,
  kBox,  // "[x, y, width, height]"
  kImageWidth,
  kImageHeight,
  kSet,
  kDifficult,  // also groups and crowds
  kTruncated,
  kOccluded,
  kDepiction,  // Open Images: a drawing
  kInside,     // Open Images: taken from inside the object
};
inline constexpr std::size_t kCsvColumns = 19;

/// How a row gives its box.
enum class CsvBoxForm {
  kCorners,     // kXmin, kYmin, kXmax, kYmax
  kCentre,      // kCentreX, kCentreY, kBoxWidth, kBoxHeight
  kCornerSize,  // kXmin, kYmin, kBoxWidth, kBoxHeight
  kText,        // kBox
};

struct CsvLayout {
  std::array<std::optional<std::size_t>, kCsvColumns> positions{};
  CsvBoxForm form = CsvBoxForm::kCorners;
  bool has_header = false;
  std::size_t columns = 0;           // of the first record
  std::optional<BoxUnit> unit = {};  // nullopt: decided by the values

  std::optional<std::size_t>& at(CsvColumn column) {
    return positions[static_cast<std::size_t>(column)];
  }
  const std::optional<std::size_t>& at(CsvColumn column) const {
    return positions[static_cast<std::size_t>(column)];
  }
  /// The field of a row; empty if the row or the layout does not have it.
  const std::string& Field(std::span<const std::string> row, CsvColumn column) const;
};

/// Returns the layout, by the names in the first record if that is a header, otherwise by the
/// number and kinds of its values. Names are compared without case, blanks and punctuation.
/// If there is a name and an id of the image or the class, the name is used. Throws
/// Error(kCorruptData) if the columns cannot be those of boxes.
CsvLayout FindCsvLayout(std::span<const std::string> first);

}  // namespace imrec

#endif  // IMREC_VOC_CSV_CSV_LAYOUT_H_
