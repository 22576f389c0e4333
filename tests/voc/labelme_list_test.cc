#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/voc/format_list_fixture.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class LabelMeListTest : public FormatListTest {
 protected:
  LabelMeListTest() { WriteImage("im/a.jpg"); }
  static std::string Shape(const std::string& type, const std::string& points,
                           const std::string& more = {}) {
    return R"({"label": "cat", "points": )" + points +
           (type.empty() ? "" : R"(, "shape_type": ")" + type + '"') + more + '}';
  }
  static std::string Json(const std::string& shapes, const std::string& path = "a.jpg") {
    return R"({"version": "5.5.0", "flags": null, "shapes": [)" + shapes + R"(], "imagePath": ")" +
           path + R"(", "imageData": "aGVsbG8=", "imageHeight": 50, "imageWidth": 100})";
  }
  VocList Make(const std::string& json, const AnnotationInput& more = {}) const {
    Write("im/a.json", json);
    AnnotationInput input = more;
    input.paths = {dir_ / "im"};
    return MakeAnnotationList("labelme", input, {});
  }
};

TEST_F(LabelMeListTest, ShapesAndTheirBoxes) {
  for (const std::string& shape :
       {Shape("rectangle", "[[30, 25], [10, 5]]"),  // drawn backwards
        Shape("rectangle", "[[10, 5], [30, 5], [30, 25], [10, 25]]"),
        Shape("polygon", "[[10, 5], [30, 15], [20, 25]]"),
        Shape("", "[[10, 5], [30, 15], [20, 25]]"),  // of early versions
        Shape("circle", "[[20, 15], [20, 25]]"), Shape("circle", "[[20, 15], [14, 7]]"),
        Shape("oriented_rectangle", "[[20, 5], [30, 15], [20, 25], [10, 15]]"),
        Shape("mask", "[[10, 5], [30, 25]]", R"(, "mask": "iVBORw0K")")}) {
    const VocList list = Make(Json(shape));
    ASSERT_THAT(list.entries, SizeIs(1)) << shape;
    EXPECT_THAT(Object(list, 0),
                ElementsAre(0, FloatEq(0.1F), FloatEq(0.1F), FloatEq(0.3F), FloatEq(0.5F)))
        << shape;
    EXPECT_THAT(Problems(list), IsEmpty()) << shape;
  }
}

TEST_F(LabelMeListTest, ShapesWithoutBoxAreCounted) {
  const VocList list =
      Make(Json(Shape("point", "[[30, 25]]") + ',' + Shape("linestrip", "[[30, 25], [10, 5]]") +
                ',' + Shape("rectangle", "[[30, 25], [10, 5]]")));
  EXPECT_EQ(list.objects, 1U);
  EXPECT_EQ(list.problems.count(VocProblemKind::kShapeWithoutBox), 2U);
  EXPECT_THAT(Problems(list).at(0),
              "im/a.json: object 1 (cat): is a shape of type 'point', not a "
              "box; left out");
}

TEST_F(LabelMeListTest, Faults) {
  for (const auto& [shape, told] :
       {std::pair(std::string(R"({"points": [[1, 2], [3, 4]]})"), "object 1: has no label"),
        std::pair(std::string(R"({"label": 3, "points": [[1, 2], [3, 4]]})"), "the label is '3'"),
        std::pair(std::string(R"({"label": "", "points": [[1, 2], [3, 4]]})"), "is empty"),
        std::pair(std::string("7"), "is no JSON object"),
        std::pair(Shape("rectangle", "[[1, 2]]"), "is a rectangle of 1 point"),
        std::pair(Shape("polygon", "[[1, 2], [3, 4]]"), "is a polygon of 2 points"),
        std::pair(Shape("circle", "[[1, 2], [3, 4], [5, 6]]"), "is a circle of 3 points"),
        std::pair(Shape("polygon", "[[1, 2], [3], [5, 6]]"), "no list of pairs"),
        std::pair(Shape("polygon", R"([[1, 2], [3, "x"], [5, 6]])"), "no list of pairs"),
        std::pair(Shape("polygon", "null"), "no list of pairs")}) {
    const VocList list = Make(Json(shape));
    EXPECT_EQ(list.objects, 0U) << shape;
    ASSERT_THAT(list.problems.kept(), SizeIs(1)) << shape;
    EXPECT_THAT(Problems(list).at(0), HasSubstr(told)) << shape;
  }
  for (const auto& [json, told] :
       {std::pair("{", "not well-formed JSON"), std::pair("[]", "expected a list \"shapes\""),
        std::pair(R"({"shapes": {}})", "expected a list \"shapes\"")}) {
    const VocList list = Make(json);
    EXPECT_EQ(list.problems.count(VocProblemKind::kUnreadableAnnotation), 1U) << json;
    EXPECT_THAT(Problems(list).at(0), HasSubstr(told));
    EXPECT_EQ(list.unannotated, 0U);
  }
}

