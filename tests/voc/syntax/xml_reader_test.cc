#include "voc/syntax/xml_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "voc/annotation_limits.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// "<a", ">a" and texts, as they come; or what is wrong.
std::vector<std::string> Events(const std::string& xml) {
  std::vector<std::string> events;
  XmlReader reader(xml);
  try {
    while (true) {
      std::string text;
      switch (reader.Next()) {
        case XmlReader::Event::kStart:
          events.push_back('<' + std::string(reader.name()));
          break;
        case XmlReader::Event::kEnd:
          events.push_back('>' + std::string(reader.name()));
          break;
        case XmlReader::Event::kText:
          reader.AppendText(text);
          events.push_back(text);
          break;
        case XmlReader::Event::kDone:
          return events;
      }
    }
  } catch (const Error& error) {
    events.emplace_back(error.what());
  }
  return events;
}

TEST(XmlReader, ElementsAndTexts) {
  EXPECT_THAT(Events("<a><b>x</b><c/><d a='1' b=\">\" /></a >\n"),
              ElementsAre("<a", "<b", "x", ">b", "<c", ">c", "<d", ">d", ">a"));
}

TEST(XmlReader, WhatIsNoContentIsPassedOver) {
  EXPECT_THAT(Events("<?xml version='1.0'?>\n<!-- <x> -->\n"
                     "<!DOCTYPE a [<!ENTITY e \"]>\"><!-- don't --> ]>\n"
                     "<a><?p <b> ?>x<!-- > -->y</a><!-- end --> <?p?>"),
              ElementsAre("<a", "x", "y", ">a"));
}

TEST(XmlReader, EntitiesAndLineEnds) {
  EXPECT_THAT(Events("<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x1F600;</a>"),
              ElementsAre("<a", "<&>\"'A\xf0\x9f\x98\x80", ">a"));
  EXPECT_THAT(Events("<a>&y; & &#0; &#xD800; &#x110000; &lt</a>"),
              ElementsAre("<a", "&y; & &#0; &#xD800; &#x110000; &lt", ">a"));
  EXPECT_THAT(Events("<a>1\r\n2\r3</a>"), ElementsAre("<a", "1\n2\n3", ">a"));
  EXPECT_THAT(Events("<a><![CDATA[<b>&lt;]]></a>"), ElementsAre("<a", "<b>&lt;", ">a"));
}

TEST(XmlReader, LinesAreThoseOfTheTags) {
  XmlReader reader("\n<a\n b='\n'>\r\n<!--\n--><b/></a>");
  reader.Next();
  EXPECT_EQ(reader.line(), 2U);
  reader.Next();
  EXPECT_EQ(reader.Next(), XmlReader::Event::kStart);
  EXPECT_EQ(reader.name(), "b");
  EXPECT_EQ(reader.line(), 6U);
}

TEST(XmlReader, SkippingEndsWithTheElement) {
  XmlReader reader("<a><b><a></a>x<c/></b><d/><e/></a>");
  reader.Next();
  reader.Next();
  reader.SkipElement();
  reader.Next();
  EXPECT_EQ(reader.name(), "d");
  reader.SkipElement();
  reader.Next();
  EXPECT_EQ(reader.name(), "e");
}

TEST(XmlReader, WhatIsNotWellFormedIsToldWithItsLine) {
  const auto last = [](const std::string& xml) { return Events(xml).back(); };
  EXPECT_THAT(last(""), HasSubstr("empty"));
  EXPECT_THAT(last("<!-- nothing -->"), HasSubstr("empty"));
  EXPECT_THAT(last("<a>\n<b>\n</a>"),
              HasSubstr(":3: not well-formed XML: </a> ends <b> of line 2"));
  EXPECT_THAT(last("<a>\n<b>"), HasSubstr("ends inside <b> of line 2"));
  EXPECT_THAT(last("<a/>\n<b/>"), HasSubstr(":2: not well-formed XML: a second root element, <b>"));
  EXPECT_THAT(last("<a></a></a>"), HasSubstr("</a> ends no element"));
  EXPECT_THAT(last("<a/>nnotation>"), HasSubstr("text after the end"));
  EXPECT_THAT(last("x<a/>"), HasSubstr("text before any element"));
  EXPECT_THAT(last("<a/><![CDATA[x]]>"), HasSubstr("CDATA section outside"));
  EXPECT_THAT(last("<a><b </a>"), HasSubstr("a tag without end"));
  EXPECT_THAT(last("<a b='></a>"), HasSubstr("an attribute without end"));
  EXPECT_THAT(last("<a><!-- x</a>"), HasSubstr("a comment without end"));
  EXPECT_THAT(last("<!DOCTYPE a [ <a/>"), HasSubstr("a declaration without end"));
  EXPECT_THAT(last("<a>1 < 2</a>"), HasSubstr("not well-formed XML: a tag without end"));
  EXPECT_THAT(last(std::string("<a>x\0y</a>", 10)), HasSubstr("NUL"));
  EXPECT_THAT(last("<>x</>"), HasSubstr("'<' that starts no tag"));
}

TEST(XmlReader, DepthIsBounded) {
  std::string deep;
  for (std::size_t i = 0; i < kMaxNesting; ++i) deep += "<a>";
  EXPECT_THAT(Events(deep).back(), HasSubstr("ends inside"));
  EXPECT_THAT(Events(deep + "<a>").back(), HasSubstr("nested too deeply"));
}

}  // namespace
}  // namespace imrec
