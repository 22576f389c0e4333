#include "voc/csv/csv_box_values.h"

#include <algorithm>

#include "recordio/internal/text_lines.h"
#include "voc/shape_bounds.h"

namespace imrec {
namespace {

// Splits "[834.0, 222.0, 56.0, 36.0]".
std::array<std::string, 4> SplitBox(std::string_view text) {
  std::array<std::string, 4> values;
  for (const char edge : {'[', '('}) {
    if (text.starts_with(edge)) text.remove_prefix(1);
  }
  for (const char edge : {']', ')'}) {
    if (text.ends_with(edge)) text.remove_suffix(1);
  }
  for (std::string& value : values) {
    const std::size_t end = std::min(text.find_first_of(",;"), text.size());
    value = TrimBlanks(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!TrimBlanks(text).empty()) values[3] += ',' + std::string(text);
  return values;
}

}  // namespace

std::array<std::string, 4> CsvBoxTexts(const CsvLayout& layout, std::span<const std::string> row) {
  using enum CsvColumn;
  const auto fields = [&](CsvColumn a, CsvColumn b, CsvColumn c, CsvColumn d) {
    return std::array<std::string, 4>{layout.Field(row, a), layout.Field(row, b),
                                      layout.Field(row, c), layout.Field(row, d)};
  };
  switch (layout.form) {
    case CsvBoxForm::kCorners:
      return fields(kXmin, kYmin, kXmax, kYmax);
    case CsvBoxForm::kCentre:
      return fields(kCentreX, kCentreY, kBoxWidth, kBoxHeight);
    case CsvBoxForm::kCornerSize:
      return fields(kXmin, kYmin, kBoxWidth, kBoxHeight);
    case CsvBoxForm::kText:
      break;
  }
  return SplitBox(layout.Field(row, kBox));
}

std::string_view CsvBoxValueName(CsvBoxForm form, std::size_t value) {
  static constexpr std::array<std::array<std::string_view, 4>, 4> kNames = {
      {{"xmin", "ymin", "xmax", "ymax"},
       {"x centre", "y centre", "width", "height"},
       {"x", "y", "width", "height"},
       {"x", "y", "width", "height"}}};
  return kNames[static_cast<std::size_t>(form)].at(value);
}

VocBox BoxOfCsvValues(CsvBoxForm form, const std::array<double, 4>& values) {
  const auto [a, b, c, d] = values;
  if (form == CsvBoxForm::kCorners) return {.xmin = a, .ymin = b, .xmax = c, .ymax = d};
  if (form == CsvBoxForm::kCentre) return CentredBox(a, b, c, d);
  return {.xmin = a, .ymin = b, .xmax = a + c, .ymax = b + d};
}

}  // namespace imrec
