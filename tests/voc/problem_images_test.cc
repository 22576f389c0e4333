// The images and boxes of problems that are found before the images are.
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/voc/format_list_fixture.h"

namespace imrec {
namespace {

using testing::ElementsAre;

class ProblemImagesTest : public FormatListTest {
 protected:
  ProblemImagesTest() {
    WriteImage("im/x/a.jpg");
    WriteImage("im/b.jpg");
  }
  VocList Make(const std::string& format, const std::string& text) const {
    Write("file", text);
    return MakeAnnotationList(format, {.paths = {dir_ / "file"}, .images = dir_ / "im"}, {});
  }
  // For each problem "KIND IMAGE" or "KIND IMAGE xmin ymin xmax ymax".
  std::vector<std::string> Places(const VocList& list) const {
    std::vector<std::string> places;
    for (const VocProblem& problem : list.problems.kept()) {
      std::string text(VocProblemName(problem.kind));
      text += ' ' + (problem.image.empty()
                         ? "-"
                         : std::filesystem::relative(problem.image, dir_ / "im").string());
      if (problem.box) {
        for (const double value : *problem.box) text += ' ' + testing::PrintToString(value);
      }
      places.push_back(text);
    }
    return places;
  }
};

// The lists come in an order in which the images are not yet known.
std::string Coco(const std::string& annotations) {
  return R"({"annotations": [)" + annotations + R"(],
      "images": [{"id": 1, "file_name": "x/a.jpg"}, {"id": "u", "file_name": "b.jpg"},
                 {"id": 7, "file_name": "missing.jpg"}, {"id": 8, "file_name": "b.jpg"},
                 {"id": 8, "file_name": "x/a.jpg"}],
      "categories": [{"id": 1, "name": "cat"}]})";
}

std::string CocoObject(const std::string& members) {
  return R"({"id": 4, "category_id": 1, )" + members + '}';
}

TEST_F(ProblemImagesTest, Coco) {
  const auto places = [&](const std::string& members) {
    VocList list = Make("coco", Coco(CocoObject(members)));
    return Places(list).at(0);
  };
  EXPECT_EQ(places(R"("image_id": 1)"), "missing_box x/a.jpg");
  EXPECT_EQ(places(R"("image_id": "u", "bbox": [1, 2])"), "missing_box b.jpg");
  EXPECT_EQ(places(R"("bbox": [1, 2, null, 4], "image_id": 1)"), "bad_field x/a.jpg");
  EXPECT_EQ(places(R"("image_id": 1, "iscrowd": 2, "bbox": [10, 5, 20, 20])"),
            "bad_field x/a.jpg 0.1 0.1 0.3 0.5");
  // The image is not known.
  EXPECT_EQ(places(R"("image_id": 7)"), "missing_box -");
  EXPECT_EQ(places(R"("image_id": 8)"), "missing_box -");
  EXPECT_EQ(places(R"("image_id": 9)"), "missing_box -");
  EXPECT_EQ(places(R"("bbox": [10, 5, 20, 20])"), "bad_field -");
  EXPECT_EQ(places(R"("image_id": 1, "image_id": "u")"), "bad_field -");
}

TEST_F(ProblemImagesTest, CocoItems) {
  EXPECT_THAT(Places(Make("coco", R"({"images": [{"id": 1, "file_name": "b.jpg", "width": "w"}],
                                      "annotations": [], "categories": []})")),
              ElementsAre("bad_field b.jpg"));
  const std::string object = CocoObject(R"("image_id": 1, "bbox": [10, 5, 20, 20])");
  EXPECT_THAT(Places(Make("coco", Coco(object + ',' + object))),
              testing::Contains("repeated_id x/a.jpg 0.1 0.1 0.3 0.5"));
}

