#include "voc/csv/csv_layout.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <limits>
#include <string_view>

#include <imrec/error.h>
#include <imrec/voc_problem.h>

#include "voc/syntax/number_text.h"

namespace imrec {
namespace {

struct Alias {
  std::string_view name;  // without case, blanks and punctuation
  CsvColumn column;
};

constexpr std::array kAliases = {Alias{"filename", CsvColumn::kImage},
                                 Alias{"image", CsvColumn::kImage},
                                 Alias{"imageid", CsvColumn::kImage},
                                 Alias{"imagename", CsvColumn::kImage},
                                 Alias{"imagepath", CsvColumn::kImage},
                                 Alias{"imagefile", CsvColumn::kImage},
                                 Alias{"path", CsvColumn::kImage},
                                 Alias{"filepath", CsvColumn::kImage},
                                 Alias{"file", CsvColumn::kImage},
                                 Alias{"img", CsvColumn::kImage},
                                 Alias{"class", CsvColumn::kClass},
                                 Alias{"label", CsvColumn::kClass},
                                 Alias{"labelname", CsvColumn::kClass},
                                 Alias{"classname", CsvColumn::kClass},
                                 Alias{"classid", CsvColumn::kClass},
                                 Alias{"name", CsvColumn::kClass},
                                 Alias{"category", CsvColumn::kClass},
                                 Alias{"categoryname", CsvColumn::kClass},
                                 Alias{"categoryid", CsvColumn::kClass},
                                 Alias{"xmin", CsvColumn::kXmin},
                                 Alias{"x1", CsvColumn::kXmin},
                                 Alias{"left", CsvColumn::kXmin},
                                 Alias{"roix1", CsvColumn::kXmin},
                                 Alias{"bboxx", CsvColumn::kXmin},
                                 Alias{"x", CsvColumn::kXmin},
                                 Alias{"ymin", CsvColumn::kYmin},
                                 Alias{"y1", CsvColumn::kYmin},
                                 Alias{"top", CsvColumn::kYmin},
                                 Alias{"roiy1", CsvColumn::kYmin},
                                 Alias{"bboxy", CsvColumn::kYmin},
                                 Alias{"y", CsvColumn::kYmin},
                                 Alias{"xmax", CsvColumn::kXmax},
                                 Alias{"x2", CsvColumn::kXmax},
                                 Alias{"right", CsvColumn::kXmax},
                                 Alias{"roix2", CsvColumn::kXmax},
                                 Alias{"ymax", CsvColumn::kYmax},
                                 Alias{"y2", CsvColumn::kYmax},
                                 Alias{"bottom", CsvColumn::kYmax},
                                 Alias{"roiy2", CsvColumn::kYmax},
                                 Alias{"cx", CsvColumn::kCentreX},
                                 Alias{"xcenter", CsvColumn::kCentreX},
                                 Alias{"xcentre", CsvColumn::kCentreX},
                                 Alias{"centerx", CsvColumn::kCentreX},
                                 Alias{"cy", CsvColumn::kCentreY},
                                 Alias{"ycenter", CsvColumn::kCentreY},
                                 Alias{"ycentre", CsvColumn::kCentreY},
                                 Alias{"centery", CsvColumn::kCentreY},
                                 Alias{"w", CsvColumn::kBoxWidth},
                                 Alias{"boxwidth", CsvColumn::kBoxWidth},
                                 Alias{"bboxwidth", CsvColumn::kBoxWidth},
                                 Alias{"h", CsvColumn::kBoxHeight},
                                 Alias{"boxheight", CsvColumn::kBoxHeight},
                                 Alias{"bboxheight", CsvColumn::kBoxHeight},
                                 Alias{"bbox", CsvColumn::kBox},
                                 Alias{"width", CsvColumn::kImageWidth},
                                 Alias{"imagewidth", CsvColumn::kImageWidth},
                                 Alias{"imgwidth", CsvColumn::kImageWidth},
                                 Alias{"height", CsvColumn::kImageHeight},
                                 Alias{"imageheight", CsvColumn::kImageHeight},
                                 Alias{"imgheight", CsvColumn::kImageHeight},
                                 Alias{"set", CsvColumn::kSet},
                                 Alias{"split", CsvColumn::kSet},
                                 Alias{"subset", CsvColumn::kSet},
                                 Alias{"difficult", CsvColumn::kDifficult},
                                 Alias{"isdifficult", CsvColumn::kDifficult},
                                 Alias{"iscrowd", CsvColumn::kDifficult},
                                 Alias{"isgroupof", CsvColumn::kDifficult},
                                 Alias{"truncated", CsvColumn::kTruncated},
                                 Alias{"istruncated", CsvColumn::kTruncated},
                                 Alias{"occluded", CsvColumn::kOccluded},
                                 Alias{"isoccluded", CsvColumn::kOccluded},
                                 Alias{"isdepiction", CsvColumn::kDepiction},
                                 Alias{"isinside", CsvColumn::kInside}};

std::string Bare(std::string_view name) {
  std::string bare;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) bare += static_cast<char>(std::tolower(byte));
  }
  return bare;
}

