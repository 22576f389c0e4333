#include "reader/tool/input_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/class_names.h>
#include <imrec/error.h>
#include <imrec/manifest.h>

#include "reader/tool/input_class_names.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec::tool {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<std::string> kNames = {"ant", "bee", "cat", "dog", "elk"};

class InputSetTest : public testing::Test {
 protected:
  InputSetTest() {
    test::WriteShardedSet(dir_ / "set", 10, 3, kNames);
    test::WriteDetectionSet(dir_ / "one.rec", 4);
  }
  std::string Path(const std::string& name) const { return dir_ / name; }
  InputFiles Find(const std::vector<std::string>& names, const InputOptions& options = {}) const {
    std::vector<std::string> sets;
    for (const std::string& name : names) sets.push_back(Path(name));
    return InputFiles(sets, "imrec test", options);
  }
  static std::vector<std::string> NamesOf(const InputFiles& files) {
    std::vector<std::string> names;
    for (const InputFile& file : files.files()) names.push_back(file.path.filename());
    return names;
  }
  std::vector<std::string> ClassNames(const std::string& set,
                                      const std::string& explicit_path = {}) const {
    return SharedClassNames(Find({set}), explicit_path, OnOtherNames::kRefuse);
  }

  test::TempDir dir_;
};

TEST_F(InputSetTest, FilesComeInTheOrderOfTheSets) {
  const InputFiles files = Find({"one", "set"});
  EXPECT_THAT(NamesOf(files), ElementsAre("one.rec", "set-00000-of-00003.rec",
                                          "set-00001-of-00003.rec", "set-00002-of-00003.rec"));
  EXPECT_EQ(files.name(), Path("one") + " and 1 more");
  EXPECT_EQ(Find({"set"}).name(), Path("set"));
  EXPECT_EQ(files[0].prefix, dir_ / "one");
  EXPECT_FALSE(files[0].named_by_manifest);
  EXPECT_EQ(files[3].prefix, dir_ / "set");
  EXPECT_TRUE(files[3].named_by_manifest);
  // A shard that is named itself belongs to the same set.
  const InputFiles shard = Find({"set-00001-of-00003.rec"});
  EXPECT_EQ(shard[0].prefix, dir_ / "set");
  EXPECT_EQ(shard[0].manifest, dir_ / "set.manifest.json");
}

TEST_F(InputSetTest, AFileNamedTwiceIsReadOnceUnlessRepeatsCount) {
  const std::vector<std::string> twice = {"set-00001-of-00003.rec", "set", "one.rec",
                                          "../" + dir_.path().filename().string() + "/one.rec"};
  EXPECT_THAT(NamesOf(Find(twice)), ElementsAre("set-00001-of-00003.rec", "set-00000-of-00003.rec",
                                                "set-00002-of-00003.rec", "one.rec"));
  EXPECT_EQ(Find(twice, {.keep_repeats = true}).size(), 6U);
}

TEST_F(InputSetTest, RecordsAreThoseOfAllFiles) {
  const InputSet input(Find({"set"}));
  test::WriteDetectionSet(dir_ / "whole.rec", 10);
  const InputSet whole(Find({"whole"}));
  ASSERT_EQ(input.records().size(), 10U);
  EXPECT_EQ(input.begin(1), 3U);
  EXPECT_EQ(input.begin(3), 10U);
  std::vector<std::byte> payload;
  std::vector<std::byte> expected;
  for (std::uint64_t i = 0; i < 10; ++i) {
    EXPECT_EQ(input.records().key(i), 100 + i);
    input.records().Read(i, payload);
    whole.records().Read(i, expected);
    EXPECT_EQ(payload, expected);
  }
}

TEST_F(InputSetTest, EmptyShardsAreNoFault) {
  test::WriteShardedSet(dir_ / "few", 2, 4);
  EXPECT_EQ(InputSet(Find({"few"})).records().size(), 2U);
  test::WriteShardedSet(dir_ / "none", 0, 2);
  EXPECT_THROW(InputSet(Find({"none"})), Error);
}

