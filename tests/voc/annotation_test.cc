#include <imrec/voc_annotation.h>

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
    for (const VocProblem& problem : problems) kinds.push_back(problem.kind);
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
  EXPECT_THAT(parsed.problems, IsEmpty());
  EXPECT_EQ(parsed.annotation.filename, "000001.jpg");
  EXPECT_EQ(parsed.annotation.size, (ImageSize{353, 500}));
  ASSERT_THAT(parsed.annotation.objects, SizeIs(1));
  const VocObject& dog = parsed.annotation.objects[0];
  EXPECT_EQ(dog.name, "dog");
  EXPECT_TRUE(dog.difficult);
  EXPECT_FALSE(dog.truncated);
  EXPECT_EQ(dog.number, 1);
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
  EXPECT_THAT(parsed.problems, IsEmpty());
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

TEST(VocAnnotation, BoxesOfPartsAreNotTheObjects) {
  const Parsed parsed = ParseObject(
      "<name>person</name><part><name>head</name><bndbox><xmin>9</xmin><ymin>9</ymin>"
      "<xmax>10</xmax><ymax>10</ymax></bndbox></part>" +
      std::string(kBox));
  ASSERT_THAT(parsed.annotation.objects, SizeIs(1));
  EXPECT_EQ(parsed.annotation.objects[0].box.xmin, 1);
  EXPECT_THAT(parsed.problems, IsEmpty());
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
    EXPECT_THAT(Describe(parsed.problems.at(0)), HasSubstr("a.xml:1: object 1 (a): xmin"));
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

}  // namespace
}  // namespace imrec
