#include <sstream>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/voc/format_list_fixture.h"
#include "voc/annotation_limits.h"
#include "voc/syntax/csv_reader.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::vector<std::string>> Records(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::vector<std::string>> records;
  for (CsvReader reader(stream, "a.csv"); reader.Next();) {
    records.emplace_back(reader.fields().begin(), reader.fields().end());
  }
  return records;
}

TEST(CsvReaderTest, Rfc4180) {
  EXPECT_THAT(Records("a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\n\n  c ,\"two\nlines\""),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("x, y", "say \"hi\""),
                          ElementsAre("c", "two\nlines")));
  EXPECT_THAT(Records("\xEF\xBB\xBF"
                      "a;b;1,5\nc;;\n"),
              ElementsAre(ElementsAre("a", "b", "1,5"), ElementsAre("c", "", "")));
  EXPECT_THAT(Records("a\tb\n"), ElementsAre(ElementsAre("a", "b")));
  EXPECT_THAT(Records(""), IsEmpty());
  EXPECT_THAT(Records("\n\n"), IsEmpty());
}

TEST(CsvReaderTest, LinesAreCounted) {
  std::istringstream stream("a,b\n\"x\ny\",1\n\nc,d\n");
  CsvReader reader(stream, "a.csv");
  std::vector<std::uint64_t> lines;
  while (reader.Next()) lines.push_back(reader.line());
  EXPECT_THAT(lines, ElementsAre(1, 2, 5));
}

TEST(CsvReaderTest, Faults) {
  for (const auto& [text, told] :
       {std::pair(std::string("a,b\n1,\"x"), "a.csv:2: a field in quotes has no end"),
        std::pair(std::string(kMaxCsvRecord + 2, 'x'), "a.csv:1: a record of more than"),
        std::pair("a\n" + std::string(kMaxCsvRecord + 2, 'x'), "a.csv:2: a record"),
        std::pair("a\n" + std::string(kMaxCsvFields, ','),
                  "a.csv:2: a record of more than 10000 fields"),
        std::pair("a\n" + std::string(kMaxCsvFields - 1, ',') + std::string(kMaxCsvRecord, ' '),
                  "a.csv:2: a record of more than 1 MiB"),
        std::pair(std::string("\xFF\xFE"
                              "a\0,\0b\0\n\0",
                              10),
                  "a.csv:1: is not UTF-8 text, but looks"),
        std::pair(std::string("a\0,\0b\0\n\0", 8), "a.csv:1: is not UTF-8 text, but looks")}) {
    try {
      Records(text);
      FAIL();
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(told));
    }
  }
}

class CsvListTest : public FormatListTest {
 protected:
  CsvListTest() {
    for (const std::string name : {"a", "b"}) WriteImage("im/" + name + ".jpg");
  }
  VocList Make(const std::string& csv, AnnotationInput input = {},
               const VocListOptions& options = {}) const {
    Write("im/boxes.csv", csv);
    input.paths = {dir_ / "im/boxes.csv"};
    return MakeAnnotationList("csv", input, options);
  }
  std::string Reason(const std::string& csv, const AnnotationInput& input = {},
                     const VocListOptions& options = {}) const {
    return ErrorOf([&] { Make(csv, input, options); });
  }
  static auto B() {
    return ElementsAre(testing::_, FloatEq(0.1F), FloatEq(0.1F), FloatEq(0.3F), FloatEq(0.5F));
  }
};