const Alias* FindAlias(std::string_view name) {
  const auto* const found = std::ranges::find(kAliases, Bare(name), &Alias::name);
  return found == kAliases.end() ? nullptr : found;
}

// Ids give way to names in another column.
bool IsId(const Alias& alias) { return alias.name.ends_with("id"); }

bool Has(const CsvLayout& layout, std::initializer_list<CsvColumn> columns) {
  return std::ranges::all_of(columns,
                             [&](CsvColumn column) { return layout.at(column).has_value(); });
}

std::string Joined(std::span<const std::string> names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return Quoted(text);
}

[[noreturn]] void Fail(const std::string& reason) { throw Error(ErrorCode::kCorruptData, reason); }

// Chooses the form of the box by the columns that there are.
void ChooseForm(CsvLayout& layout, std::span<const std::string> header) {
  using enum CsvColumn;
  if (Has(layout, {kXmin, kYmin, kXmax, kYmax})) {
    layout.form = CsvBoxForm::kCorners;
    return;
  }
  // Beside x and y alone, width and height are those of the box.
  const bool has_place = Has(layout, {kXmin, kYmin}) || Has(layout, {kCentreX, kCentreY});
  if (has_place && !Has(layout, {kBoxWidth, kBoxHeight})) {
    layout.at(kBoxWidth) = layout.at(kImageWidth);
    layout.at(kBoxHeight) = layout.at(kImageHeight);
    layout.at(kImageWidth).reset();
    layout.at(kImageHeight).reset();
  }
  if (Has(layout, {kCentreX, kCentreY, kBoxWidth, kBoxHeight})) {
    layout.form = CsvBoxForm::kCentre;
  } else if (Has(layout, {kXmin, kYmin, kBoxWidth, kBoxHeight})) {
    layout.form = CsvBoxForm::kCornerSize;
  } else if (Has(layout, {kBox})) {
    layout.form = CsvBoxForm::kText;
  } else {
    Fail("has no columns of a box (xmin, ymin, xmax, ymax); its columns are " + Joined(header));
  }
}

// Returns whether the columns hold the corners of boxes, so that a width is that of the image.
bool HasFarCorners(std::span<const std::string> header) {
  return std::ranges::any_of(header, [](const std::string& name) {
    const Alias* alias = FindAlias(name);
    return alias != nullptr && alias->column == CsvColumn::kXmax;
  });
}

// Of the columns width and image_width, as of those of the height, the first is of the box. Returns
// false if the two at `first` and `second` are not such columns.
bool TakeBoxExtent(std::span<const std::string> header, std::size_t first, std::size_t second,
                   CsvColumn column, CsvLayout& layout) {
  const bool is_width = column == CsvColumn::kImageWidth;
  if (!is_width && column != CsvColumn::kImageHeight) return false;
  const auto is_bare = [&](std::size_t i) {
    return FindAlias(header[i])->name == (is_width ? "width" : "height");
  };
  std::optional<std::size_t>& of_box =
      layout.at(is_width ? CsvColumn::kBoxWidth : CsvColumn::kBoxHeight);
  if (is_bare(first) == is_bare(second) || of_box || HasFarCorners(header)) return false;
  of_box = is_bare(first) ? first : second;
  layout.at(column) = is_bare(first) ? second : first;
  return true;
}

CsvLayout LayoutOfHeader(std::span<const std::string> header) {
  CsvLayout layout;
  layout.has_header = true;
  layout.columns = header.size();
  for (std::size_t i = 0; i < header.size(); ++i) {
    const Alias* alias = FindAlias(header[i]);
    if (alias == nullptr) continue;
    std::optional<std::size_t>& position = layout.at(alias->column);
    if (position) {
      const bool was_id = IsId(*FindAlias(header[*position]));
      if (was_id != IsId(*alias)) {
        if (was_id) position = i;
        continue;
      }
      if (TakeBoxExtent(header, *position, i, alias->column, layout)) continue;
      Fail("the columns " + Quoted(header[*position]) + " and " + Quoted(header[i]) +
           " mean the same");
    }
    position = i;
  }
  const std::string columns = "; its columns are " + Joined(header);
  if (!layout.at(CsvColumn::kImage)) {
    Fail("has no column of image file names (filename)" + columns);
  }
  if (!layout.at(CsvColumn::kClass)) {
    Fail("has no column of classes; add a column 'class', even if all boxes are of one class" +
         columns);
  }
  ChooseForm(layout, header);
  return layout;
}

CsvLayout WithColumns(std::size_t columns,
                      std::initializer_list<std::pair<CsvColumn, std::size_t>> of) {
  CsvLayout layout;
  layout.columns = columns;
  for (const auto& [column, position] : of) layout.at(column) = position;
  return layout;
}