// As for other boxes, the size in the file tells which pixels the box counts.
TEST_F(ProblemImagesTest, BoxesAreThoseOfTheUprightImage) {
  test::WriteFile(dir_ / "im/r.jpg", test::MakeRotatedJpeg({100, 50}, 6));
  const auto place = [&](const std::string& size) {
    return Places(Make("coco", R"({"images": [{"id": 1, "file_name": "r.jpg")" + size + R"(}],
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 10],
                         "iscrowd": 2}]})"))
        .at(0);
  };
  EXPECT_EQ(place(""), "bad_field r.jpg 0 0 0.2 0.1");
  EXPECT_EQ(place(R"(, "width": 100, "height": 50)"), "bad_field r.jpg 0.8 0 1 0.1");
}

TEST_F(ProblemImagesTest, AnUnreadableImageHasNoBox) {
  test::WriteFile(dir_ / "im/x/a.jpg", "no image");
  const std::string object = CocoObject(R"("image_id": 1, "iscrowd": 2, "bbox": [10, 5, 20, 20])");
  EXPECT_EQ(Places(Make("coco", Coco(object))).at(0), "bad_field x/a.jpg");
}

TEST_F(ProblemImagesTest, Cvat) {
  const VocList list = Make("cvat", R"(<annotations>
      <image name="x/a.jpg" width="100" height="5o">
        <box label="cat" xtl="1" ytl="5" xbr="x" ybr="25"/>
        <box label="cat" xtl="10" ytl="5" xbr="30" ybr="25" outside="1"/>
        <box xtl="10" ytl="5" xbr="30" ybr="25" occluded="perhaps"/>
      </image>
      <image name="b.jpg">
        <points label="cat" points="10,5;30,25"/>
        <skeleton label="cat"><points points="1,2"/></skeleton>
        <polygon label="cat" points="1,2;3"/>
        <box label="c&#10;t" xtl="10" ytl="5" xbr="30" ybr="25"/>
      </image>
      <image name="missing.jpg"><polyline label="cat" points="1,2;3,4"/></image></annotations>)");
  EXPECT_THAT(
      Places(list),
      ElementsAre(
          "bad_field x/a.jpg", "missing_box x/a.jpg", "shape_without_box x/a.jpg 0.1 0.1 0.3 0.5",
          "bad_field x/a.jpg 0.1 0.1 0.3 0.5", "missing_class x/a.jpg 0.1 0.1 0.3 0.5",
          "shape_without_box b.jpg 0.1 0.1 0.3 0.5", "shape_without_box b.jpg", "missing_box b.jpg",
          "bad_class b.jpg 0.1 0.1 0.3 0.5", "shape_without_box -", "missing_image -"));
}

TEST_F(ProblemImagesTest, Csv) {
  const VocList list = Make("csv",
                            "image,class,xmin,ymin,xmax,ymax\n"
                            "x/a.jpg,cat,1,2,,4\n"
                            "b.jpg,,1,2,3,4\n"
                            ",cat,1,2,3,4\n");
  EXPECT_THAT(Places(list),
              ElementsAre("missing_box x/a.jpg", "missing_class b.jpg", "bad_image -"));
}

TEST_F(ProblemImagesTest, SharedImages) {
  const VocList list = Make("coco", R"({"images": [{"id": 1, "file_name": "b.jpg"},
      {"id": 2, "file_name": "b.jpg"}], "categories": [], "annotations": []})");
  EXPECT_THAT(Places(list), ElementsAre("shared_image b.jpg", "shared_image b.jpg"));
}

// Only some of very many problems are stored, and only those have a place.
TEST_F(ProblemImagesTest, ProblemsThatAreOnlyCounted) {
  std::string annotations;
  for (int i = 0; i < 1500; ++i) annotations += CocoObject(R"("image_id": 1)") + ',';
  const VocList list = Make("coco", Coco(annotations + CocoObject(R"("image_id": "u")")));
  EXPECT_EQ(list.problems.count(VocProblemKind::kMissingBox), 1501U);
  const std::vector<std::string> places = Places(list);
  ASSERT_GE(places.size(), VocProblems::kKept);
  EXPECT_EQ(places.at(VocProblems::kKept - 1), "missing_box x/a.jpg");
}

}  // namespace
}  // namespace imrec
