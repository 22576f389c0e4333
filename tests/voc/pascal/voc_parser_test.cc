#include "voc/pascal/voc_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kBox =
    "<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox>";

struct Parsed {
  VocAnnotation annotation;
  VocProblems problems;

  std::vector<VocProblemKind> kinds() const {
    std::vector<VocProblemKind> kinds;
    for (const VocProblem& problem : problems.kept()) kinds.push_back(problem.kind);
    return kinds;
  }
};

Parsed Parse(const std::string& xml) {
  Parsed parsed;
  parsed.annotation = ParseVocAnnotation(xml, "a.xml", parsed.problems);
  return parsed;
}
Parsed ParseObject(const std::string& object) {
  return Parse("<annotation><object>" + object + "</object></annotation>");
}

TEST(VocAnnotation, ChildrenMayComeInAnyOrder) {
  // The order of VOC2012.
  const Parsed parsed = Parse(R"(<annotation>
    <object><bndbox><xmax>195</xmax><xmin>48</xmin><ymax>371</ymax><ymin>240</ymin></bndbox>
      <difficult>1</difficult><pose>Left</pose><name>dog</name></object>
    <size><depth>3</depth><height>500</height><width>353</width></size>
    <filename>000001.jpg</filename></annotation>)");
  EXPECT_THAT(parsed.problems.kept(), IsEmpty());
  EXPECT_EQ(parsed.annotation.filename, "000001.jpg");
  EXPECT_EQ(parsed.annotation.size, (ImageSize{353, 500}));
  ASSERT_THAT(parsed.annotation.objects, SizeIs(1));
  const VocObject& dog = parsed.annotation.objects[0];
  EXPECT_EQ(dog.name, "dog");
  EXPECT_TRUE(dog.difficult);
  EXPECT_FALSE(dog.truncated);
  EXPECT_EQ(dog.item, VocItem::kObject);
  EXPECT_EQ(dog.id, "1");
  EXPECT_EQ(dog.line, 2U);
  EXPECT_EQ(dog.box.xmin, 48);
  EXPECT_EQ(dog.box.ymin, 240);
  EXPECT_EQ(dog.box.xmax, 195);
  EXPECT_EQ(dog.box.ymax, 371);
}

TEST(VocAnnotation, FractionsAreKept) {
  const Parsed parsed = ParseObject(
      "<name> car\n</name><bndbox><xmin> 45.70000076293945 </xmin><ymin>+1e1</ymin>"
      "<xmax>550.82000000000005</xmax><ymax>20</ymax></bndbox>");
  ASSERT_THAT(parsed.annotation.objects, SizeIs(1));
  EXPECT_EQ(parsed.annotation.objects[0].name, "car");
  EXPECT_DOUBLE_EQ(parsed.annotation.objects[0].box.xmin, 45.70000076293945);
  EXPECT_DOUBLE_EQ(parsed.annotation.objects[0].box.ymin, 10);
}

TEST(VocAnnotation, MissingAndEmptyFieldsCountAsAbsent) {
  const Parsed parsed =
      ParseObject(std::string("<name>car</name><difficult/><pose></pose>") + kBox);
  EXPECT_THAT(parsed.problems.kept(), IsEmpty());
  EXPECT_EQ(parsed.annotation.size, (ImageSize{0, 0}));
  ASSERT_THAT(parsed.annotation.objects, SizeIs(1));
  EXPECT_FALSE(parsed.annotation.objects[0].difficult);
}

TEST(VocAnnotation, FlagsAreReadAsPeopleWriteThem) {
  const Parsed parsed =
      ParseObject(std::string("<name>a</name><difficult>True</difficult><truncated> 1 </truncated>"
                              "<occluded>maybe</occluded>") +
                  kBox);
  ASSERT_THAT(parsed.annotation.objects, SizeIs(1));
  EXPECT_TRUE(parsed.annotation.objects[0].difficult);
  EXPECT_TRUE(parsed.annotation.objects[0].truncated);
  EXPECT_FALSE(parsed.annotation.objects[0].occluded);
  EXPECT_THAT(parsed.kinds(), ElementsAre(VocProblemKind::kBadField));
}

// As in the columns of a CSV file; -1 is "unknown".
TEST(VocAnnotation, FlagsMayBeOtherNumbersAndWords) {
  const Parsed parsed =
      ParseObject(std::string("<name>a</name><difficult>-1</difficult><truncated>2</truncated>"
                              "<occluded>y</occluded>") +
                  kBox);
  ASSERT_THAT(parsed.annotation.objects, SizeIs(1));
  EXPECT_FALSE(parsed.annotation.objects[0].difficult);
  EXPECT_TRUE(parsed.annotation.objects[0].truncated);
  EXPECT_TRUE(parsed.annotation.objects[0].occluded);
  EXPECT_THAT(parsed.kinds(), IsEmpty());
}