// Box B of a 100x50 image, as many tools write it.
TEST_F(CsvListTest, ColumnsAreFoundByName) {
  for (const std::string csv :
       {"filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,100,50,cat,10,5,30,25\n",
        "class,fileName,height,width,xmax,xmin,ymax,ymin\ncat,a.jpg,50,100,30.0,10.0,25.0,5.0\n",
        "\"image\",\"xmin\",\"ymin\",\"xmax\",\"ymax\",\"label\"\n\"a.jpg\",10,5,30,25,\"cat\"\n",
        "image_id,class,x_min,y_min,x_max,y_max\na,cat,10,5,30,25\n",
        "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\na.jpg;100;50;10;5;30;25;cat\n",
        ",path,x1,y1,x2,y2,name\n0,a.jpg,10,5,30,25,cat\n",
        "image_id,width,height,bbox,label\na,100,50,\"[10.0, 5.0, 20.0, 20.0]\",cat\n",
        "image,x,y,w,h,label\na.jpg,10,5,20,20,cat\n",
        "image,x,y,width,height,label\na.jpg,10,5,20,20,cat\n",
        "image_id,class,cx,cy,w,h\na.jpg,cat,0.2,0.3,0.2,0.4\n",
        "image;label;xmin;ymin;xmax;ymax\na.jpg;cat;0,1;0,1;0,3;0,5\n",
        "filename,width,height,class,xmin,ymin,xmax,ymax\r\na.jpg,0,0,cat,0.1,0.1,0.3,0.5\r\n",
        "a.jpg,10,5,30,25,cat\n", "a.jpg,10,5,30,25,cat,100,50\n", "a.jpg,100,50,cat,10,5,30,25\n",
        "TRAIN,a.jpg,cat,0.1,0.1,,,0.3,0.5,,\n"}) {
    const VocList list = Make(csv);
    ASSERT_THAT(list.entries, SizeIs(1)) << csv;
    EXPECT_THAT(Object(list, 0), B()) << csv;
    EXPECT_THAT(list.classes, ElementsAre("cat"));
    EXPECT_THAT(Problems(list), IsEmpty()) << csv;
  }
}

TEST_F(CsvListTest, RowsOfAnImageNeedNotBeAdjacent) {
  const VocList list = Make("a.jpg,10,5,30,25,cat\nb.jpg,1,1,20,20,dog\na.jpg,0,0,100,50,dog\n");
  EXPECT_THAT(Paths(list), ElementsAre("a.jpg", "b.jpg"));
  EXPECT_EQ(Objects(list, 0), 2U);
  EXPECT_THAT(Object(list, 0, 1), ElementsAre(1, 0, 0, 1, 1));
}

TEST_F(CsvListTest, EmptyRowsAreNegatives) {
  const VocList list = Make("a.jpg,,,,,\nb.jpg,10,5,30,25,cat\n");
  EXPECT_EQ(list.negatives, 1U);
  EXPECT_THAT(list.entries, SizeIs(2));
  EXPECT_THAT(Problems(list), IsEmpty());
}

TEST_F(CsvListTest, FaultsAreNamedByLine) {
  const VocList list = Make(
      "filename,class,xmin,ymin,xmax,ymax\n"
      "a.jpg,cat,10,5,,25\n"
      "a.jpg,,10,5,30,25\n"
      "a.jpg,cat,10,5,x,25\n"
      ",cat,10,5,30,25\n"
      "a.jpg,cat,30,5,10,25\n"
      "a.jpg,cat,10,5,300,25\n"
      "c.jpg,cat,10,5,30,25\n"
      "a.jpg,cat,10,5,30,25\n");
  EXPECT_EQ(list.objects, 2U);
  EXPECT_THAT(Problems(list),
              ElementsAre("im/boxes.csv:2: image a.jpg: xmax is empty; left out",
                          "im/boxes.csv:3: image a.jpg: has a box, but no class; left out",
                          "im/boxes.csv:4: image a.jpg: xmax is 'x'; expected a number; left out",
                          "im/boxes.csv:5: has no image name; left out",
                          "im/boxes.csv:6: object 1 (cat): max before min (30 5 10 25); left out",
                          "im/boxes.csv:7: object 2 (cat): reaches beyond the image of 100x50 (10 "
                          "5 300 25); clipped",
                          "im/boxes.csv:8: image c.jpg: no image 'c.jpg' in im; left out"));
}

TEST_F(CsvListTest, OtherColumnsAreErrors) {
  EXPECT_THAT(Reason("id,class,xmin,ymin,xmax,ymax\n"), HasSubstr("no column of image file names"));
  EXPECT_THAT(Reason("image_id,width,height,bbox,source\n"),
              HasSubstr("has no column of classes; add a column 'class', even if all boxes are of "
                        "one class; its columns are 'image_id, width, height, bbox, source'"));
  EXPECT_THAT(Reason("image,class,xmin,ymin\n"), HasSubstr("no columns of a box"));
  EXPECT_THAT(Reason("image,path,class,xmin,ymin,xmax,ymax\n"),
              HasSubstr(":1: the columns 'image' and 'path' mean the same"));
  EXPECT_THAT(Reason("a.jpg,10,5,30,25,cat,train\n"), HasSubstr("neither a header"));
  const VocList list = Make("a.jpg,10,5,30,25,cat\na.jpg,10,5,30,25\n");
  EXPECT_THAT(Problems(list), ElementsAre("im/boxes.csv:2: image a.jpg: has 5 columns, unlike the "
                                          "first line; left out"));
}

