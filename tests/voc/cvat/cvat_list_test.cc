#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/voc/format_list_fixture.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kLabels =
    "<meta><task><name>label</name><labels>"
    "<label><name>dog</name><type>any</type></label>"
    "<label><name>cat</name><attributes><attribute><name>difficult</name></attribute></attributes>"
    "</label><label><name>nose</name><parent>dog</parent></label></labels></task></meta>";

class CvatListTest : public FormatListTest {
 protected:
  CvatListTest() { WriteImage("images/a.jpg"); }
  static std::string Xml(const std::string& images, const std::string& meta = kLabels) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations><version>1.1</version>" +
           meta + images + "</annotations>";
  }
  static std::string Image(const std::string& shapes, const std::string& name = "a.jpg") {
    return "<image id=\"0\" name=\"" + name + "\" width=\"100\" height=\"50\">\n" + shapes +
           "</image>";
  }
  VocList Make(const std::string& xml, const VocListOptions& options = {}) const {
    Write("annotations.xml", xml);
    return MakeAnnotationList("cvat", {.paths = {dir_ / "annotations.xml"}}, options);
  }
  static auto Box(double xmin, double ymin, double xmax, double ymax) {
    constexpr float kNear = 1e-4F;
    return ElementsAre(1, FloatNear(static_cast<float>(xmin / 100), kNear),
                       FloatNear(static_cast<float>(ymin / 50), kNear),
                       FloatNear(static_cast<float>(xmax / 100), kNear),
                       FloatNear(static_cast<float>(ymax / 50), kNear));
  }
};

TEST_F(CvatListTest, LabelsAreClassesWithoutJoints) {
  const VocList list = Make(Xml(Image("")));
  EXPECT_THAT(list.classes, ElementsAre("dog", "cat"));
  EXPECT_EQ(list.negatives, 1U);
  EXPECT_EQ(list.unannotated, 0U);
  const std::string project =
      "<meta><project><labels><label><name>cat</name></label></labels>"
      "<tasks><task><labels><label><name>cat</name></label></labels></task>"
      "</tasks></project></meta>";
  EXPECT_THAT(Make(Xml(Image(""), project)).classes, ElementsAre("cat"));
}

TEST_F(CvatListTest, ShapesAndTheirBoxes) {
  const std::string b = " xtl=\"10.00\" ytl=\"5.00\" xbr=\"30.00\" ybr=\"25.00\"";
  struct Case {
    std::string shape;
    std::array<double, 4> box;
  };
  for (const auto& [shape, box] :
       {Case{"<box label=\"cat\"" + b + " z_order='0'></box>", {10, 5, 30, 25}},
        Case{"<box" + b + " label = 'cat'/>", {10, 5, 30, 25}},
        Case{"<box label=\"cat\" rotation=\"90\"" + b + "/>", {10, 5, 30, 25}},
        Case{"<box label=\"cat\" rotation=\"30\"" + b + "/>", {6.34, 1.34, 33.66, 28.66}},
        Case{"<box label=\"cat\" rotation=\"90\" xtl=\"20\" ytl=\"20\" xbr=\"60\" ybr=\"40\"/>",
             {30, 10, 50, 50}},
        Case{"<polygon label=\"cat\" points=\"10.00,5.00;30.00,15.00;20.00,25.00\"/>",
             {10, 5, 30, 25}},
        Case{
            "<mask label=\"cat\" rle=\"0, 400\" left=\"10\" top=\"5\" width=\"20\" height=\"20\"/>",
            {10, 5, 30, 25}},
        Case{"<ellipse label=\"cat\" cx=\"20\" cy=\"15\" rx=\"10\" ry=\"10\" rotation=\"45\"/>",
             {10, 5, 30, 25}},
        Case{"<cuboid label=\"cat\" xtl1=\"12\" ytl1=\"7\" xbl1=\"12\" ybl1=\"25\" xtr1=\"25\" "
             "ytr1=\"7\" xbr1=\"25\" ybr1=\"24\" xtl2=\"10\" ytl2=\"5\" xbl2=\"15\" ybl2=\"20\" "
             "xtr2=\"30\" ytr2=\"5\" xbr2=\"30\" ybr2=\"20\"/>",
             {10, 5, 30, 25}}}) {
    const VocList list = Make(Xml(Image(shape)));
    ASSERT_EQ(Objects(list, 0), 1U) << shape;
    EXPECT_THAT(Object(list, 0), Box(box[0], box[1], box[2], box[3])) << shape;
    EXPECT_THAT(Problems(list), IsEmpty()) << shape;
  }
}

