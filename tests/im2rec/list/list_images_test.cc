#include <imrec/list_images.h>

#include <algorithm>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/image_codec.h>
#include <imrec/list_file.h>

#include "tests/support/files.h"

namespace imrec::test {
namespace {

class MakeListsTest : public testing::Test {
 protected:
  MakeListsTest() {
    for (const char* path : {"in/a/1.jpg", "in/a/2.jpg", "in/b/1.jpg", "in/b/c/1.png"}) {
      WriteFile(dir_ / path, "not an image: listing does not look");
    }
  }
  ListingResult Make(const ListingOptions& options) const {
    return MakeImageLists(dir_ / "set", dir_ / "in", options);
  }

  TempDir dir_;
};

TEST_F(MakeListsTest, WritesSixDecimalsAndClassNames) {
  const ListingResult result = Make({.depth = WalkDepth::kRecursive, .shuffle = false});
  EXPECT_EQ(ReadText(dir_ / "set.lst"),
            "0\t0.000000\ta/1.jpg\n"
            "1\t0.000000\ta/2.jpg\n"
            "2\t1.000000\tb/1.jpg\n"
            "3\t2.000000\tb/c/1.png\n");
  EXPECT_EQ(ReadText(dir_ / "set.classes.txt"), "a\nb\nb/c\n");
  EXPECT_EQ(result.classes_file, dir_ / "set.classes.txt");
  EXPECT_EQ(result.images, 4U);
}

TEST_F(MakeListsTest, DefaultExtensionsAreThoseOfAllFormatsThatAreRead) {
  const std::vector<std::string> extensions = DefaultImageExtensions();
  ASSERT_GE(extensions.size(), 3U);
  EXPECT_THAT(std::vector(extensions.begin(), extensions.begin() + 3),
              testing::ElementsAre(".jpeg", ".jpg", ".png"));
  for (const std::string& extension : extensions) {
    EXPECT_NE(ImageCodecForExtension(extension), nullptr) << extension;
  }
  EXPECT_THAT(extensions, testing::Not(testing::Contains(".raw")));
  for (const char* extension : {".bmp", ".ppm", ".tif", ".webp"}) {
    EXPECT_EQ(std::ranges::count(extensions, extension),
              ImageCodecForExtension(extension) != nullptr ? 1 : 0);
  }
}

TEST_F(MakeListsTest, FollowsTheSeed) {
  const auto list = [&](std::uint64_t seed) {
    Make({.depth = WalkDepth::kRecursive, .seed = seed});
    return ReadText(dir_ / "set.lst");
  };
  EXPECT_EQ(list(7), list(7));
  EXPECT_NE(list(7), list(100));
}

TEST_F(MakeListsTest, SplitsHoldEachImageOnce) {
  ListingOptions options{.depth = WalkDepth::kRecursive};
  options.split = {.train_ratio = 0.5, .test_ratio = 0.25, .chunks = 2};
  const ListingResult result = Make(options);
  EXPECT_EQ(result.lists.size(), 6U);
  std::multiset<std::uint64_t> indices;
  for (const WrittenList& list : result.lists) {
    const ListFile file = ReadListFile(list.path);
    EXPECT_EQ(file.entries.size(), list.images);
    for (const ListEntry& entry : file.entries) indices.insert(entry.index);
  }
  EXPECT_THAT(indices, testing::ElementsAre(0, 1, 2, 3));
}

TEST_F(MakeListsTest, NoImageIsAnErrorAndLeavesTheOldList) {
  WriteFile(dir_ / "set.lst", "old");
  try {
    Make({});
    FAIL() << "there is no image right in the root";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNotFound);
    EXPECT_THAT(error.what(), testing::HasSubstr("--recursive"));
  }
  EXPECT_THROW(Make({.depth = WalkDepth::kRecursive, .extensions = {"gif"}}), Error);
  EXPECT_EQ(ReadText(dir_ / "set.lst"), "old");
}

TEST_F(MakeListsTest, GivenClassesNumberTheFolders) {
  const ListingOptions options{
      .depth = WalkDepth::kRecursive, .shuffle = false, .classes = {"z", "b/c", "b", "a"}};
  Make(options);
  EXPECT_EQ(ReadText(dir_ / "set.lst"),
            "0\t3.000000\ta/1.jpg\n"
            "1\t3.000000\ta/2.jpg\n"
            "2\t2.000000\tb/1.jpg\n"
            "3\t1.000000\tb/c/1.png\n");
  EXPECT_EQ(ReadText(dir_ / "set.classes.txt"), "z\nb/c\nb\na\n");
}

TEST_F(MakeListsTest, AFolderThatIsNoGivenClassIsAnErrorAndLeavesTheOldList) {
  WriteFile(dir_ / "set.lst", "old");
  try {
    Make({.depth = WalkDepth::kRecursive, .classes = {"a", "b"}});
    FAIL() << "b/c is no class";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
    EXPECT_THAT(error.what(), testing::HasSubstr(dir_ / "in/b/c"));
  }
  EXPECT_EQ(ReadText(dir_ / "set.lst"), "old");
}

TEST_F(MakeListsTest, EachListOfSeveralHasItsClassNames) {
  WriteFile(dir_ / "set_val.classes.txt", "of an older list\n");
  const ListingResult result =
      Make({.depth = WalkDepth::kRecursive, .split = {.train_ratio = 0.5, .chunks = 1}});
  EXPECT_EQ(result.classes_file, dir_ / "set.classes.txt");
  for (const char* name : {"set", "set_train", "set_val"}) {
    EXPECT_EQ(ReadText(dir_ / (std::string(name) + ".classes.txt")), "a\nb\nb/c\n") << name;
  }
}

TEST_F(MakeListsTest, SaysWhatItReplaces) {
  EXPECT_FALSE(Make({.depth = WalkDepth::kRecursive}).lists[0].replaced);
  const auto written = std::filesystem::last_write_time(dir_ / "set.lst");
  EXPECT_EQ(Make({.depth = WalkDepth::kRecursive}).lists[0].replaced, written);
}

TEST_F(MakeListsTest, MakesTheFolderOfTheLists) {
  MakeImageLists(dir_ / "new/deep/set", dir_ / "in/a");
  EXPECT_TRUE(std::filesystem::exists(dir_ / "new/deep/set.lst"));
}

TEST_F(MakeListsTest, ThereAreNotMoreChunksThanImages) {
  EXPECT_EQ(Make({.depth = WalkDepth::kRecursive, .split = {.chunks = 4}}).lists.size(), 4U);
  std::filesystem::remove(dir_ / "set_4.lst");
  EXPECT_THROW(Make({.depth = WalkDepth::kRecursive, .split = {.chunks = 5}}), Error);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "set_4.lst"));
}

TEST_F(MakeListsTest, ToldWhichFoldersAreRead) {
  std::uint64_t last = 0;
  MakeImageLists(dir_ / "set", dir_ / "in", {.depth = WalkDepth::kRecursive, .threads = 3},
                 [&](std::uint64_t done, std::uint64_t known) {
                   EXPECT_EQ(done, std::max<std::uint64_t>(last, 1) + 1);
                   EXPECT_LE(done, known);
                   last = done;
                 });
  EXPECT_EQ(last, 4U) << "in, a, b, b/c";
}

}  // namespace
}  // namespace imrec::test