TEST_F(CsvListTest, SharesAreToldFromPixelsByAllRows) {
  const std::string shares = "a.jpg,0.1,0.1,0.3,0.5,cat\n";
  EXPECT_THAT(Object(Make(shares), 0), B());
  const VocList pixels = Make(shares + "a.jpg,10,5,30,25,cat\n");
  EXPECT_THAT(Object(pixels, 0, 1), B());
  EXPECT_FLOAT_EQ(Object(pixels, 0)[3], 0.003F);
  EXPECT_FLOAT_EQ(Object(Make(shares, {.coordinates = "raw"}), 0)[3], 0.003F);
  const VocList forced = Make("a.jpg,0.1,0.1,1.3,0.5,cat\n", {.coordinates = "shares"});
  EXPECT_EQ(forced.objects, 0U);
  EXPECT_THAT(Problems(forced).at(0), HasSubstr("xmax is 1.3; expected a share"));
}

TEST_F(CsvListTest, SharesWithAFewOtherNumbersAreRefused) {
  const std::string shares = "a.jpg,0.1,0.1,0.3,0.5,cat\nb.jpg,0.1,0.1,1.005,0.5,cat\n";
  EXPECT_FLOAT_EQ(Object(Make(shares), 1)[3], 1);
  EXPECT_THAT(
      Reason(shares + "a.jpg,0.1,0.1,1.3,0.5,dog\n"),
      HasSubstr("boxes.csv:3: has a number above 1, but 2 of 3 boxes look like shares of the "
                "image's size; --coords shares or --coords raw says which"));
  EXPECT_EQ(Make(shares + "a.jpg,0.1,0.1,1.3,0.5,dog\n", {.coordinates = "shares"}).objects, 2U);
  // Boxes of images without objects, in some tools.
  EXPECT_THAT(Object(Make("b.jpg,0,0,0,0,cat\nb.jpg,0,0,1,1,cat\na.jpg,10,5,30,25,cat\n"), 1), B());
}

TEST_F(CsvListTest, AllSetsAreReadInTheSameUnit) {
  VocListOptions options;
  options.set.name = "train";
  const VocList list = Make(
      "split,image,class,xmin,ymin,xmax,ymax\ntrain,a.jpg,cat,0,0,1,1\n"
      "test,b.jpg,cat,10,5,30,25\n",
      {}, options);
  EXPECT_FLOAT_EQ(Object(list, 0)[3], 0.01F);
}

TEST_F(CsvListTest, RowsWithMoreColumnsThanTheHeader) {
  const VocList list =
      Make("image,class,xmin,ymin,xmax,ymax\na.jpg,cat,10,5,30,25,,\nb.jpg,cat, big,10,5,30,25\n");
  EXPECT_THAT(Paths(list), ElementsAre("a.jpg"));
  EXPECT_THAT(Problems(list), ElementsAre("im/boxes.csv:3: image b.jpg: has 7 columns, but the "
                                          "header has 6; left out"));
}

TEST_F(CsvListTest, WrongFieldsAreReported) {
  const VocList list = Make(
      "image,class,xmin,ymin,xmax,ymax,width,height,difficult\n"
      "a.jpg,cat,10,5,30,25,abc,50,maybe\na.jpg,cat,10,5,30,25,100,50,-1\n"
      "b.jpg,cat,10,5,30,25,,,T\n");
  EXPECT_EQ(list.entries.at(1).labels.at(7), 1);
  EXPECT_THAT(
      Problems(list),
      ElementsAre("im/boxes.csv:2: image a.jpg: width is 'abc'; expected a size in pixels; "
                  "ignored",
                  "im/boxes.csv:2: image a.jpg: difficult is 'maybe'; expected 0 or 1; read "
                  "as 0",
                  HasSubstr("repeats an object")));
}