TEST_F(LabelMeListTest, PathsOfOtherSystems) {
  WriteImage("im/sub/b.jpg");
  const std::string shape = Shape("rectangle", "[[30, 25], [10, 5]]");
  for (const std::string path :
       {"..\\\\im\\\\a.jpg", "C:\\\\photos\\\\a.jpg", "/home/x/a.jpg", "a.jpg", "../im/a.jpg"}) {
    const VocList list = Make(Json(shape, path));
    EXPECT_THAT(Paths(list), ElementsAre("a.jpg")) << path;
    EXPECT_THAT(Problems(list), IsEmpty()) << path;
  }
  EXPECT_THAT(Paths(Make(Json(shape, "sub/b.jpg"))), ElementsAre("sub/b.jpg"));
  const VocList renamed = Make(Json(shape, "old_name.jpg"));
  EXPECT_THAT(Paths(renamed), ElementsAre("a.jpg"));
  EXPECT_EQ(renamed.problems.count(VocProblemKind::kSubstitutedImage), 1U);
}

TEST_F(LabelMeListTest, SizesThatAreWrongOrAbsent) {
  const std::string shape = Shape("rectangle", "[[30, 25], [10, 5]]");
  std::string json = Json(shape);
  EXPECT_EQ(
      Make(json.replace(json.find("50,"), 3, "60,")).problems.count(VocProblemKind::kSizeMismatch),
      1U);
  json = Json(shape);
  EXPECT_THAT(Problems(Make(json.replace(json.find("50,"), 3, "null,"))), IsEmpty());
}

TEST_F(LabelMeListTest, GroupsAreMergedOnRequest) {
  const std::string json =
      Json(Shape("rectangle", "[[10, 5], [20, 15]]", R"(, "group_id": 1)") + ',' +
           Shape("rectangle", "[[50, 5], [60, 15]]", R"(, "group_id": 2)") + ',' +
           Shape("rectangle", "[[25, 15], [30, 25]]",
                 R"(, "group_id": 1, "flags": {"difficult": true})") +
           ',' + Shape("rectangle", "[[70, 5], [80, 15]]", R"(, "group_id": null)"));
  EXPECT_EQ(Make(json).objects, 4U);
  const VocList merged = Make(json, {.merge_groups = true});
  EXPECT_EQ(merged.objects, 3U);
  EXPECT_THAT(Object(merged, 0),
              ElementsAre(0, FloatEq(0.1F), FloatEq(0.1F), FloatEq(0.3F), FloatEq(0.5F)));
  EXPECT_EQ(merged.entries[0].labels[7], 1);  // difficult
}

TEST_F(LabelMeListTest, TwoFolders) {
  Write("marks/x/a.json", Json(Shape("rectangle", "[[30, 25], [10, 5]]")));
  WriteImage("photos/x/a.jpg");
  const VocList list =
      MakeAnnotationList("labelme", {.annotations = dir_ / "marks", .images = dir_ / "photos"}, {});
  EXPECT_THAT(Paths(list), ElementsAre("x/a.jpg"));
}

}  // namespace
}  // namespace imrec