TEST_F(CvatListTest, FlagsOfObjects) {
  VocListOptions options;
  options.fields = {VocField::kDifficult, VocField::kTruncated, VocField::kOccluded};
  const VocList list =
      Make(Xml(Image("<box label=\"cat\" occluded=\"1\" xtl=\"1\" ytl=\"5\" xbr=\"30\" ybr=\"25\">"
                     "<attribute name=\"difficult\">true</attribute>"
                     "<attribute name=\"truncated\">false</attribute></box>")),
           options);
  EXPECT_THAT(std::vector<float>(list.entries[0].labels.begin() + 7, list.entries[0].labels.end()),
              ElementsAre(1, 0, 1));
}

TEST_F(CvatListTest, FaultsAreNamedByLineAndObject) {
  const VocList list = Make(Xml(
      Image("<tag label=\"cat\"/>\n"
            "<points label=\"cat\" points=\"1,2\"/>\n"
            "<box label=\"cat\" xtl=\"1\" ytl=\"5\" xbr=\"x\" ybr=\"25\"/>\n"
            "<box label=\"cat\" xtl=\"1\" ytl=\"5\" xbr=\"30\"/>\n"
            "<box xtl=\"1\" ytl=\"5\" xbr=\"30\" ybr=\"25\"/>\n"
            "<polygon label=\"cat\" points=\"1,2;3\"/>\n"
            "<box label=\"cat\" outside=\"1\" xtl=\"1\" ytl=\"5\" xbr=\"30\" ybr=\"25\"/>\n"
            "<box label=\"cat\" rotation=\"90\" xtl=\"0\" ytl=\"0\" xbr=\"40\" ybr=\"20\"/>\n")));
  EXPECT_EQ(Objects(list, 0), 1U);
  EXPECT_THAT(Object(list, 0), Box(10, 0, 30, 30));
  EXPECT_THAT(
      Problems(list),
      ElementsAre("annotations.xml:4: object 1 (cat): is a <points>, not a box; left out",
                  "annotations.xml:5: object 2 (cat): xbr is 'x'; expected a number; left out",
                  "annotations.xml:6: object 3 (cat): ybr is missing; left out",
                  "annotations.xml:7: object 4: has no label; left out",
                  "annotations.xml:8: object 5 (cat): points are '1,2;3'; expected at least three "
                  "x,y; left out",
                  "annotations.xml:9: object 6 (cat): is marked as outside the frame; left out",
                  "annotations.xml:10: object 7 (cat): reaches beyond the image of 100x50 (10 -10 "
                  "30 30); clipped"));
}

TEST_F(CvatListTest, SubsetsAndFolders) {
  WriteImage("images/x/b.jpg");
  const std::string shape = "<box label=\"cat\" xtl=\"1\" ytl=\"5\" xbr=\"30\" ybr=\"25\"/>";
  std::string second = Image(shape, "x/b.jpg");
  second.replace(0, 6, "<image subset=\"Val\"");
  VocListOptions options;
  options.set.name = "Val";
  EXPECT_THAT(Paths(Make(Xml(Image(shape) + second), options)), ElementsAre("x/b.jpg"));
  EXPECT_THAT(Paths(Make(Xml(Image(shape) + second))), ElementsAre("a.jpg", "x/b.jpg"));
}

TEST_F(CvatListTest, ImagesOfTheSameNameInOtherSubsets) {
  const auto image = [](const std::string& attributes, const std::string& left) {
    std::string text =
        Image("<box label=\"cat\" xtl=\"" + left + "\" ytl=\"5\" xbr=\"30\" ybr=\"25\"/>\n");
    return text.replace(0, 6, "<image " + attributes);
  };
  const std::string both = image("subset=\"Train\"", "10") + image("subset=\"Val\"", "20");
  VocList list = Make(Xml(both));
  EXPECT_EQ(list.problems.count(VocProblemKind::kSharedImage), 2U);
  EXPECT_THAT(Problems(list).at(0), HasSubstr("image Train/a.jpg: its image"));
  WriteImage("images/Train/a.jpg");
  WriteImage("images/Val/a.jpg");
  list = Make(Xml(both));
  ASSERT_THAT(Paths(list), ElementsAre("Train/a.jpg", "Val/a.jpg"));
  EXPECT_THAT(Object(list, 0), Box(10, 5, 30, 25));
  EXPECT_THAT(Object(list, 1), Box(20, 5, 30, 25));
  EXPECT_EQ(Objects(list, 0), 1U);
  list = Make(Xml(image("task_id=\"1\"", "10") + image("task_id=\"2\"", "20")));
  EXPECT_EQ(list.problems.count(VocProblemKind::kSharedImage), 2U);
  list = Make(Xml(image("task_id=\"1\"", "10") + image("task_id=\"1\"", "20")));
  EXPECT_EQ(list.objects, 1U);
  EXPECT_THAT(Problems(list), ElementsAre("annotations.xml:4: image a.jpg: occurs before, in the "
                                          "same subset and task; left out"));
}

