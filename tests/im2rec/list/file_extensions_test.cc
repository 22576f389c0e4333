#include "im2rec/list/file_extensions.h"

#include <gtest/gtest.h>

#include <imrec/error.h>

namespace imrec {
namespace {

TEST(FileExtensions, CaseAndDotDoNotMatter) {
  const FileExtensions extensions({"JPG", ".Png"});
  for (const char* name : {"a.jpg", "a.JPG", "a.b.jPg", "x.png", "..a.jpg", "sp ace.jpg"}) {
    EXPECT_TRUE(extensions.Match(name)) << name;
  }
  for (const char* name : {"a.jpeg", "a.jpg.txt", "jpg", "ajpg", "a.", "a", ""}) {
    EXPECT_FALSE(extensions.Match(name)) << name;
  }
  EXPECT_EQ(extensions.Joined(), ".jpg .png");
}

TEST(FileExtensions, LeadingDotsStartNoExtension) {
  const FileExtensions extensions({".jpg"});
  EXPECT_FALSE(extensions.Match(".jpg"));
  EXPECT_FALSE(extensions.Match("..jpg"));
  EXPECT_TRUE(extensions.Match(".a.jpg"));
}

TEST(FileExtensions, RefusesWhatCanMatchNothing) {
  EXPECT_THROW(FileExtensions({}), Error);
  EXPECT_THROW(FileExtensions({"jpg", ""}), Error);
  EXPECT_THROW(FileExtensions({"."}), Error);
  EXPECT_THROW(FileExtensions({"tar.gz"}), Error);
  EXPECT_THROW(FileExtensions({"a/b"}), Error);
}

}  // namespace
}  // namespace imrec
