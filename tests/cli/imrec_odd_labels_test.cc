// imrec's commands on labels that name no class, end to end.
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/image_record.h>
#include <imrec/record_shard.h>
#include <imrec/record_writer.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

// One record for each label: a classification set, or a detection set with one object each.
class ImrecOddLabels : public testing::Test {
 protected:
  ImrecOddLabels() {
    for (const bool detection : {false, true}) {
      RecordWriter writer(dir_ / (detection ? "det.rec" : "cls.rec"));
      std::vector<std::byte> payload;
      for (std::uint64_t i = 0; i < labels_.size(); ++i) {
        const std::vector<float> label = detection
                                             ? MakeLabel({{labels_[i], 0.25F, 0.25F, 0.5F, 0.75F}})
                                             : std::vector<float>{labels_[i]};
        BuildImageRecord(i, label, LabelPacking::kPacked, MakeJpeg({.width = 16, .height = 16}),
                         payload);
        writer.Write(i, payload);
      }
      writer.Close();
    }
  }
  ProcessResult Run(const std::vector<std::string>& arguments) const {
    return RunTool("imrec", arguments);
  }
  nlohmann::json Json(const std::vector<std::string>& arguments) const {
    return nlohmann::json::parse(Run(arguments).out);
  }

  const std::vector<float> labels_ = {0, 1, kNan, 1e30F, -1, 2.5F, kInfinity, 1e7F, 1, -kNan};
  TempDir dir_;
};

TEST_F(ImrecOddLabels, InfoAndStatsCountEachByItself) {
  // What is no number is no class.
  const nlohmann::json counts = {{"0", 1},  {"1", 2},   {"1e+30", 1},
                                 {"-1", 1}, {"2.5", 1}, {"10000000", 1}};
  EXPECT_EQ(Json({"info", dir_ / "cls.rec", "--json"})["records_per_class"], counts);
  EXPECT_EQ(Json({"stats", dir_ / "cls.rec", "--json"})["histograms"]["images per class"], counts);
  // The class of an object is a whole number.
  EXPECT_EQ(Json({"stats", dir_ / "det.rec", "--json"})["histograms"]["objects per class"],
            nlohmann::json({{"0", 1}, {"1", 2}, {"10000000", 1}}));
}

TEST_F(ImrecOddLabels, FilterFindsTheClassAlone) {
  for (const char* name : {"cls.rec", "det.rec"}) {
    const nlohmann::json result =
        Json({"filter", dir_ / name, "--class", "1", "--force", "-o", dir_ / "out.rec", "--json"});
    EXPECT_EQ(result["kept"], 2) << name;
  }
}

TEST_F(ImrecOddLabels, SplitByClassTakesMemoryByTheNumberOfClasses) {
  for (const char* name : {"cls.rec", "det.rec"}) {
    const ProcessResult result =
        Run({"split", dir_ / name, "--ratio", "0.5", "--by-class", "--force", "-o", dir_ / "s"});
    EXPECT_EQ(result.exit_code, 1) << result.err;
    EXPECT_THAT(result.err,
                testing::HasSubstr(" with invalid labels, treated as records without a class"));
    EXPECT_EQ(RecordShard(dir_ / "s_train.rec").size() + RecordShard(dir_ / "s_val.rec").size(),
              labels_.size());
  }
}

TEST_F(ImrecOddLabels, VocAnnotationsNameClassesAlone) {
  EXPECT_EQ(Run({"extract", dir_ / "det.rec", "--voc", "-o", dir_ / "voc"}).exit_code, 1);
  const auto name_in = [&](const std::string& stem) {
    const std::string xml = ReadText(dir_ / ("voc/Annotations/" + stem + ".xml"));
    const std::size_t begin = xml.find("<name>") + 6;
    return xml.substr(begin, xml.find("</name>") - begin);
  };
  for (const char* stem : {"00000002", "00000003", "00000005"}) {
    EXPECT_FALSE(std::filesystem::exists(dir_ / "voc/Annotations" / (std::string(stem) + ".xml")));
  }
  EXPECT_EQ(name_in("00000007"), "10000000");
}

TEST_F(ImrecOddLabels, PreviewNamesThemAndShowsTheOthers) {
  const ProcessResult result = Run({"preview", dir_ / "det.rec", "--count", "10", "--variants", "1",
                                    "--cell", "50", "--json", "-o", dir_ / "sheet.png"});
  EXPECT_EQ(result.exit_code, 1);
  const nlohmann::json json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["records"], 4);
  EXPECT_EQ(json["unreadable"], 6);
  EXPECT_EQ(json["sheet"], (dir_ / "sheet.png").string());
  EXPECT_TRUE(std::filesystem::exists(dir_ / "sheet.png"));
}

TEST_F(ImrecOddLabels, BoxesWithoutASizeAreLeftOutOfStatistics) {
  RecordWriter writer(dir_ / "inf.rec");
  std::vector<std::byte> payload;
  BuildImageRecord(0, MakeLabel({{0, -kInfinity, -kInfinity, kInfinity, kInfinity}}),
                   LabelPacking::kPacked, MakeJpeg({.width = 16, .height = 16}), payload);
  writer.Write(0, payload);
  writer.Close();
  const ProcessResult result = Run({"stats", dir_ / "inf.rec", "--json"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, testing::HasSubstr("object 1: a value is not a number"));
}

}  // namespace
}  // namespace imrec::test