TEST_F(CvatListTest, ASetThatDoesNotExistIsAnError) {
  VocListOptions options;
  options.set.name = "test";
  std::string image = Image("");
  EXPECT_THAT(ErrorOf([&] { Make(Xml(image), options); }),
              HasSubstr("no such set 'test'; no item has a set"));
  image.replace(0, 6, "<image subset=\"Val\"");
  EXPECT_THAT(ErrorOf([&] { Make(Xml(image), options); }),
              HasSubstr("annotations.xml: no such set 'test'; there are: Val"));
  options.set.name = "Val";
  options.take_unannotated = true;
  EXPECT_THAT(ErrorOf([&] { Make(Xml(image), options); }),
              HasSubstr("--unannotated negatives cannot be used with --set"));
}

TEST_F(CvatListTest, WrongFieldsAreReported) {
  VocListOptions options;
  options.fields = {VocField::kDifficult, VocField::kTruncated, VocField::kOccluded};
  std::string image = Image(
      "<box label=\"cat\" occluded=\"true\" xtl=\"1\" ytl=\"5\" xbr=\"30\" ybr=\"25\">"
      "<attribute name=\"difficult\">maybe</attribute></box>\n");
  image.replace(image.find("\"100\""), 5, "\"abc\"");
  const VocList list = Make(Xml(image), options);
  EXPECT_THAT(
      std::vector<float>(list.entries.at(0).labels.begin() + 7, list.entries.at(0).labels.end()),
      ElementsAre(0, 0, 1));
  EXPECT_THAT(
      Problems(list),
      ElementsAre(
          "annotations.xml:2: image a.jpg: width is 'abc'; expected a size in pixels; ignored",
          "annotations.xml:3: object 1 (cat): difficult is 'maybe'; expected 0 or 1; read as 0"));
}

TEST_F(CvatListTest, BoxesThatOverflowAreRefused) {
  const VocList list =
      Make(Xml(Image("<box label=\"cat\" rotation=\"45\" xtl=\"-1.7e308\" ytl=\"-1.7e308\" "
                     "xbr=\"1.7e308\" ybr=\"1.7e308\"/>\n"
                     "<ellipse label=\"cat\" cx=\"1\" cy=\"1\" rx=\"1.7e308\" "
                     "ry=\"1.7e308\" rotation=\"30\"/>\n")));
  EXPECT_EQ(list.objects, 0U);
  EXPECT_EQ(list.problems.count(VocProblemKind::kOutsideBox), 2U);
}

TEST_F(CvatListTest, NamesAreDecoded) {
  const VocList list = Make(Xml(
      Image("<box label=\"a &amp; &#x4E2D;\" xtl=\"1\" ytl=\"5\" xbr=\"30\" ybr=\"25\"/>"), ""));
  EXPECT_THAT(list.classes, ElementsAre("a & \xE4\xB8\xAD"));
}

TEST_F(CvatListTest, OtherFilesAreErrors) {
  for (const auto& sample :
       {std::pair(Xml("<track id=\"0\" label=\"cat\"></track>"),
                  "export it as \"CVAT for images\""),
        std::pair(std::string("<annotation></annotation>"), "expected <annotations> at the top"),
        std::pair(std::string("<!DOCTYPE annotations [<!ENTITY a \"b\">]><annotations/>"),
                  "a document type, which is not accepted"),
        std::pair(std::string("<annotations><image name=a.jpg></image></annotations>"),
                  ":1: not well-formed XML: an attribute without quotes"),
        std::pair(Xml("<image a\"b=\"c></image>"), "an attribute without end"),
        std::pair(Xml("<image name=\"a.jpg\">"), "not well-formed XML")}) {
    const std::string& xml = sample.first;
    EXPECT_THAT(ErrorOf([&] { Make(xml); }), HasSubstr(sample.second)) << xml;
  }
}

}  // namespace
}  // namespace imrec
