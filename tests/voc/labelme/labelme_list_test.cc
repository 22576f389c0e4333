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
        std::pair(Shape("polygon", "[[1, 2], [3], [5, 6]]"), "are not a list of pairs"),
        std::pair(Shape("polygon", R"([[1, 2], [3, "x"], [5, 6]])"), "are not a list of pairs"),
        std::pair(Shape("polygon", "null"), "are not a list of pairs")}) {
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

TEST_F(LabelMeListTest, DeepNestingIsRefused) {
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  for (const std::string& shape :
       {R"({"label": )" + deep + ", \"points\": [[1, 2], [3, 4]]}",
        Shape("rectangle", "[[1, 2], [3, 4]]", R"(, "group_id": )" + deep),
        Shape("", "[[1, 2], [3, 4]]", R"(, "shape_type": )" + deep), Shape("", deep)}) {
    const VocList list = Make(Json(shape), {.merge_groups = true});
    EXPECT_EQ(list.problems.count(VocProblemKind::kUnreadableAnnotation), 1U);
    EXPECT_THAT(Problems(list).at(0), HasSubstr("nested too deeply, in more than 100 levels"));
  }
  const VocList list = Make(Json(R"({"label": [[7]], "points": [[1, 2], [3, 4]]},)" +
                                 Shape("", "[[1, 2], [3, 4]]", R"(, "shape_type": {"a": 1})")));
  EXPECT_THAT(Problems(list),
              ElementsAre("im/a.json: object 1: the label is a list; expected a string; left out",
                          "im/a.json: object 2 (cat): the type of the shape is an object; expected "
                          "a string; left out"));
}

TEST_F(LabelMeListTest, ANumberThatIsTooLargeSparesOtherFiles) {
  WriteImage("im/b.jpg");
  Write("im/b.json", Json(Shape("rectangle", "[[30, 25], [10, 5]]"), "b.jpg"));
  const VocList list = Make(Json(Shape("rectangle", "[[1e400, 25], [10, 5]]")));
  EXPECT_THAT(Paths(list), ElementsAre("b.jpg"));
  EXPECT_EQ(list.problems.count(VocProblemKind::kUnreadableAnnotation), 1U);
  EXPECT_THAT(Problems(list).at(0), testing::AllOf(testing::StartsWith("im/a.json"),
                                                   HasSubstr("1e400"), HasSubstr("left out")));
}

TEST_F(LabelMeListTest, PythonsConstantsAreNoCoordinates) {
  for (const std::string number : {"NaN", "Infinity", "-Infinity"}) {
    const VocList list = Make(Json(R"({"mask": NaN, "label": "cat", "points": [[30, 25], [10, )" +
                                   number + R"(]], "shape_type": "rectangle"},)" +
                                   Shape("rectangle", "[[30, 25], [10, 5]]", R"(, "score": NaN)")));
    EXPECT_EQ(list.objects, 1U) << number;
    EXPECT_EQ(list.problems.count(VocProblemKind::kMissingBox), 1U) << number;
    EXPECT_EQ(list.problems.total(), 1U) << number;
  }
}

TEST_F(LabelMeListTest, WrongFieldsAreReported) {
  VocList list = Make(Json(Shape("rectangle", "[[30, 25], [10, 5]]",
                                 R"(, "flags": {"difficult": 1, "truncated": "yes"})")));
  EXPECT_EQ(list.entries.at(0).labels.at(7), 1);
  EXPECT_THAT(Problems(list), ElementsAre("im/a.json: object 1 (cat): truncated is 'yes'; expected "
                                          "true or false; read as false"));
  for (const std::string width : {"\"200\"", "NaN", "[1]", "-3", "1.5"}) {
    std::string json = Json(Shape("rectangle", "[[30, 25], [10, 5]]"));
    json.replace(json.find("100}"), 3, width);
    list = Make(json);
    EXPECT_EQ(list.objects, 1U);
    EXPECT_EQ(list.problems.count(VocProblemKind::kBadField), 1U) << width;
    EXPECT_THAT(Problems(list).at(0), HasSubstr("im/a.json: imageWidth is ")) << width;
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

TEST_F(LabelMeListTest, AnnotationsAreForOneFolder) {
  WriteImage("other/b.jpg");
  Write("marks/a.json", Json(Shape("rectangle", "[[30, 25], [10, 5]]")));
  EXPECT_THAT(ErrorOf([&] {
                MakeAnnotationList(
                    "labelme",
                    {.paths = {dir_ / "im", dir_ / "other"}, .annotations = dir_ / "marks"}, {});
              }),
              HasSubstr("--annotations is for one folder of images, not 2"));
}

TEST_F(LabelMeListTest, TooManyValues) {
  std::string points = "[[1, 2]";
  for (int i = 0; i < 1'400'000; ++i) points += ",[1,2]";
  const VocList list = Make(Json(Shape("polygon", points + "]")));
  EXPECT_THAT(Problems(list), ElementsAre(HasSubstr("more values than an annotation")));
}

}  // namespace
}  // namespace imrec
