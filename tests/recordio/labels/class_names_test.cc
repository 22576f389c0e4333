#include <imrec/class_names.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ClassNames, PathIsNextToListAndRecords) {
  EXPECT_EQ(ClassNamesPathFor("a/set.lst"), "a/set.classes.txt");
  EXPECT_EQ(ClassNamesPathFor("a/set.v2.rec"), "a/set.v2.classes.txt");
}

TEST(ClassNames, AreReadBackAsWritten) {
  const test::TempDir dir;
  const std::vector<std::string> names = {"dog", "traffic light", "\xc3\xa9t\xc3\xa9"};
  WriteClassNames(dir / "c.txt", names);
  EXPECT_EQ(ReadClassNames(dir / "c.txt"), names);
}

TEST(ClassNames, IgnoresByteOrderMarksAndCarriageReturns) {
  const test::TempDir dir;
  test::WriteFile(dir / "c.txt",
                  "\xef\xbb\xbf"
                  "dog \r\ncat\r\n\r\n\n");
  EXPECT_THAT(ReadClassNames(dir / "c.txt"), ElementsAre("dog", "cat"));
}

std::string Reason(const std::filesystem::path& path) {
  try {
    ReadClassNames(path);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(ClassNames, EmptyAndDuplicateNamesAreErrors) {
  const test::TempDir dir;
  test::WriteFile(dir / "c.txt", "dog\n\ncat\n");
  EXPECT_THAT(Reason(dir / "c.txt"), HasSubstr("c.txt:2: expected a class name"));
  test::WriteFile(dir / "c.txt", "dog\ncat\ndog\n");
  EXPECT_THAT(Reason(dir / "c.txt"), HasSubstr("c.txt:3: class 'dog' occurs twice"));
}

// Two names in GBK, which JSON would hold as the same replacement character.
TEST(ClassNames, OtherEncodingsThanUtf8AreErrors) {
  const test::TempDir dir;
  test::WriteFile(dir / "c.txt", "dog\n\xb9\xb7\n\xc3\xa8\n");
  EXPECT_THAT(Reason(dir / "c.txt"), HasSubstr("c.txt:2: the class name is not UTF-8 text"));
}

TEST(ClassNames, RefusesNamesThatCannotBeReadBack) {
  const test::TempDir dir;
  for (const std::string name : {"", " ", "a\nb", "\xb9\xb7"}) {
    EXPECT_THROW(WriteClassNames(dir / "c.txt", std::vector{name}), Error);
  }
  EXPECT_FALSE(std::filesystem::exists(dir / "c.txt"));
}

TEST(ClassNames, WhatIsWrittenCanBeReadBack) {
  const test::TempDir dir;
  WriteClassNames(dir / "c.txt", std::vector<std::string>{"\xef\xbb\xbf cat", "\tdog ", "a\tb"});
  EXPECT_EQ(test::ReadText(dir / "c.txt"), "cat\ndog\na\tb\n");
  EXPECT_THAT(ReadClassNames(dir / "c.txt"), ElementsAre("cat", "dog", "a\tb"));
  for (const std::vector<std::string>& names : {std::vector<std::string>{"cat", " cat"},
                                                {"a\rb"},
                                                {std::string("a\0b", 3)},
                                                {std::string(kMaxClassNameBytes + 1, 'x')},
                                                {"\xef\xbb\xbf"}}) {
    EXPECT_THROW(WriteClassNames(dir / "d.txt", names), Error);
  }
  EXPECT_FALSE(std::filesystem::exists(dir / "d.txt"));
}

TEST(ClassNames, InvalidNamesInAFileAreErrorsWithLineNumbers) {
  const test::TempDir dir;
  test::WriteFile(dir / "c.txt", "cat\ndog\rcow\n");
  EXPECT_THAT(Reason(dir / "c.txt"), HasSubstr("c.txt:2: the class name contains a line end"));
  test::WriteFile(dir / "c.txt", std::string("c\0a\0t\0\n\0", 8));
  EXPECT_THAT(Reason(dir / "c.txt"), HasSubstr("c.txt:1: the class name contains a NUL byte"));
}

}  // namespace
}  // namespace imrec