// Returns true if the fields of a box are numbers or, for an image without objects, empty.
bool AreCorners(std::span<const std::string> row, std::initializer_list<std::size_t> positions) {
  return std::ranges::all_of(
      positions, [&](std::size_t i) { return row[i].empty() || ParseNumber(row[i]).has_value(); });
}

// Returns how far a box reaches in its image, at least 1, which is the edge; infinity if it is
// inverted or there is no size. An image without objects has a size and no box.
double Reach(std::span<const std::string> row, std::array<std::size_t, 4> box,
             std::array<std::size_t, 2> size) {
  const auto is_empty = [&](std::size_t i) { return row[i].empty(); };
  if (std::ranges::all_of(box, is_empty) && std::ranges::none_of(size, is_empty)) return 1;
  const auto number = [&](std::size_t i) { return ParseNumber(row[i]).value_or(0); };
  const double right = number(box[2]);
  const double bottom = number(box[3]);
  const double width = number(size[0]);
  const double height = number(size[1]);
  if (right <= number(box[0]) || bottom <= number(box[1]) || width <= 0 || height <= 0) {
    return std::numeric_limits<double>::infinity();
  }
  return std::max({1.0, right / width, bottom / height});
}

// Returns true if eight columns are those of SKU-110K (box, class, size), false if they are those
// of TensorFlow (size, class, box). If the class is a number, the box that fits its image better
// decides.
bool AreSku(std::span<const std::string> row) {
  const bool may_be_sku = AreCorners(row, {3});
  const bool may_be_tensorflow = AreCorners(row, {5});
  if (may_be_sku != may_be_tensorflow) return may_be_sku;
  const double sku = Reach(row, {1, 2, 3, 4}, {6, 7});
  const double tensorflow = Reach(row, {4, 5, 6, 7}, {1, 2});
  if (sku != tensorflow) return sku < tensorflow;
  Fail(
      "has no header, and its eight columns may be path, x1, y1, x2, y2, class, width, height or "
      "path, width, height, class, xmin, ymin, xmax, ymax; add a header. The first line is " +
      Joined(row));
}

CsvLayout LayoutOfEight(std::span<const std::string> row) {
  using enum CsvColumn;
  if (AreSku(row)) {
    return WithColumns(8, {{kImage, 0},
                           {kXmin, 1},
                           {kYmin, 2},
                           {kXmax, 3},
                           {kYmax, 4},
                           {kClass, 5},
                           {kImageWidth, 6},
                           {kImageHeight, 7}});
  }
  return WithColumns(8, {{kImage, 0},
                         {kImageWidth, 1},
                         {kImageHeight, 2},
                         {kClass, 3},
                         {kXmin, 4},
                         {kYmin, 5},
                         {kXmax, 6},
                         {kYmax, 7}});
}

CsvLayout LayoutWithoutHeader(std::span<const std::string> row) {
  using enum CsvColumn;
  // keras-retinanet.
  if (row.size() == 6 && AreCorners(row, {1, 2, 3, 4})) {
    return WithColumns(6,
                       {{kImage, 0}, {kXmin, 1}, {kYmin, 2}, {kXmax, 3}, {kYmax, 4}, {kClass, 5}});
  }
  if (row.size() == 8 &&
      (AreCorners(row, {1, 2, 3, 4, 6, 7}) || AreCorners(row, {1, 2, 4, 5, 6, 7}))) {
    return LayoutOfEight(row);
  }
  // AutoML.
  if (row.size() == 11 && AreCorners(row, {3, 4, 7, 8})) {
    CsvLayout layout = WithColumns(
        11, {{kSet, 0}, {kImage, 1}, {kClass, 2}, {kXmin, 3}, {kYmin, 4}, {kXmax, 7}, {kYmax, 8}});
    layout.unit = BoxUnit::kShares;
    return layout;
  }
  Fail(
      "has neither a header (filename, class, xmin, ymin, xmax, ymax) nor the columns path, x1, "
      "y1, "
      "x2, y2, class; the first line is " +
      Joined(row));
}

}  // namespace

const std::string& CsvLayout::Field(std::span<const std::string> row, CsvColumn column) const {
  static const std::string none;
  const std::optional<std::size_t>& position = at(column);
  return position && *position < row.size() ? row[*position] : none;
}

CsvLayout FindCsvLayout(std::span<const std::string> first) {
  const auto known = std::ranges::count_if(
      first, [](const std::string& name) { return FindAlias(name) != nullptr; });
  const bool has_number = std::ranges::any_of(
      first, [](const std::string& field) { return ParseNumber(field).has_value(); });
  return known >= 3 && !has_number ? LayoutOfHeader(first) : LayoutWithoutHeader(first);
}

}  // namespace imrec