TEST(VocAnnotation, BoxesOfPartsAreNotTheObjects) {
  const Parsed parsed = ParseObject(
      "<name>person</name><part><name>head</name><bndbox><xmin>9</xmin><ymin>9</ymin>"
      "<xmax>10</xmax><ymax>10</ymax></bndbox></part>" +
      std::string(kBox));
  ASSERT_THAT(parsed.annotation.objects, SizeIs(1));
  EXPECT_EQ(parsed.annotation.objects[0].box.xmin, 1);
  EXPECT_THAT(parsed.problems.kept(), IsEmpty());
}

TEST(VocAnnotation, EachOfSeveralBoxesIsAnObject) {
  const Parsed parsed = ParseObject("<name>ybat</name>" + std::string(kBox) + kBox);
  EXPECT_THAT(parsed.annotation.objects, SizeIs(2));
  EXPECT_THAT(parsed.kinds(), ElementsAre(VocProblemKind::kSeveralBoxes));
}

TEST(VocAnnotation, ObjectsThatSayTooLittleAreLeftOutAndTold) {
  EXPECT_THAT(ParseObject(kBox).kinds(), ElementsAre(VocProblemKind::kMissingClass));
  EXPECT_THAT(ParseObject("<name>a</name>").kinds(), ElementsAre(VocProblemKind::kMissingBox));
  for (const std::string number : {"", "12,5", "nan", "inf", "0x10", "1 2"}) {
    const Parsed parsed = ParseObject("<name>a</name><bndbox><xmin>" + number +
                                      "</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox>");
    EXPECT_THAT(parsed.kinds(), ElementsAre(VocProblemKind::kMissingBox)) << number;
    EXPECT_THAT(parsed.annotation.objects, IsEmpty()) << number;
    EXPECT_THAT(Describe(parsed.problems.kept().at(0)), HasSubstr("a.xml:1: object 1 (a): xmin"));
  }
}

TEST(VocAnnotation, SizesThatAreNoneAreIgnored) {
  const Parsed parsed =
      Parse("<annotation><size><width>-3</width><height>big</height></size></annotation>");
  EXPECT_EQ(parsed.annotation.size, (ImageSize{0, 0}));
  EXPECT_THAT(parsed.kinds(), ElementsAre(VocProblemKind::kBadField, VocProblemKind::kBadField));
}

