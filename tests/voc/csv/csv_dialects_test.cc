// CSV files of boxes whose meaning depends on their values or on a second file.
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/voc/format_list_fixture.h"

namespace imrec {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;
using testing::IsEmpty;

class CsvDialectsTest : public FormatListTest {
 protected:
  CsvDialectsTest() {
    WriteImage("im/a.jpg");
    WriteImage("im/b.jpg");
  }
  VocList Make(const std::string& csv, const AnnotationInput& more = {},
               const std::string& format = "csv") const {
    Write("im/boxes.csv", csv);
    AnnotationInput input = more;
    input.paths = {dir_ / "im/boxes.csv"};
    if (format == "openimages") input.images = dir_ / "im";
    return MakeAnnotationList(format, input, {});
  }
  AnnotationInput WithMap(const std::string& name, const std::string& text) const {
    Write(name, text);
    return {.label_map = dir_ / name};
  }
};

// With class numbers, both kinds of eight columns are numbers only.
TEST_F(CsvDialectsTest, EightColumnsWithoutHeaderAreReadByTheirValues) {
  for (const std::string csv :
       {"a.jpg,100,50,3,10,5,30,25\n",  // TensorFlow
        "a.jpg,10,5,30,25,3,100,50\n",  // SKU-110K
        "a.jpg,10,5,30,25,object,100,50\n", "a.jpg,100,50,cat,10,5,30,25\n"}) {
    const VocList list = Make(csv);
    EXPECT_THAT(Object(list, 0),
                ElementsAre(0, FloatEq(0.1F), FloatEq(0.1F), FloatEq(0.3F), FloatEq(0.5F)))
        << csv;
    EXPECT_THAT(Problems(list), IsEmpty()) << csv;
  }
  // A box beyond its image, as SKU-110K has them.
  EXPECT_THAT(Object(Make("a.jpg,10,5,130,25,3,100,50\n"), 0)[3], FloatEq(1));
  // Images without objects first.
  EXPECT_EQ(Objects(Make("b.jpg,,,,,,100,50\na.jpg,10,5,30,25,3,100,50\n"), 1), 1U);
  EXPECT_EQ(Objects(Make("b.jpg,100,50,,,,,\na.jpg,100,50,3,10,5,30,25\n"), 1), 1U);
  EXPECT_THAT(ErrorOf([&] { Make("a.jpg,50,50,3,40,40,30,30\n"); }),
              AllOf(HasSubstr("boxes.csv:1: "), HasSubstr("add a header")));
}

TEST_F(CsvDialectsTest, WidthBesideThatOfTheImageIsTheBox) {
  const std::string row = "a.jpg,cat,10,5,20,20,100,50\n";
  for (const std::string header :
       {"image,label,x,y,width,height,image_width,image_height\n",
        "image_name,label_name,bbox_x,bbox_y,bbox_width,bbox_height,image_width,image_height\n"}) {
    const VocList list = Make(header + row);
    EXPECT_THAT(Object(list, 0),
                ElementsAre(0, FloatEq(0.1F), FloatEq(0.1F), FloatEq(0.3F), FloatEq(0.5F)))
        << header;
  }
  EXPECT_THAT(ErrorOf([&] {
                Make("image,label,xmin,ymin,xmax,ymax,width,image_width\na.jpg,cat,1,2,3,4,5,5\n");
              }),
              HasSubstr("'width' and 'image_width' mean the same"));
}

TEST_F(CsvDialectsTest, SlashesAndBackslashesMeanTheSameImage) {
  const VocList list = Make(
      "filename,class,xmin,ymin,xmax,ymax\nsub\\..\\a.jpg,cat,10,10,20,40\n"
      "sub/../a.jpg,dog,30,10,40,40\n");
  EXPECT_EQ(Objects(list, 0), 2U);
  EXPECT_THAT(Problems(list), IsEmpty());
}

TEST_F(CsvDialectsTest, FilesWithoutRowsAreNoticed) {
  EXPECT_THAT(ErrorOf([&] { Make(""); }), HasSubstr("boxes.csv: is empty"));
  EXPECT_THAT(Problems(Make("filename,class,xmin,ymin,xmax,ymax\n")),
              testing::Contains(HasSubstr("there is no row after the header")));
}

TEST_F(CsvDialectsTest, YamlIsNoLabelMap) {
  EXPECT_THAT(ErrorOf([&] {
                Make("filename,class,xmin,ymin,xmax,ymax\na.jpg,1,0,0,30,25\n",
                     WithMap("map.yaml", "names:\n  0: cat\n"));
              }),
              HasSubstr("map.yaml: is YAML"));
}

TEST_F(CsvDialectsTest, PixelsFromOneAreNoticedWithoutSizes) {
  const std::string header = "filename,class,xmin,ymin,xmax,ymax\n";
  EXPECT_THAT(Problems(Make(header + "a.jpg,cat,1,1,100,50\n")),
              ElementsAre(HasSubstr("as if pixels were counted from 1")));
  EXPECT_THAT(Problems(Make(header + "a.jpg,cat,1,1,100,50\nb.jpg,cat,0,3,50,40\n")), IsEmpty());
  EXPECT_THAT(Problems(Make(header + "a.jpg,cat,1,1,99,49\n")), IsEmpty());
  EXPECT_THAT(Problems(Make(header + "a.jpg,cat,1,1,100,50\n", {.coordinates = "raw"})), IsEmpty());
}

TEST_F(CsvDialectsTest, LabelMapsOfTensorFlow) {
  const std::string map =
      "# made by hand\nitem {\n  id: 2\n  name: 'dog'\n}\nitem { name: \"cat \\\"x\\\"\", id: 1\n"
      "  keypoints { id: 7 label: 'nose' } }\n";
  const std::string csv = "filename,class,xmin,ymin,xmax,ymax\n";
  const VocList list = Make(csv + "a.jpg,2,0,0,30,25\nb.jpg,\"cat \"\"x\"\"\",0,5,30,25\n",
                            WithMap("map.pbtxt", map));
  EXPECT_THAT(list.classes, ElementsAre("cat \"x\"", "dog"));
  EXPECT_EQ(Object(list, 0)[0], 1);
  EXPECT_EQ(Object(list, 1)[0], 0);
  // Those of Open Images have codes as names.
  const VocList open_images =
      Make("ImageID,LabelName,XMin,XMax,YMin,YMax\na,/m/01,0.1,0.3,0.1,0.5\n",
           WithMap("oi.pbtxt", "item { name: \"/m/01\" id: 1 display_name: \"Person\" }\n"),
           "openimages");
  EXPECT_THAT(open_images.classes, ElementsAre("Person"));
  EXPECT_EQ(Objects(open_images, 0), 1U);
}

// TensorFlow writes letters outside ASCII as octal bytes.
TEST_F(CsvDialectsTest, EscapedNamesInLabelMaps) {
  const std::string map =
      "item { id: 1 name: 'caf\\303\\251' }\n"
      "item { id: 2 name: 'tab\\there' }\n"
      "item { id: 3 name: '\\x41' \"BC\"\n 'D' }\n";
  const std::string csv = "filename,class,xmin,ymin,xmax,ymax\n";
  const VocList list =
      Make(csv + "a.jpg,1,0,0,30,25\na.jpg,3,0,0,30,25\n", WithMap("map.pbtxt", map));
  EXPECT_THAT(list.classes, testing::IsSupersetOf({"café", "ABCD"}));
  EXPECT_THAT(ErrorOf([&] { Make(csv, WithMap("x.pbtxt", "item { id: 1 name: '\\q' }")); }),
              HasSubstr("x.pbtxt:1: an unknown escape sequence"));
}

TEST_F(CsvDialectsTest, DamagedLabelMapsOfTensorFlow) {
  for (const auto& [map, reason] :
       {std::pair("item {\n id: 1\n", "map.pbtxt:3: expected '}', but the file ends"),
        std::pair("item {\n id: 1 name: 'x\n}", "map.pbtxt:2: a string without its closing quote"),
        std::pair("item { id: 1 }\nitem { }", "map.pbtxt:1: an item without an id and a name"),
        std::pair("item { id: -1 name: 'x' }", "map.pbtxt:1: the id '-1' is not a class number"),
        std::pair("item { id: 1 name: 'x' }\nitem { id: 1 name: 'y' }", "'1' occurs twice"),
        std::pair("item { id 1 }", "map.pbtxt:1: expected ':', not '1'"),
        std::pair("item { id: 1 name: 'x' }\nitems",
                  "map.pbtxt:2: expected 'item', not 'items'")}) {
    EXPECT_THAT(ErrorOf([this, text = std::string(map)] {
                  Make("a.jpg,10,5,30,25,1\n", WithMap("map.pbtxt", text));
                }),
                HasSubstr(reason))
        << map;
  }
}

TEST_F(CsvDialectsTest, OpenImagesFlagsCanBeDropped) {
  const std::string csv =
      "ImageID,LabelName,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,"
      "IsInside\n"
      "a,/m/1,0.1,0.2,0.1,0.2,0,0,1,0,0\n"
      "a,/m/1,0.2,0.3,0.1,0.2,0,0,0,1,0\n"
      "a,/m/1,0.3,0.4,0.1,0.2,-1,-1,-1,-1,-1\n"  // unknown
      "b,/m/1,0.4,0.5,0.1,0.2,0,1,0,0,1\n";
  const auto objects = [&](const std::vector<std::string>& drop) {
    const VocList list = Make(csv, {.drop = drop}, "openimages");
    EXPECT_THAT(Problems(list), IsEmpty());
    return list.objects;
  };
  EXPECT_EQ(objects({}), 4U);
  EXPECT_EQ(objects({"group"}), 3U);
  EXPECT_EQ(objects({"group", "depiction"}), 2U);
  EXPECT_EQ(objects({"truncated"}), 3U);
  EXPECT_EQ(objects({"inside", "occluded"}), 3U);
  // The image stays, without objects.
  EXPECT_EQ(Make(csv, {.drop = {"inside"}}, "openimages").negatives, 1U);
}

TEST_F(CsvDialectsTest, FlagsThatCannotBeDropped) {
  const auto reason = [&](const std::vector<std::string>& drop, const std::string& format) {
    return ErrorOf([&] {
      Make("ImageID,LabelName,XMin,XMax,YMin,YMax\na,/m/1,0.1,0.2,0.1,0.2\n", {.drop = drop},
           format);
    });
  };
  EXPECT_THAT(reason({"group"}, "openimages"),
              HasSubstr("boxes.csv:1: has no column of a flag that --drop names"));
  EXPECT_THAT(reason({"crowd"}, "openimages"), HasSubstr("not 'crowd'"));
  EXPECT_THAT(reason({"group"}, "csv"), HasSubstr("--drop cannot be used with --from csv"));
}

}  // namespace
}  // namespace imrec
