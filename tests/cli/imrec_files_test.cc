// imrec extract, merge and split, end to end.
#include <algorithm>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/class_names.h>
#include <imrec/image_record.h>
#include <imrec/list_file.h>
#include <imrec/record_shard.h>
#include <imrec/record_writer.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ImrecFiles : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return dir_ / name; }
  ProcessResult Run(const std::string& tool, const std::vector<std::string>& arguments) const {
    ProcessResult result = RunTool(tool, arguments);
    EXPECT_EQ(result.exit_code, 0)
        << tool << ' ' << testing::PrintToString(arguments) << result.err;
    return result;
  }
  // Random annotations over images of several sizes; some have no object.
  void WriteRandomSet(const std::string& name, std::uint64_t count, unsigned seed) const {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> corner(0.001F, 1);
    RecordWriter writer(dir_ / name);
    std::vector<std::byte> payload;
    for (std::uint64_t i = 0; i < count; ++i) {
      std::vector<TestObject> objects(random() % 4);
      for (TestObject& object : objects) {
        const auto [xmin, xmax] = std::minmax({corner(random), corner(random)});
        const auto [ymin, ymax] = std::minmax({corner(random), corner(random)});
        object = {static_cast<float>(random() % 3), xmin, ymin, xmax, ymax,
                  static_cast<float>(random() % 2)};
      }
      std::vector<float> label = MakeLabel(objects);
      const ImageSize size = {.width = 16 + static_cast<int>(random() % 200),
                              .height = 16 + static_cast<int>(random() % 200)};
      BuildImageRecord(i, label, LabelPacking::kPacked, MakeJpeg(size, static_cast<int>(i)),
                       payload);
      writer.Write(i, payload);
    }
    writer.Close();
    WriteClassNames(ClassNamesPathFor(dir_ / name),
                    std::vector<std::string>{"ant", "bee & wasp", "cow"});
  }
  std::vector<std::uint64_t> Keys(const std::string& name) const {
    const RecordShard records(dir_ / name);
    std::vector<std::uint64_t> keys;
    for (std::uint64_t i = 0; i < records.size(); ++i) keys.push_back(records.key(i));
    return keys;
  }

  TempDir dir_;
};

TEST_F(ImrecFiles, ExtractedFilesPackIntoTheSameRecords) {
  WriteRandomSet("a.rec", 30, 1);
  const ProcessResult result = Run("imrec", {"extract", Path("a.rec"), "-o", Path("out")});
  EXPECT_THAT(result.out, HasSubstr("30 images"));
  Run("im2rec", {Path("out/a.lst"), Path("out"), "--pass-through", "--pack-label"});
  EXPECT_EQ(ReadText(Path("out/a.rec")), ReadText(Path("a.rec")));
  EXPECT_EQ(ReadText(Path("out/a.idx")), ReadText(Path("a.idx")));
  EXPECT_EQ(ReadText(Path("out/a.classes.txt")), ReadText(Path("a.classes.txt")));
}

// list -> record -> XML -> list -> record is the identity.
TEST_F(ImrecFiles, VocAnnotationsGiveTheSameListAgain) {
  for (const unsigned seed : {2U, 3U, 4U}) {
    const std::string name = std::to_string(seed);
    WriteRandomSet(name + ".rec", 40, seed);
    Run("imrec", {"extract", Path(name + ".rec"), "--voc", "-o", Path(name)});
    Run("voc2lst", {Path(name), "--set", "trainval", "--classes", Path(name + ".classes.txt"), "-o",
                    Path(name + ".lst")});
    EXPECT_EQ(ReadText(Path(name + ".lst")), ReadText(Path(name + "/" + name + ".lst")));
    const std::string records = ReadText(Path(name + ".rec"));
    Run("im2rec", {Path(name + ".lst"), Path(name), "--pass-through", "--pack-label"});
    EXPECT_EQ(ReadText(Path(name + ".rec")), records);
  }
}

TEST_F(ImrecFiles, VocAnnotationsHaveWholePixels) {
  RecordWriter writer(dir_ / "a.rec");
  std::vector<std::byte> payload;
  BuildImageRecord(
      0, MakeLabel({{0, 91.0F / 640, 0, 306.0F / 640, 1}, {0, 0.25F, 10.5F / 48, 0.5F, 0.75F}}),
      LabelPacking::kPacked, MakeJpeg({.width = 640, .height = 48}), payload);
  writer.Write(0, payload);
  writer.Close();
  Run("imrec", {"extract", Path("a.rec"), "--voc", "-o", Path("out")});
  const std::string xml = ReadText(Path("out/Annotations/00000000.xml"));
  EXPECT_THAT(xml, AllOf(HasSubstr("<xmin>92</xmin>"), HasSubstr("<ymin>1</ymin>"),
                         HasSubstr("<xmax>306</xmax>"), HasSubstr("<ymax>48</ymax>"),
                         HasSubstr("<ymin>11.5</ymin>"), HasSubstr("<xmin>161</xmin>")));
}