TEST_F(InputSetTest, StandardInputAndFoldersAreExplained) {
  EXPECT_THROW(InputFiles({"-"}, "imrec test"), Error);
  EXPECT_THROW(Find({""}), Error);
}

// The rule, from the first source to the last.
TEST_F(InputSetTest, ClassNamesComeFromOneRule) {
  const std::vector<std::string> own = {"own"};
  const std::vector<std::string> of_set = {"of", "set"};
  const std::vector<std::string> given = {"given"};
  WriteClassNames(dir_ / "given.txt", given);
  WriteClassNames(dir_ / "set-00001-of-00003.classes.txt", own);
  WriteClassNames(dir_ / "set.classes.txt", of_set);
  const std::string shard = "set-00001-of-00003.rec";
  EXPECT_EQ(ClassNames(shard, Path("given.txt")), given);
  for (const char* set : {"set", "set.manifest.json", "set-*.rec", shard.c_str()}) {
    EXPECT_EQ(ClassNames(set), kNames) << set;
  }
  Manifest manifest = ReadManifest(dir_ / "set.manifest.json");
  manifest.class_names.clear();
  WriteManifest(dir_ / "set.manifest.json", manifest);
  for (const char* set : {"set", "set-*.rec", shard.c_str()}) {
    EXPECT_EQ(ClassNames(set), of_set) << set;
  }
  std::filesystem::remove(dir_ / "set.classes.txt");
  EXPECT_EQ(ClassNames(shard), own);
  EXPECT_THAT(ClassNames("set-00002-of-00003.rec"), IsEmpty());
}

TEST_F(InputSetTest, AManifestSpeaksForTheFilesThatItNames) {
  // Left by another run: this set is of other shards.
  test::WriteDetectionSet(dir_ / "set.rec", 2);
  EXPECT_THAT(
      SharedClassNames(InputFiles({Path("set.rec")}, "imrec test"), {}, OnOtherNames::kRefuse),
      IsEmpty());
  // A manifest under another name is the one that counts if it is given.
  Manifest manifest = ReadManifest(dir_ / "set.manifest.json");
  manifest.class_names = {"other"};
  WriteManifest(dir_ / "copy.manifest.json", manifest);
  EXPECT_THAT(ClassNames("copy.manifest.json"), ElementsAre("other"));
}

TEST_F(InputSetTest, ABrokenManifestIsPassedOver) {
  test::WriteFile(dir_ / "set.manifest.json", "{");
  WriteClassNames(dir_ / "set.classes.txt", std::vector<std::string>{"x"});
  testing::internal::CaptureStderr();
  EXPECT_THAT(ClassNames("set-*.rec"), ElementsAre("x"));
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_THAT(said, HasSubstr("imrec test: no class names from " + Path("set.manifest.json")));
  EXPECT_EQ(said.find("no class names"), said.rfind("no class names")) << "once, not per shard";
}

TEST_F(InputSetTest, DifferentNamesAreRefusedOrGoByNumber) {
  WriteClassNames(dir_ / "one.classes.txt", std::vector<std::string>{"zebra"});
  const InputFiles files = Find({"set", "one"});
  EXPECT_THROW(SharedClassNames(files, {}, OnOtherNames::kRefuse), Error);
  EXPECT_THAT(SharedClassNames(files, {}, OnOtherNames::kUseNumbers), IsEmpty());
  EXPECT_EQ(SharedClassNames(files, {}, OnOtherNames::kUseFirst), kNames);
  EXPECT_THAT(SharedClassNames(files, Path("one.classes.txt"), OnOtherNames::kRefuse),
              ElementsAre("zebra"));
  WriteClassNames(dir_ / "one.classes.txt", kNames);
  EXPECT_EQ(SharedClassNames(files, {}, OnOtherNames::kRefuse), kNames);
}

}  // namespace
}  // namespace imrec::tool
