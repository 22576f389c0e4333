#include "im2rec/list/folder_walk.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"

namespace imrec::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class FindImagesTest : public testing::Test {
 protected:
  void Add(const std::string& path) const { WriteFile(dir_ / path, "no image"); }
  FolderImages Find(WalkDepth depth = WalkDepth::kRecursive) const {
    return FindImages(dir_.path(), depth, FileExtensions({"jpg"}));
  }
  // "class path" for each image.
  static std::vector<std::string> Lines(const FolderImages& found) {
    std::vector<std::string> lines;
    for (const FolderImage& image : found.images) {
      lines.push_back(std::to_string(image.class_id) + ' ' + image.path);
    }
    return lines;
  }

  TempDir dir_;
};

TEST_F(FindImagesTest, SortsByBytesWithFilesFirst) {
  for (const char* path :
       {"b/2.jpg", "b/10.jpg", "B/x.jpg", "10/x.jpg", "2/x.jpg", "\xc3\x9c/x.jpg", ".h/x.jpg",
        "z.jpg", "b/a/x.jpg", "b/notes.txt", "empty/notes.txt"}) {
    Add(path);
  }
  const FolderImages found = Find();
  EXPECT_THAT(Lines(found),
              ElementsAre("0 z.jpg", "1 .h/x.jpg", "2 10/x.jpg", "3 2/x.jpg", "4 B/x.jpg",
                          "5 b/10.jpg", "5 b/2.jpg", "6 b/a/x.jpg", "7 \xc3\x9c/x.jpg"));
  EXPECT_THAT(found.classes, ElementsAre(".", ".h", "10", "2", "B", "b", "b/a", "\xc3\x9c"));
  EXPECT_THAT(found.problems, IsEmpty());
}

TEST_F(FindImagesTest, IsTheSameForAnyNumberOfThreads) {
  for (int i = 0; i < 60; ++i) {
    const std::string folder = "f" + std::to_string(i * 7 % 60) + "/g" + std::to_string(i % 3);
    Add(folder + "/b.jpg");
    Add(folder + "/deep/a.jpg");
    Add("f" + std::to_string(i) + "/tab\tin name.jpg");
  }
  std::filesystem::create_directory_symlink("..", dir_ / "f1/up");
  const auto find = [&](int threads) {
    return FindImages(dir_.path(), WalkDepth::kRecursive, FileExtensions({"jpg"}), threads);
  };
  const FolderImages expected = find(1);
  EXPECT_EQ(expected.images.size(), 120U);
  EXPECT_EQ(expected.problems.size(), 60U);
  for (const int threads : {2, 3, 8}) {
    const FolderImages found = find(threads);
    EXPECT_EQ(Lines(found), Lines(expected));
    EXPECT_EQ(found.classes, expected.classes);
    ASSERT_EQ(found.problems.size(), expected.problems.size());
    for (std::size_t i = 0; i < found.problems.size(); ++i) {
      EXPECT_STREQ(found.problems[i].what(), expected.problems[i].what());
    }
  }
}

TEST_F(FindImagesTest, WithoutRecursionOnlyTheRoot) {
  Add("b.jpg");
  Add("a.JPG");
  Add("c/x.jpg");
  std::filesystem::create_directories(dir_ / "folder.jpg");
  const FolderImages found = Find(WalkDepth::kRootOnly);
  EXPECT_THAT(Lines(found), ElementsAre("0 a.JPG", "0 b.jpg"));
  EXPECT_THAT(found.classes, IsEmpty());
}

TEST_F(FindImagesTest, FollowsLinksButNoLoops) {
  Add("a/x.jpg");
  Add("b/y.jpg");
  std::filesystem::create_directory_symlink("..", dir_ / "a/up");
  std::filesystem::create_directory_symlink("../b", dir_ / "a/b");
  std::filesystem::create_directory_symlink("../a", dir_ / "b/a");
  std::filesystem::create_symlink("../a/x.jpg", dir_ / "b/link.jpg");
  std::filesystem::create_symlink("nowhere.jpg", dir_ / "b/broken.jpg");
  const FolderImages found = Find();
  EXPECT_THAT(Lines(found), ElementsAre("0 a/x.jpg", "1 a/b/link.jpg", "1 a/b/y.jpg",
                                        "2 b/link.jpg", "2 b/y.jpg", "3 b/a/x.jpg"));
  EXPECT_THAT(found.problems, IsEmpty());
}

TEST_F(FindImagesTest, NamesThatNoListCanHoldAreTold) {
  Add("a/ok.jpg");
  Add("a/tab\there.jpg");
  Add("a/line\nbreak.jpg");
  Add(" blank.jpg");
  const FolderImages found = Find();
  EXPECT_THAT(Lines(found), ElementsAre("0 a/ok.jpg"));
  ASSERT_EQ(found.problems.size(), 3U);
  EXPECT_THAT(found.problems[0].what(), HasSubstr(" blank.jpg"));
}

TEST_F(FindImagesTest, RootMustBeThere) {
  EXPECT_THROW(FindImages(dir_ / "none", WalkDepth::kRecursive, FileExtensions({"jpg"})), Error);
}

}  // namespace
}  // namespace imrec::test
