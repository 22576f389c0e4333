#include "voc/cvat/cvat_shape.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "recordio/internal/text_lines.h"
#include "voc/shape_bounds.h"
#include "voc/syntax/number_text.h"

namespace imrec {
namespace {

class ShapeReader {
 public:
  explicit ShapeReader(const XmlReader& reader) : reader_(reader) {}

  CvatShape Read() {
    const std::string_view kind = reader_.name();
    if (kind == "box") {
      ReadPlainBox();
    } else if (kind == "polygon") {
      ReadPolygon();
    } else if (kind == "mask") {
      ReadMask();
    } else if (kind == "ellipse") {
      ReadEllipse();
    } else if (kind == "cuboid") {
      ReadCuboid();
    } else {
      Fail(VocProblemKind::kShapeWithoutBox, "is a <" + std::string(kind) + ">, not a box");
      if (const auto points = Points()) shape_.box = BoundsOf(*points);
    }
    return std::move(shape_);
  }

 private:
  void Fail(VocProblemKind kind, std::string reason) {
    shape_.kind = kind;
    shape_.fault = std::move(reason);
  }

  void ReadPlainBox() {
    const auto values = Numbers<4>({"xtl", "ytl", "xbr", "ybr"});
    if (values) SetTurned(BoundsOf(*values));
  }

  void ReadMask() {
    const auto values = Numbers<4>({"left", "top", "width", "height"});
    if (!values) return;
    const auto [left, top, width, height] = *values;
    shape_.box = {.xmin = left, .ymin = top, .xmax = left + width, .ymax = top + height};
  }

  void ReadEllipse() {
    const auto values = Numbers<4>({"cx", "cy", "rx", "ry"});
    const std::optional<double> degrees = values ? Rotation() : std::nullopt;
    if (!degrees) return;
    const auto [x, y, radius_x, radius_y] = *values;
    shape_.box = BoundsOfEllipse(x, y, radius_x, radius_y, *degrees);
  }

  void ReadCuboid() {
    const auto values =
        Numbers<16>({"xtl1", "ytl1", "xbl1", "ybl1", "xtr1", "ytr1", "xbr1", "ybr1", "xtl2", "ytl2",
                     "xbl2", "ybl2", "xtr2", "ytr2", "xbr2", "ybr2"});
    if (values) shape_.box = BoundsOf(*values);
  }

  void ReadPolygon() {
    const auto points = Points();
    if (!points || points->size() < 6) {
      return Fail(VocProblemKind::kMissingBox, "points are " + Quoted(reader_.Attribute("points")) +
                                                   "; expected at least three x,y");
    }
    SetTurned(BoundsOf(*points));
  }

  // Returns the numbers of "x,y;x,y;x,y", or nullopt if there are none or one is wrong.
  std::optional<std::vector<double>> Points() const {
    const std::string text = reader_.Attribute("points");
    std::vector<double> points;
    for (std::string_view rest = text; !rest.empty();) {
      const std::string_view point = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(point.size() + 1, rest.size()));
      const std::size_t comma = std::min(point.find(','), point.size());
      const auto x = ParseNumber(TrimBlanks(point.substr(0, comma)));
      const auto y = ParseNumber(TrimBlanks(point.substr(std::min(comma + 1, point.size()))));
      if (!x || !y) return std::nullopt;
      points.insert(points.end(), {*x, *y});
    }
    return points.empty() ? std::nullopt : std::optional(std::move(points));
  }

  void SetTurned(const VocBox& box) {
    const std::optional<double> degrees = Rotation();
    if (degrees) shape_.box = BoundsOfTurned(box, *degrees);
  }

  std::optional<double> Rotation() {
    const std::string text = reader_.Attribute("rotation");
    if (text.empty()) return 0.0;
    const std::optional<double> degrees = ParseNumber(text);
    if (!degrees) {
      Fail(VocProblemKind::kMissingBox, "rotation is " + Quoted(text) + "; expected degrees");
    }
    return degrees;
  }

  template <std::size_t kCount>
  std::optional<std::array<double, kCount>> Numbers(
      const std::array<std::string_view, kCount>& names) {
    std::array<double, kCount> values{};
    for (std::size_t i = 0; i < kCount; ++i) {
      const std::string text = reader_.Attribute(names[i]);
      const std::optional<double> value = ParseNumber(text);
      if (!value) {
        Fail(VocProblemKind::kMissingBox,
             std::string(names[i]) +
                 (text.empty() ? " is missing" : " is " + Quoted(text) + "; expected a number"));
        return std::nullopt;
      }
      values[i] = *value;
    }
    return values;
  }

  const XmlReader& reader_;
  CvatShape shape_;
};

}  // namespace

CvatShape ReadCvatShape(const XmlReader& reader) { return ShapeReader(reader).Read(); }

}  // namespace imrec
