#include "reader/record_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/manifest.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using testing::ElementsAre;

class FindRecordFilesTest : public testing::Test {
 protected:
  FindRecordFilesTest() {
    for (const char* name : {"a.rec", "b.rec.zst", "set-00000-of-00002.rec.zst",
                             "set-00001-of-00002.rec", "x[1].rec"}) {
      test::WriteFile(dir_ / name, "x");
    }
    WriteManifest(dir_ / "set.manifest.json",
                  {.tool = "test",
                   .tool_version = "1",
                   .shards = {{.file = "set-00000-of-00002.rec", .digest = std::string(32, '0')},
                              {.file = "set-00001-of-00002.rec", .digest = std::string(32, '0')}}});
  }
  test::TempDir dir_;
};

TEST_F(FindRecordFilesTest, AFileIsItself) {
  EXPECT_THAT(FindRecordFiles(dir_ / "a.rec"), ElementsAre(dir_ / "a.rec"));
  // Even where its name looks like a pattern.
  EXPECT_THAT(FindRecordFiles(dir_ / "x[1].rec"), ElementsAre(dir_ / "x[1].rec"));
}

TEST_F(FindRecordFilesTest, PatternsComeInOrderOfNames) {
  EXPECT_THAT(FindRecordFiles(dir_ / "set-*"),
              ElementsAre(dir_ / "set-00000-of-00002.rec.zst", dir_ / "set-00001-of-00002.rec"));
}

TEST_F(FindRecordFilesTest, PrefixesAndManifestsNameTheirShards) {
  const auto shards = ElementsAre(dir_ / "set-00000-of-00002.rec.zst",  // compressed since
                                  dir_ / "set-00001-of-00002.rec");
  EXPECT_THAT(FindRecordFiles(dir_ / "set"), shards);
  EXPECT_THAT(FindRecordFiles(dir_ / "set.manifest.json"), shards);
  EXPECT_THAT(FindRecordFiles(dir_ / "a"), ElementsAre(dir_ / "a.rec"));
  EXPECT_THAT(FindRecordFiles(dir_ / "b"), ElementsAre(dir_ / "b.rec.zst"));
}

TEST_F(FindRecordFilesTest, WhatIsNotThereIsNamed) {
  const auto refusal = [&](const char* name) -> std::string {
    try {
      FindRecordFiles(dir_ / name);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kNotFound);
      return error.what();
    }
    return "no error";
  };
  EXPECT_THAT(refusal("none-*.rec"), testing::HasSubstr("no file fits"));
  EXPECT_THAT(refusal("none"), testing::HasSubstr("neither none.rec nor none.manifest.json"));
}

}  // namespace
}  // namespace imrec
