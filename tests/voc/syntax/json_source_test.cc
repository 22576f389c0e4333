#include "voc/syntax/json_source.h"

#include <sstream>
#include <streambuf>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/error.h>

namespace imrec {
namespace {

using Json = nlohmann::json;

std::string ReadAll(const std::string& text, std::size_t block = 1 << 16) {
  std::istringstream stream(text);
  JsonSource source(stream, block);
  std::string result;
  for (; !source.AtEnd(); source.Skip()) result += source.Peek();
  return result;
}

// Which numbers a parser takes for constants: "N" for such, "n" for others.
class Numbers final : public nlohmann::json_sax<Json> {
 public:
  explicit Numbers(JsonSource& source) : source_(source) {}
  std::string found;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return Note(false); }
  bool number_unsigned(number_unsigned_t) override { return Note(false); }
  bool number_float(number_float_t, const string_t&) override {
    return Note(source_.TakeConstant());
  }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool key(string_t&) override { return true; }
  bool parse_error(std::size_t position, const std::string&, const Json::exception&) override {
    found += "error at " + std::to_string(position);
    return false;
  }

 private:
  bool Note(bool constant) {
    found += constant ? 'N' : 'n';
    return true;
  }
  JsonSource& source_;
};

std::string Parse(const std::string& text, std::size_t block = 1 << 16) {
  std::istringstream stream(text);
  JsonSource source(stream, block);
  Numbers numbers(source);
  Json::sax_parse(source.begin(), source.end(), &numbers);
  return numbers.found;
}

TEST(JsonSource, ConstantsBecomeNumbersOfTheSameLength) {
  EXPECT_EQ(ReadAll("NaN"), "0.0");
  EXPECT_EQ(ReadAll("[Infinity,-Infinity, NaN]"), "[0.000000,-0.000000, 0.0]");
  EXPECT_EQ(ReadAll("{\"a\":NaN,\n\"b\":\tNaN}"), "{\"a\":0.0,\n\"b\":\t0.0}");
}

TEST(JsonSource, StringsStayAsTheyAre) {
  for (const std::string text : {R"({"NaN": "NaN", "a": "x, NaN ,", "b": ":Infinity,"})",
                                 R"(["\"", "[NaN]", "\\", "NaN "])", R"(["\\\",NaN,"])"}) {
    EXPECT_EQ(ReadAll(text), text);
  }
  EXPECT_EQ(ReadAll(R"(["\\",NaN])"), R"(["\\",0.0])");
}

TEST(JsonSource, OnlyWholeValuesAreConstants) {
  for (const std::string text : {"[1NaN]", "[NaN5]", "[NaNN]", "[nan]", "[inf]", "[-NaN]", "[+NaN]",
                                 "[Infinit]", "[--Infinity]", "[-1]", "[Na]", "N", "-"}) {
    EXPECT_EQ(ReadAll(text), text);
  }
  EXPECT_EQ(Parse("[1NaN]"), "nerror at 3");
  EXPECT_EQ(Parse("[NaN5]"), "error at 2");
  EXPECT_EQ(Parse("[1, nan]"), "nerror at 6");
}

TEST(JsonSource, ParsersCanTellThemFromNumbers) {
  EXPECT_EQ(Parse("[0.0, NaN, 0.0, 1, -0.000000, Infinity, 2.5, -Infinity, NaN, NaN, 3.5]"),
            "nNnnnNnNNNn");
  EXPECT_EQ(Parse("[0.0,NaN,0.5,Infinity,-Infinity,1.5]"), "nNnNNn");
  EXPECT_EQ(Parse("NaN"), "N");
}

TEST(JsonSource, BordersOfTheBufferMakeNoDifference) {
  std::string text = "[";
  std::string expected;
  for (int i = 0; i < 40; ++i) {
    // Blanks, strings and numbers shift each constant by another number of bytes.
    text += std::string(static_cast<std::size_t>(i % 7), ' ');
    text += i % 3 == 0 ? "NaN" : i % 3 == 1 ? "-Infinity" : "Infinity";
    text += i % 5 == 0 ? ",\"NaN,\\\"NaN\",1.5," : " ,";
    expected += i % 5 == 0 ? "Nn" : "N";
  }
  text += "0.5]";
  expected += "n";
  const std::string whole = ReadAll(text);
  EXPECT_EQ(whole.size(), text.size());
  for (std::size_t block = 1; block < 200; ++block) {
    ASSERT_EQ(ReadAll(text, block), whole) << block;
    ASSERT_EQ(Parse(text, block), expected) << block;
  }
}

TEST(JsonSource, EveryOffsetAgainstTheSmallestBuffer) {
  for (std::size_t shift = 0; shift < 64; ++shift) {
    for (const std::string constant : {"NaN", "Infinity", "-Infinity"}) {
      const std::string text = "[" + std::string(shift, ' ') + constant + ",1.5]";
      ASSERT_EQ(Parse(text, JsonSource::kMinBlock), "Nn") << text;
      const std::string cut = std::string(shift, ' ') + constant;
      ASSERT_EQ(Parse(cut, JsonSource::kMinBlock), "N") << cut;
    }
  }
}

TEST(JsonSource, EmptyStreams) {
  EXPECT_EQ(ReadAll(""), "");
  EXPECT_EQ(ReadAll("[]"), "[]");
}

// A character, and then another one without end.
class Endless final : public std::streambuf {
 public:
  Endless(char first, char rest) : block_(1 << 16, rest), rest_(rest) { block_.front() = first; }

 protected:
  int_type underflow() override {
    if (gptr() != nullptr) block_.front() = rest_;
    setg(block_.data(), block_.data(), block_.data() + block_.size());
    return traits_type::to_int_type(block_.front());
  }

 private:
  std::string block_;
  char rest_;
};

TEST(JsonSource, EndlessTokensAreRefused) {
  for (const char first : {'"', '1'}) {
    Endless endless(first, first == '"' ? 'x' : '1');
    std::istream stream(&endless);
    JsonSource source(stream, std::size_t{1} << 20);
    EXPECT_THROW(
        {
          while (!source.AtEnd()) source.Skip();
        },
        Error);
    EXPECT_LT(source.offset(), 2 * JsonSource::kMostTokenBytes);
  }
}

TEST(JsonSource, ContentsAreSkipped) {
  for (const std::string contents :
       {"", "1, [2, {\"a\": [3]}], 4", "\"]\", \"\\\"]\\\\\"", "[[[[]]]], {\"}\": \"{\"}"}) {
    for (const std::size_t block : {std::size_t{16}, std::size_t{1} << 16}) {
      std::istringstream stream("[" + contents + "] x");
      JsonSource source(stream, block);
      ASSERT_FALSE(source.AtEnd());
      source.Skip();
      source.SkipContents();
      ASSERT_FALSE(source.AtEnd());
      EXPECT_EQ(source.Peek(), ']') << contents;
      EXPECT_EQ(source.unseen(), contents.size());
      EXPECT_EQ(source.offset(), contents.size() + 1);
    }
  }
  std::istringstream cut("[1, [2], \"x");
  JsonSource source(cut);
  ASSERT_FALSE(source.AtEnd());
  source.Skip();
  source.SkipContents();
  EXPECT_TRUE(source.AtEnd());
}

}  // namespace
}  // namespace imrec
