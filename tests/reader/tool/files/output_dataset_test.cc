#include "reader/tool/files/output_dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/class_names.h>
#include <imrec/error.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec::tool {
namespace {

class OutputDatasetTest : public testing::Test {
 protected:
  OutputDatasetTest() { test::WriteShardedSet(dir_ / "set", 6, 2); }

  InputFiles Inputs(const std::string& name) const {
    return InputFiles({dir_ / name}, "imrec test");
  }
  // Whether a writer of that output can be made.
  bool Accepts(const std::string& output, const InputFiles& inputs, std::uint64_t shards,
               std::optional<int> level = {}) const {
    try {
      const SetWriter writer({.output = output == "-" ? output : (dir_ / output).string(),
                              .inputs = inputs,
                              .shards = shards,
                              .force = true,
                              .compression_level = level});
      return true;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument) << error.what();
      return false;
    }
  }

  test::TempDir dir_;
};

TEST_F(OutputDatasetTest, NamesAreFilesOrPrefixes) {
  const InputFiles inputs = Inputs("set");
  const OutputDataset one = {.output = "d/out.rec", .inputs = inputs};
  EXPECT_EQ(one.prefix(), "d/out");
  EXPECT_EQ(one.file(0), "d/out.rec");
  EXPECT_EQ(one.name(), "d/out.rec");
  const OutputDataset two = {.output = "d/out", .inputs = inputs, .shards = 2};
  EXPECT_EQ(two.file(1), "d/out-00001-of-00002.rec");
  EXPECT_EQ(two.name(), "d/out");
  for (const char* name : {"out", "out.rec", "out.rec.zst"}) {
    const OutputDataset zst = {.output = name, .inputs = inputs, .compression_level = 3};
    EXPECT_EQ(zst.file(0), "out.rec.zst") << name;
  }
  for (const char* name : {"-", "out.txt", "out.rec.zst", ".rec", "folder/"}) {
    EXPECT_FALSE(Accepts(name, inputs, 1)) << name;
  }
}

TEST_F(OutputDatasetTest, InputsAreNeverOverwritten) {
  const InputFiles inputs = Inputs("set");
  EXPECT_FALSE(Accepts("set", inputs, 2));
  EXPECT_FALSE(Accepts("set.rec", inputs, 2, 3)) << "the compressed form would replace the plain";
  EXPECT_TRUE(Accepts("set", inputs, 3));
  std::filesystem::create_symlink(dir_ / "set-00001-of-00002.rec", dir_ / "link.rec");
  EXPECT_FALSE(Accepts("link", inputs, 1));
  // Writing a.rec removes a.rec.zst.
  test::WriteFile(dir_ / "a.rec.zst", "x");
  EXPECT_FALSE(Accepts("a.rec", Inputs("a"), 1));
}

TEST_F(OutputDatasetTest, WhatExistsIsReplacedByForceAlone) {
  const InputFiles inputs = Inputs("set");
  test::WriteFile(dir_ / "plain.rec", "");
  test::WriteFile(dir_ / "packed.rec.zst", "");
  test::WriteFile(dir_ / "shards-00001-of-00002.rec", "");
  test::WriteFile(dir_ / "named.manifest.json", "");
  const auto make = [&](const std::string& name, bool force) {
    SetWriter({.output = dir_ / name,
               .inputs = inputs,
               .shards = name == "shards" ? 2U : 1U,
               .force = force});
  };
  for (const char* name : {"plain", "packed", "shards", "named"}) {
    EXPECT_THROW(make(name, false), Error) << name;
    EXPECT_NO_THROW(make(name, true)) << name;
  }
  EXPECT_NO_THROW(make("new", false));
}

TEST_F(OutputDatasetTest, ClassNamesGoIntoManifestAndFile) {
  const InputFiles inputs = Inputs("set");
  const auto write = [&](const std::vector<std::string>& names) {
    SetWriter writer(
        {.output = dir_ / "out", .inputs = inputs, .class_names = names, .force = true});
    return writer.Close();
  };
  EXPECT_THAT(write({"cat", "dog"}).class_names, testing::ElementsAre("cat", "dog"));
  EXPECT_EQ(test::ReadText(dir_ / "out.classes.txt"), "cat\ndog\n");
  // Names of another run do not stay.
  EXPECT_THAT(write({}).class_names, testing::IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(dir_ / "out.classes.txt"));
  EXPECT_THROW(write({"two\nlines"}), Error);
}

}  // namespace
}  // namespace imrec::tool