TEST_F(ImrecFiles, ExtractGoesOnBehindADamagedRecord) {
  WriteDetectionSet(dir_ / "a.rec", 5);
  std::string contents = ReadText(Path("a.rec"));
  contents[RecordShard(dir_ / "a.rec").offset(2)] = '?';
  WriteFile(Path("a.rec"), contents);
  const ProcessResult result = RunTool("imrec", {"extract", Path("a.rec"), "-o", Path("out")});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("record 102"));
  EXPECT_EQ(ReadListFile(dir_ / "out/a.lst").entries.size(), 4U);
  const ProcessResult again = RunTool("imrec", {"extract", Path("a.rec"), "-o", Path("out")});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("not empty"));
}

TEST_F(ImrecFiles, MergeRenumbersOrKeeps) {
  WriteRandomSet("a.rec", 3, 1);
  WriteRandomSet("b.rec", 4, 2);
  Run("imrec", {"merge", Path("a.rec"), Path("b.rec"), "-o", Path("m.rec")});
  EXPECT_EQ(Keys("m.rec"), (std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6}));
  const RecordShard merged(dir_ / "m.rec");
  const RecordShard b(dir_ / "b.rec");
  std::vector<std::byte> payload;
  std::vector<std::byte> expected;
  merged.Read(5, payload);
  b.Read(2, expected);
  EXPECT_EQ(ImageRecordView(payload).id(), 5U);
  SetImageRecordId(5, expected);
  EXPECT_EQ(payload, expected);
  EXPECT_TRUE(std::filesystem::exists(Path("m.classes.txt")));
  Run("imrec", {"verify", Path("m.rec"), "--decode"});
  const ProcessResult twice = RunTool(
      "imrec", {"merge", Path("a.rec"), Path("b.rec"), "--keys", "keep", "-o", Path("k.rec")});
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_THAT(twice.err, HasSubstr("b.rec: record 0"));
  EXPECT_FALSE(std::filesystem::exists(Path("k.rec")));
}

TEST_F(ImrecFiles, MergeRefusesOtherClasses) {
  WriteRandomSet("a.rec", 3, 1);
  WriteRandomSet("b.rec", 4, 2);
  WriteFile(Path("b.classes.txt"), "bee\n");
  const std::vector<std::string> merge = {"merge", Path("a.rec"), Path("b.rec"), "-o",
                                          Path("m.rec")};
  const ProcessResult refused = RunTool("imrec", merge);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("class names"));
  std::vector<std::string> forced = merge;
  forced.emplace_back("--first-classes");
  Run("imrec", forced);
  EXPECT_EQ(RunTool("imrec", {"merge", Path("a.rec"), "-o", Path("a.rec")}).exit_code, 2);
  EXPECT_EQ(RunTool("imrec", {"merge", Path("a.rec"), "-o", Path("m.txt")}).exit_code, 2);
}

TEST_F(ImrecFiles, SplitByRatioSharesOutAllRecords) {
  WriteRandomSet("a.rec", 60, 5);
  for (const bool by_class : {false, true}) {
    std::vector<std::string> arguments = {"split", Path("a.rec"), "--ratio", "0.75",
                                          "-o",    Path("s"),     "--force"};
    if (by_class) arguments.emplace_back("--by-class");
    Run("imrec", arguments);
    std::vector<std::uint64_t> keys = Keys("s_train.rec");
    EXPECT_NEAR(static_cast<double>(keys.size()), 45, by_class ? 4 : 0);
    EXPECT_TRUE(std::ranges::is_sorted(keys));
    const std::vector<std::uint64_t> rest = Keys("s_val.rec");
    keys.insert(keys.end(), rest.begin(), rest.end());
    std::ranges::sort(keys);
    EXPECT_EQ(keys, Keys("a.rec"));
  }
  EXPECT_TRUE(std::filesystem::exists(Path("s_val.classes.txt")));
}

TEST_F(ImrecFiles, SplitPartsMergeIntoTheWholeAgain) {
  WriteRandomSet("a.rec", 10, 6);
  Run("imrec", {"split", Path("a.rec"), "--count", "4", "-o", Path("c")});
  EXPECT_EQ(Keys("c_2.rec"), (std::vector<std::uint64_t>{8, 9}));
  Run("imrec", {"merge", Path("c_0.rec"), Path("c_1.rec"), Path("c_2.rec"), "-o", Path("m.rec")});
  EXPECT_EQ(ReadText(Path("m.rec")), ReadText(Path("a.rec")));
  Run("imrec", {"split", Path("a.rec"), "--shards", "3", "-o", Path("s")});
  Run("imrec", {"merge", Path("s-00000-of-00003.rec"), Path("s-00001-of-00003.rec"),
                Path("s-00002-of-00003.rec"), "--keys", "keep", "-o", Path("n.rec")});
  EXPECT_EQ(ReadText(Path("n.rec")), ReadText(Path("a.rec")));
}

TEST_F(ImrecFiles, SplitWrongUse) {
  WriteRandomSet("a.rec", 3, 6);
  const auto fails = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"split", Path("a.rec"), "-o", Path("s")});
    return RunTool("imrec", more).exit_code == 2;
  };
  EXPECT_TRUE(fails({}));
  EXPECT_TRUE(fails({"--count", "1", "--shards", "2"}));
  EXPECT_TRUE(fails({"--shards", "4"}));
  EXPECT_TRUE(fails({"--ratio", "1"}));
  EXPECT_TRUE(fails({"--count", "1", "--by-class"}));
  EXPECT_FALSE(std::filesystem::exists(Path("s_train.rec")));
}

}  // namespace
}  // namespace imrec::test