TEST_F(CsvListTest, RowsOfAnImageWithSeveralSizesAreReportedOnce) {
  const VocList list = Make(
      "image,class,xmin,ymin,xmax,ymax,width,height\n"
      "a.jpg,cat,10,5,30,25,100,50\na.jpg,cat,11,5,30,25,100,50\n"
      "a.jpg,cat,12,5,30,25,200,100\na.jpg,cat,13,5,30,25,50,100\n"
      "a.jpg,cat,14,5,30,25,,\nb.jpg,cat,10,5,30,25,,\n");
  EXPECT_EQ(list.objects, 6U);
  EXPECT_THAT(Problems(list),
              ElementsAre("im/boxes.csv:4: image a.jpg: says 200x100, but an earlier row says "
                          "100x50; the size of the image file is used"));
  EXPECT_EQ(list.problems.count(VocProblemKind::kSizeMismatch), 1U);
}

TEST_F(CsvListTest, NamesAreUsedRatherThanIds) {
  for (const std::string csv :
       {"image_id,path,class_id,class_name,xmin,ymin,xmax,ymax\n7,a.jpg,3,cat,10,5,30,25\n",
        "path,image_id,category,category_id,xmin,ymin,xmax,ymax\na.jpg,7,cat,3,10,5,30,25\n"}) {
    const VocList list = Make(csv);
    EXPECT_THAT(Paths(list), ElementsAre("a.jpg")) << csv;
    EXPECT_THAT(list.classes, ElementsAre("cat")) << csv;
  }
  EXPECT_THAT(Reason("image,class_id,category_id,xmin,ymin,xmax,ymax\n"),
              HasSubstr("'class_id' and 'category_id' mean the same"));
}

TEST_F(CsvListTest, CoordinatesOfVocAreForCorners) {
  for (const std::string header : {"cx,cy,w,h", "x,y,w,h", "bbox"}) {
    for (const std::string coordinates : {"edges", "minus1"}) {
      EXPECT_THAT(Reason("image,class," + header + "\n", {.coordinates = coordinates}),
                  HasSubstr("boxes.csv:1: --coords edges and minus1 are for the corners"));
    }
    EXPECT_EQ(Reason("image,class," + header + "\n", {.coordinates = "raw"}), "no error");
  }
}

TEST_F(CsvListTest, Latin1IsConverted) {
  WriteImage("im/\xC3\xA4.jpg");
  const VocList list = Make("\xE4.jpg,10,5,30,25,k\xE4tzchen\na.jpg,10,5,30,25,k\xE4tzchen\n");
  EXPECT_THAT(Paths(list), ElementsAre("\xC3\xA4.jpg", "a.jpg"));
  EXPECT_THAT(list.classes, ElementsAre("k\xC3\xA4tzchen"));
  EXPECT_THAT(Problems(list), ElementsAre("im/boxes.csv:1: not valid UTF-8, read as Windows-1252"));
}

TEST_F(CsvListTest, ALeadingDotSaysNothing) {
  const VocList list = Make("./a.jpg,10,5,30,25,cat\na.jpg,0,0,100,50,dog\n");
  EXPECT_EQ(Objects(list, 0), 2U);
  EXPECT_THAT(Problems(list), IsEmpty());
}

TEST_F(CsvListTest, PixelsCountedFromOne) {
  const std::string csv =
      "filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,100,50,cat,1,1,100,50\n";
  const VocList raw = Make(csv);
  EXPECT_FLOAT_EQ(Object(raw, 0)[1], 0.01F);
  EXPECT_THAT(Problems(raw), ElementsAre(HasSubstr("as if pixels were counted from 1")));
  const VocList edges = Make(csv, {.coordinates = "edges"});
  EXPECT_THAT(Object(edges, 0), ElementsAre(0, 0, 0, 1, 1));
  EXPECT_THAT(Problems(edges), IsEmpty());
}

TEST_F(CsvListTest, LabelMapGivesOrderAndNames) {
  Write("im/classes.csv", "dog,0\ncat,1\n");
  const VocList list = Make("a.jpg,10,5,30,25,cat\nb.jpg,10,5,30,25,0\nb.jpg,10,5,30,25,cow\n",
                            {.label_map = dir_ / "im/classes.csv"});
  EXPECT_THAT(list.classes, ElementsAre("dog", "cat"));
  EXPECT_EQ(Object(list, 0)[0], 1);
  EXPECT_EQ(Object(list, 1)[0], 0);
  EXPECT_THAT(Problems(list), ElementsAre("im/boxes.csv:3: image b.jpg: the class 'cow' is not in "
                                          "the label map; left out"));
}

