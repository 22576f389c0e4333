#include "im2rec/list/missing_images.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/im2rec/text_list.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

ListLines LinesOf(const std::vector<std::string>& paths) {
  std::vector<ListEntry> entries;
  for (const std::string& path : paths) {
    entries.push_back({.index = entries.size(), .labels = {0}, .path = path});
  }
  return test::LinesOf(entries);
}

class RequireSomeImagesTest : public testing::Test {
 protected:
  // Folders are named relative to the working directory, as they are typed. It lies so deep that
  // only what the test makes is near.
  RequireSomeImagesTest() {
    fs::create_directories(dir_ / "x/y/z");
    fs::current_path(dir_ / "x/y/z");
  }
  ~RequireSomeImagesTest() override { fs::current_path(before_); }

  static std::string Problem(const std::vector<std::string>& paths, const fs::path& root,
                             const fs::path& list = "set.lst") {
    try {
      RequireSomeImages(LinesOf(paths), root, list.string(), list);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kNotFound);
      return error.what();
    }
    return {};
  }
  static void Make(const std::string& path) { test::WriteFile(path, "x"); }

  fs::path before_ = fs::current_path();
  test::TempDir dir_;
};

TEST_F(RequireSomeImagesTest, OneThatIsThereIsEnough) {
  Make("in/b.jpg");
  EXPECT_EQ(Problem({"a.jpg", "b.jpg"}, "in"), "");
  EXPECT_EQ(Problem({}, "in"), "");
  EXPECT_EQ(Problem({(fs::current_path() / "in/b.jpg").string()}, "."), "")
      << "paths may be absolute";
}

TEST_F(RequireSomeImagesTest, SaysWhereTheyAre) {
  Make("cards/JPEGImages/1.jpg");
  fs::create_directories("empty/folder");
  const std::vector<std::string> paths = {"JPEGImages/1.jpg", "JPEGImages/2.jpg"};
  EXPECT_EQ(Problem(paths, "."),
            "set.lst: none of 2 paths (JPEGImages/1.jpg, ..) is below ROOT ., is it cards?");
  EXPECT_THAT(Problem(paths, "cards/JPEGImages"), HasSubstr("is it cards?"));
  EXPECT_THAT(Problem(paths, "empty"), HasSubstr("is it cards?"));
  EXPECT_THAT(Problem(paths, "empty/folder/"), HasSubstr("is it cards?"));
  EXPECT_THAT(Problem({"1.jpg"}, "."),
              HasSubstr("1.jpg is not below ROOT ., is it cards/JPEGImages?"));
  EXPECT_THAT(Problem({"cards/JPEGImages/1.jpg"}, "cards"),
              HasSubstr("below ROOT cards, is it .?"));
  fs::current_path("cards");
  EXPECT_THAT(Problem({"cards/JPEGImages/1.jpg"}, "."), HasSubstr("below ROOT ., is it ..?"));
}

TEST_F(RequireSomeImagesTest, LooksNearTheListAsWell) {
  Make("data/photos/1.jpg");
  fs::create_directories("elsewhere/deep/root");
  EXPECT_THAT(Problem({"1.jpg"}, "elsewhere/deep/root", "data/set.lst"),
              HasSubstr("is it data/photos?"));
}

TEST_F(RequireSomeImagesTest, TheFolderWithMostOfThemIsTaken) {
  Make("a/1.jpg");
  for (const char* path : {"b/1.jpg", "b/2.jpg", "b/3.jpg"}) Make(path);
  EXPECT_THAT(Problem({"1.jpg", "2.jpg", "3.jpg"}, "."), HasSubstr("is it b?"));
}

TEST_F(RequireSomeImagesTest, GuessesNothingWithoutAPath) {
  fs::create_directories("in/a");
  const std::string problem = Problem({"1.jpg", "2.jpg"}, "in");
  EXPECT_EQ(problem, "set.lst: none of 2 paths (1.jpg, ..) is below ROOT in");
  EXPECT_THAT(Problem({"1.jpg", "2.jpg"}, fs::absolute("in"), ""), Not(HasSubstr("is it")));
}

}  // namespace
}  // namespace imrec
