// The imrec tool, end to end.
#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <imrec/record_index.h>
#include <imrec/record_writer.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ImrecTool : public testing::Test {
 protected:
  ImrecTool() { WriteDetectionSet(dir_ / "set.rec", 12); }

  std::string File() const { return dir_ / "set.rec"; }
  static nlohmann::json Json(const ProcessResult& result) {
    return nlohmann::json::parse(result.out);
  }

  TempDir dir_;
};

TEST_F(ImrecTool, InfoCountsRecordsObjectsAndClasses) {
  const ProcessResult result = RunTool("imrec", {"info", File(), "--json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const nlohmann::json info = Json(result);
  EXPECT_EQ(info["records"], 12);
  EXPECT_EQ(info["bytes"], std::filesystem::file_size(File()));
  EXPECT_EQ(info["kind"], "detection");
  EXPECT_EQ(info["label_width_max"], 2 + 3 * 6);
  EXPECT_EQ(info["objects"], 3 * (0 + 1 + 2 + 3));
  EXPECT_EQ(info["classes"], 5);
  EXPECT_EQ(info["negatives"], 3);
}

TEST_F(ImrecTool, InfoTellsLabelLayoutAndImages) {
  std::filesystem::remove(dir_ / "mixed.rec");
  RecordWriter writer(dir_ / "mixed.rec");
  std::vector<std::byte> payload;
  std::vector<std::byte> png;
  EncodeImage(MakePicture({.width = 10, .height = 30}, 1).view(), ".png", 1, png);
  const std::vector<std::vector<std::byte>> images = {
      MakeJpeg({.width = 64, .height = 48}), MakeJpeg({.width = 20, .height = 20}), png, {}};
  for (std::uint64_t i = 0; i < images.size(); ++i) {
    BuildImageRecord(i, std::vector<float>{4, 6, 8, 9, 0, 0, 0, 1, 1, 0}, LabelPacking::kPacked,
                     images[i], payload);
    writer.Write(i, payload);
  }
  writer.Close();
  const nlohmann::json info = Json(RunTool("imrec", {"info", dir_ / "mixed.rec", "--json"}));
  EXPECT_EQ(info["label_layouts"],
            nlohmann::json::parse(R"([{"header_width": 4, "object_width": 6, "records": 4}])"));
  EXPECT_EQ(info["images"]["formats"], nlohmann::json::parse(R"(
      {"jpeg, colour": 2, "png, grey": 1, "unreadable": 1})"));
  EXPECT_EQ(info["images"]["smallest"]["height"], 30);
  EXPECT_EQ(info["images"]["largest"]["width"], 64);
  const ProcessResult text = RunTool("imrec", {"info", dir_ / "mixed.rec"});
  EXPECT_THAT(text.out, AllOf(HasSubstr("header width 4, object width 6"),
                              HasSubstr("2 jpeg, colour; 1 png, grey; 1 unreadable"),
                              HasSubstr("10x30 to 64x48 pixels, median 20x20")));
}

TEST_F(ImrecTool, InfoNamesClassesAndWorksWithoutIndex) {
  WriteFile(dir_ / "set.classes.txt", "ant\nbee\ncat\r\ndog\nelk\n");
  std::filesystem::remove(dir_ / "set.idx");
  const ProcessResult result = RunTool("imrec", {"info", File()});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, AllOf(HasSubstr("12 records"), HasSubstr("18 objects of 5 classes"),
                                HasSubstr("cat "), HasSubstr("elk ")));
  EXPECT_THAT(result.err, HasSubstr("set.rec has no index; scanned, 12 records"));
}

TEST_F(ImrecTool, InfoTellsClassificationFromDetection) {
  RecordWriter writer(dir_ / "cls.rec");
  std::vector<std::byte> payload;
  for (std::uint64_t i = 0; i < 4; ++i) {
    BuildImageRecord(i, std::vector{static_cast<float>(i % 2)}, LabelPacking::kPacked,
                     MakeJpeg({.width = 16, .height = 16}), payload);
    writer.Write(i, payload);
  }
  writer.Close();
  const nlohmann::json info = Json(RunTool("imrec", {"info", dir_ / "cls.rec", "--json"}));
  EXPECT_EQ(info["kind"], "classification");
  EXPECT_EQ(info["classes"], 2);
  EXPECT_EQ(info["label_width_max"], 1);
}

TEST_F(ImrecTool, BenchDigestIsTheSameForAnyNumberOfThreads) {
  std::string digest;
  for (const std::string threads : {"1", "2", "8"}) {
    const ProcessResult result = RunTool(
        "imrec", {"bench", File(), "--threads", threads, "--epochs", "2", "--digest", "--json"});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const nlohmann::json bench = Json(result);
    EXPECT_EQ(bench["images"], 24);
    for (const char* stage : {"read", "plan", "decode", "render"}) {
      EXPECT_GE(bench["stages_us"][stage], 0) << stage;
    }
    EXPECT_GT(bench["images_per_second"], 0);
    EXPECT_GT(bench["max_rss_bytes"], 1 << 20);
    EXPECT_GE(bench["cpu_seconds"], 0);
    if (digest.empty()) digest = bench["digest"];
    EXPECT_EQ(bench["digest"], digest);
    EXPECT_EQ(digest.size(), 32U);
  }
  const ProcessResult other =
      RunTool("imrec", {"bench", File(), "--epochs=2", "--digest", "--seed=1", "--json"});
  EXPECT_NE(Json(other)["digest"], digest);
}

TEST_F(ImrecTool, BenchReadsParts) {
  const ProcessResult result = RunTool(
      "imrec", {"bench", File(), "--part", "1/5", "--epochs", "1", "--batch_size", "2", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(Json(result)["images"], 3);  // positions 1, 6, 11 of 12
  EXPECT_EQ(RunTool("imrec", {"bench", File(), "--part", "5/5"}).exit_code, 2);
  EXPECT_EQ(RunTool("imrec", {"bench", File(), "--part", "x"}).exit_code, 2);
}

TEST_F(ImrecTool, BenchSaysWhichRecordIsBad) {
  std::string contents = ReadText(File());
  const std::uint64_t offset = ReadIndexFile(dir_ / "set.idx")[3].offset;
  contents[offset] = '!';
  WriteFile(dir_ / "set.rec", contents);
  const ProcessResult result = RunTool("imrec", {"bench", File(), "--epochs", "1"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, AllOf(HasSubstr("record 103 at byte"), HasSubstr("bad magic")));
}

TEST_F(ImrecTool, PreviewDrawsASheet) {
  for (const std::string extension : {".png", ".jpg"}) {
    const std::string out = (dir_ / "sheet").string() + extension;
    const ProcessResult result = RunTool("imrec", {"preview", File(), "--count", "3", "--variants",
                                                   "2", "--cell", "100", "-o", out});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, out + "\n");
    Image sheet;
    AnyImageDecoder().Decode(ReadBytes(out), ColorMode::kRgb, sheet);
    EXPECT_EQ(sheet.width(), 4 * 8 + 133 + 2 * 100);
    EXPECT_EQ(sheet.height(), 8 + 3 * (18 + 100 + 8));
  }
}

TEST_F(ImrecTool, PreviewIsDeterministicAndFollowsTheSeed) {
  const auto sheet = [&](const std::string& seed) {
    const std::string out = dir_ / "sheet.png";
    RunTool("imrec", {"preview", File(), "--cell", "60", "--seed", seed, "--force", "-o", out});
    return ReadBytes(out);
  };
  EXPECT_EQ(sheet("5"), sheet("5"));
  EXPECT_NE(sheet("5"), sheet("6"));
}

TEST_F(ImrecTool, WrongUseIsExplained) {
  EXPECT_EQ(RunTool("imrec", {}).exit_code, 2);
  EXPECT_EQ(RunTool("imrec", {"info"}).exit_code, 2);
  EXPECT_EQ(RunTool("imrec", {"info", File(), "--jsn"}).exit_code, 2);
  const ProcessResult missing = RunTool("imrec", {"info", dir_ / "none.rec"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("none.rec"));
  const ProcessResult preset = RunTool("imrec", {"bench", File(), "--preset", "x"});
  EXPECT_EQ(preset.exit_code, 2);
  EXPECT_THAT(preset.err, HasSubstr("ssd300, ssd512, eval300, caffe-ssd"));
  const ProcessResult output = RunTool("imrec", {"preview", File(), "-o", "sheet.gif"});
  EXPECT_EQ(output.exit_code, 2);
  EXPECT_THAT(output.err, HasSubstr(".jpg or .png"));
}

TEST_F(ImrecTool, HelpAndVersion) {
  const ProcessResult help = RunTool("imrec", {"bench", "--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, AllOf(HasSubstr("Examples:"), HasSubstr("--digest")));
  const ProcessResult version = RunTool("imrec", {"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.out, testing::MatchesRegex(
                               "imrec [0-9.]+ \\(JPEG planes: (on|off), remote files: (on|off), "
                               "images: JPEG PNG[A-Za-z ]*, text: (any script|ASCII)\\)\n"));
}

}  // namespace
}  // namespace imrec::test