TEST_F(CsvListTest, SetsAreAColumn) {
  VocListOptions options;
  options.set.name = "train";
  const VocList list = Make(
      "split,image,class,xmin,ymin,xmax,ymax\nTRAIN,a.jpg,cat,10,5,30,25\n"
      "TEST,b.jpg,cat,10,5,30,25\n",
      {}, options);
  EXPECT_THAT(Paths(list), ElementsAre("a.jpg"));
  EXPECT_EQ(list.unannotated, 0U);
  EXPECT_THAT(Reason("a.jpg,10,5,30,25,cat\n", {}, options), HasSubstr("has no column of sets"));
  EXPECT_THAT(Reason("split,image,class,xmin,ymin,xmax,ymax\nTEST,a.jpg,cat,10,5,30,25\n"
                     "val,b.jpg,cat,10,5,30,25\n",
                     {}, options),
              HasSubstr("boxes.csv: no such set 'train'; there are: TEST, val"));
  options.take_unannotated = true;
  EXPECT_THAT(
      Reason("split,image,class,xmin,ymin,xmax,ymax\ntrain,a.jpg,cat,10,5,30,25\n", {}, options),
      HasSubstr("--unannotated negatives cannot be used with --set and --from csv"));
}

class OpenImagesListTest : public FormatListTest {
 protected:
  OpenImagesListTest() {
    WriteImage("im/train_0/000e4d1a9f3b0c11.jpg");
    WriteImage("im/train_1/000f.jpg");
  }
  VocList Make(const std::string& rows, const std::string& descriptions) const {
    Write("boxes.csv",
          "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,"
          "IsGroupOf,IsDepiction,IsInside\n" +
              rows);
    AnnotationInput input{.paths = {dir_ / "boxes.csv"}, .images = dir_ / "im"};
    if (!descriptions.empty()) {
      Write("names.csv", descriptions);
      input.label_map = dir_ / "names.csv";
    }
    VocListOptions options;
    options.fields = {VocField::kDifficult, VocField::kTruncated, VocField::kOccluded};
    return MakeAnnotationList("openimages", input, options);
  }
};

TEST_F(OpenImagesListTest, XsComeBeforeYs) {
  for (const std::string header : {"", "LabelName,DisplayName\n"}) {
    const VocList list = Make(
        "000e4d1a9f3b0c11,xclick,/m/01,1,0.1,0.3,0.1,0.5,1,-1,0,0,0\n"
        "000f,xclick,/m/02,1,0,1,0,1,0,0,1,0,0\n",
        header + "/m/02,\"Dog, big\"\n/m/01,Cat\n");
    EXPECT_THAT(list.classes, ElementsAre("Dog, big", "Cat"));
    EXPECT_THAT(Object(list, 0),
                ElementsAre(1, FloatEq(0.1F), FloatEq(0.1F), FloatEq(0.3F), FloatEq(0.5F)));
    EXPECT_THAT(
        std::vector<float>(list.entries[0].labels.begin() + 7, list.entries[0].labels.end()),
        ElementsAre(0, 0, 1));
    EXPECT_THAT(
        std::vector<float>(list.entries[1].labels.begin() + 7, list.entries[1].labels.end()),
        ElementsAre(1, 0, 0));
    EXPECT_THAT(Problems(list), IsEmpty());
  }
}

TEST_F(OpenImagesListTest, FaultsAreNamedByLine) {
  const VocList list = Make(
      "000f,xclick,/m/09,1,0.1,0.3,0.1,0.5,0,0,0,0,0\n"
      "000f,xclick,/m/01,1,0.1,30,0.1,0.5,0,0,0,0,0\n"
      "ffff,xclick,/m/01,1,0.1,0.3,0.1,0.5,0,0,0,0,0\n",
      "/m/01,Cat\n/m/02,Dog\n");
  EXPECT_THAT(
      Problems(list),
      ElementsAre("boxes.csv:2: image 000f: the class '/m/09' is not in the label map; left "
                  "out",
                  "boxes.csv:3: image 000f: xmax is 30; expected a share of the image's "
                  "size in 0..1; left out",
                  "boxes.csv:4: image ffff: no image 'ffff' in im; left out"));
  EXPECT_THAT(Make("000f,xclick,/m/09,1,0.1,0.3,0.1,0.5,0,0,0,0,0\n", "").classes,
              ElementsAre("/m/09"));
}

}  // namespace
}  // namespace imrec
