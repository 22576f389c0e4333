#include "reader/records/source_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/manifest.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class FindSourceFilesTest : public testing::Test {
 protected:
  FindSourceFilesTest() {
    Touch(
        {"a.rec", "b.rec.zst", "set-00000-of-00002.rec.zst", "set-00001-of-00002.rec", "x[1].rec"});
    WriteManifest(dir_ / "set.manifest.json",
                  {.tool = "test",
                   .tool_version = "1",
                   .shards = {{.file = "set-00000-of-00002.rec", .digest = std::string(32, '0')},
                              {.file = "set-00001-of-00002.rec", .digest = std::string(32, '0')}}});
  }
  void Touch(const std::vector<const char*>& names) const {
    for (const char* name : names) test::WriteFile(dir_ / name, "x");
  }
  // What is said of a source that cannot be found.
  std::string Refusal(const char* name, ErrorCode code = ErrorCode::kNotFound,
                      const FindOptions& options = {}) const {
    try {
      FindSourceFiles(dir_ / name, options);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    return "no error";
  }

  static std::vector<std::filesystem::path> Files(const std::filesystem::path& source,
                                                  const FindOptions& options = {}) {
    return FindSourceFiles(source, options).files;
  }

  test::TempDir dir_;
};

TEST_F(FindSourceFilesTest, AFileIsItself) {
  EXPECT_THAT(Files(dir_ / "a.rec"), ElementsAre(dir_ / "a.rec"));
  // Even where its name looks like a pattern.
  EXPECT_THAT(Files(dir_ / "x[1].rec"), ElementsAre(dir_ / "x[1].rec"));
}

TEST_F(FindSourceFilesTest, PatternsComeInOrderOfNames) {
  EXPECT_THAT(Files(dir_ / "set-*"),
              ElementsAre(dir_ / "set-00000-of-00002.rec.zst", dir_ / "set-00001-of-00002.rec"));
}

TEST_F(FindSourceFilesTest, PrefixesAndManifestsNameTheirShards) {
  const auto shards = ElementsAre(dir_ / "set-00000-of-00002.rec.zst",  // compressed since
                                  dir_ / "set-00001-of-00002.rec");
  EXPECT_THAT(Files(dir_ / "set"), shards);
  EXPECT_THAT(Files(dir_ / "set.manifest.json"), shards);
  EXPECT_EQ(FindSourceFiles(dir_ / "set").manifest, dir_ / "set.manifest.json");
  EXPECT_EQ(FindSourceFiles(dir_ / "set.manifest.json").manifest, dir_ / "set.manifest.json");
  EXPECT_EQ(FindSourceFiles(dir_ / "set-*.rec").manifest, "");
  EXPECT_THAT(Files(dir_ / "a"), ElementsAre(dir_ / "a.rec"));
  EXPECT_THAT(Files(dir_ / "b"), ElementsAre(dir_ / "b.rec.zst"));
}

TEST_F(FindSourceFilesTest, WhatIsNotThereIsNamed) {
  EXPECT_THAT(Refusal("none-*.rec"), HasSubstr("no file matches"));
  EXPECT_THAT(Refusal("none"), HasSubstr("nor none.rec, none.manifest.json or shards none-00000"));
  EXPECT_THAT(Refusal("none.rec"),
              HasSubstr("nor none.rec, none.manifest.json or shards none-00000"));
  EXPECT_THAT(Refusal("", ErrorCode::kInvalidArgument), HasSubstr("is a folder; name the sets"));
}

TEST_F(FindSourceFilesTest, PatternsTakeRecordFilesAlone) {
  Touch({"t.rec", "t.rec.zst", "t.idx", "t.crc", "t.manifest.json", "u.rec.zst", "v.idx"});
  std::filesystem::create_directory(dir_ / "t-folder.rec");
  EXPECT_THAT(Files(dir_ / "[tu]*"), ElementsAre(dir_ / "t.rec", dir_ / "u.rec.zst"));
  EXPECT_THAT(Files(dir_ / "t.rec.*"), ElementsAre(dir_ / "t.rec.zst"));
  EXPECT_THAT(Files(dir_ / "v.*"), ElementsAre(dir_ / "v.idx"));
}

TEST_F(FindSourceFilesTest, PrefixesMayEndInRec) {
  EXPECT_THAT(Files(dir_ / "set.rec"),
              ElementsAre(dir_ / "set-00000-of-00002.rec.zst", dir_ / "set-00001-of-00002.rec"));
  EXPECT_THAT(Files(dir_ / "b.rec"), ElementsAre(dir_ / "b.rec.zst"));
}

TEST_F(FindSourceFilesTest, ShardsNeedNoManifest) {
  std::filesystem::remove(dir_ / "set.manifest.json");
  Touch({"set-00000-of-00002.idx", "set-0000x-of-00002.rec", "set-00002-of-00002.rec"});
  EXPECT_THAT(Files(dir_ / "set"),
              ElementsAre(dir_ / "set-00000-of-00002.rec.zst", dir_ / "set-00001-of-00002.rec"));
  Touch({"set-00000-of-00003.rec"});
  EXPECT_THAT(Refusal("set", ErrorCode::kInvalidArgument), HasSubstr("sets of 2 and of 3 shards"));
}

TEST_F(FindSourceFilesTest, MissingShardsAreNamed) {
  std::filesystem::remove(dir_ / "set-00000-of-00002.rec.zst");
  const auto all = ElementsAre(dir_ / "set-00000-of-00002.rec", dir_ / "set-00001-of-00002.rec");
  EXPECT_THAT(Refusal("set"), AllOf(HasSubstr("set-00000-of-00002.rec: is missing"),
                                    HasSubstr("set.manifest.json")));
  EXPECT_THAT(Files(dir_ / "set", {.keep_missing = true}), all);
  std::filesystem::remove(dir_ / "set.manifest.json");
  EXPECT_THAT(Refusal("set"),
              AllOf(HasSubstr("set-00000-of-00002.rec: is missing"), HasSubstr("other shards")));
  EXPECT_THAT(Files(dir_ / "set", {.keep_missing = true}), all);
}

TEST_F(FindSourceFilesTest, CompressedFilesComeFirstOnDemand) {
  Touch({"a.rec.zst", "set-00000-of-00002.rec"});
  const FindOptions compressed = {.prefer_compressed = true};
  EXPECT_THAT(Files(dir_ / "a"), ElementsAre(dir_ / "a.rec"));
  EXPECT_THAT(Files(dir_ / "a", compressed), ElementsAre(dir_ / "a.rec.zst"));
  EXPECT_THAT(Files(dir_ / "a.rec", compressed), ElementsAre(dir_ / "a.rec"));
  EXPECT_THAT(Files(dir_ / "set", compressed),
              ElementsAre(dir_ / "set-00000-of-00002.rec.zst", dir_ / "set-00001-of-00002.rec"));
}

}  // namespace
}  // namespace imrec