TEST(VocAnnotation, WhatIsNoAnnotationIsAnErrorWithItsLine) {
  const auto reason = [](const std::string& xml) -> std::string {
    try {
      Parse(xml);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_THAT(reason(""), HasSubstr("a.xml: empty"));
  EXPECT_THAT(reason("<annotation>\n<object>\n"), HasSubstr("not well-formed"));
  EXPECT_THAT(reason("\n<html></html>"),
              HasSubstr("a.xml:2: expected <annotation> at the top, found <html>"));
  EXPECT_THAT(reason("\xff\xd8\xff\xe0 a JPEG"), HasSubstr("not well-formed"));
}

TEST(VocAnnotation, DeepNestingAndEntitiesDoNoHarm) {
  std::string deep = "<annotation>";
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_THROW(Parse(deep), Error);
  const Parsed parsed = Parse(
      "<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\"><!ENTITY y \"&x;&x;&x;\">]>"
      "<annotation><filename>&y;</filename></annotation>");
  EXPECT_EQ(parsed.annotation.filename, "&y;");
}

TEST(VocAnnotation, EncodingsBecomeUtf8) {
  const auto name = [](const std::string& head, const std::string& bytes) {
    return Parse(head + "<annotation><object><name>" + bytes + "</name>" + kBox +
                 "</object></annotation>");
  };
  const std::string cafe = "caf\xc3\xa9";
  EXPECT_EQ(name("\xef\xbb\xbf", cafe).annotation.objects[0].name, cafe);
  EXPECT_EQ(
      name("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>", "caf\xe9").annotation.objects[0].name,
      cafe);
  EXPECT_EQ(name("<?xml version=\"1.0\" encoding='GBK'?>", "\xc3\xa8").annotation.objects[0].name,
            "\xe7\x8c\xab");  // a cat
  // Undeclared, or declared wrongly.
  const Parsed latin = name("", "caf\xe9");
  EXPECT_EQ(latin.annotation.objects[0].name, cafe);
  EXPECT_THAT(latin.kinds(), ElementsAre(VocProblemKind::kEncoding));
  const Parsed wrong = name("<?xml version=\"1.0\" encoding=\"utf-16\"?>", cafe);
  EXPECT_EQ(wrong.annotation.objects.at(0).name, cafe);
}

TEST(VocAnnotation, ASecondRootIsNotPassedOver) {
  const auto line = [](const std::string& xml) -> std::uint64_t {
    try {
      Parse(xml);
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("a second root element, <annotation>"));
      return error.where().line.value_or(0);
    }
    return 0;
  };
  EXPECT_EQ(line("<annotation/>\n<annotation><object/></annotation>"), 2U);
  EXPECT_THROW(Parse("<annotation></annotation>\nnnotation>"), Error);
}

TEST(VocAnnotation, NamesThatNoClassFileCanHoldAreNamedAtOnce) {
  const Parsed parsed = Parse("<annotation>\n<object><name>cat</name>" + std::string(kBox) +
                              "</object>\n<object>\n<name> traffic\n light</name>" + kBox + kBox +
                              "</object></annotation>");
  EXPECT_THAT(parsed.annotation.objects, SizeIs(1));
  EXPECT_THAT(parsed.kinds(), ElementsAre(VocProblemKind::kBadClass));
  EXPECT_EQ(Describe(parsed.problems.kept()[0]),
            "a.xml:4: object 2: the name 'traffic\\n light' contains a line end; left out");
  EXPECT_THAT(ParseObject("<name>" + std::string(2000, 'x') + "</name>" + kBox).kinds(),
              ElementsAre(VocProblemKind::kBadClass));
  EXPECT_THAT(ParseObject("<name>\xef\xbb\xbf</name>" + std::string(kBox)).kinds(),
              ElementsAre(VocProblemKind::kBadClass));
}

TEST(VocAnnotation, OfTwoValuesNeitherIsTaken) {
  const std::string name = "<name>cat</name>";
  EXPECT_THAT(ParseObject(name + "<name>dog</name>" + kBox).kinds(),
              ElementsAre(VocProblemKind::kMissingClass));
  EXPECT_THAT(Describe(ParseObject(name + "<name>dog</name>" + kBox).problems.kept()[0]),
              HasSubstr("has two names, 'cat' and 'dog'"));
  const Parsed corner = ParseObject(
      name +
      "<bndbox><xmin>1</xmin><xmin>2</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>");
  EXPECT_THAT(corner.kinds(), ElementsAre(VocProblemKind::kMissingBox));
  EXPECT_THAT(Describe(corner.problems.kept()[0]),
              HasSubstr("xmin occurs twice, with '1' and '2'"));
  const Parsed flag = ParseObject(name + "<difficult>0</difficult><difficult>1</difficult>" + kBox);
  EXPECT_THAT(flag.kinds(), ElementsAre(VocProblemKind::kBadField));
  const Parsed size = Parse(
      "<annotation><filename>a.jpg</filename><filename>b.jpg</filename>"
      "<size><width>3</width><height>4</height></size>"
      "<size><width>5</width><height>4</height></size></annotation>");
  EXPECT_EQ(size.annotation.size, (ImageSize{0, 4}));
  EXPECT_EQ(size.annotation.filename, "");
  EXPECT_THAT(size.kinds(), ElementsAre(VocProblemKind::kBadField, VocProblemKind::kBadField));
}

TEST(VocAnnotation, TheSameValueTwiceIsOne) {
  const Parsed parsed =
      ParseObject("<name/><name>cat</name><name> cat </name>" + std::string(kBox));
  EXPECT_THAT(parsed.problems.kept(), IsEmpty());
  EXPECT_EQ(parsed.annotation.objects.at(0).name, "cat");
}

TEST(VocAnnotation, SizesAreWholeNumbers) {
  const Parsed parsed =
      Parse("<annotation><size><width>100.5</width><height>50.0</height></size></annotation>");
  EXPECT_EQ(parsed.annotation.size, (ImageSize{0, 50}));
  EXPECT_THAT(parsed.kinds(), ElementsAre(VocProblemKind::kBadField));
}

TEST(VocAnnotation, AnyNumberOfBadBoxesIsCounted) {
  std::string boxes = "<name>a</name>";
  for (int i = 0; i < 3000; ++i) boxes += "<bndbox/>";
  const Parsed parsed = ParseObject(boxes + kBox);
  EXPECT_THAT(parsed.annotation.objects, SizeIs(1));
  EXPECT_EQ(parsed.problems.count(VocProblemKind::kMissingBox), 3000U);
  EXPECT_EQ(parsed.problems.count(VocProblemKind::kSeveralBoxes), 1U);
  EXPECT_THAT(Describe(parsed.problems.kept().back()), HasSubstr("has 3001 boxes"));
}

}  // namespace
}  // namespace imrec
