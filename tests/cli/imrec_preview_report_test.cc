// `imrec preview` with --explain and --stats, end to end.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/image_codec.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class PreviewReport : public testing::Test {
 protected:
  PreviewReport() { WriteDetectionSet(dir_ / "set.rec", 12); }

  ProcessResult Preview(std::vector<std::string> options) const {
    options.insert(options.begin(), {"preview", dir_ / "set.rec"});
    return RunTool("imrec", options);
  }

  TempDir dir_;
};

TEST_F(PreviewReport, ExplainTellsEachTrialAndWhatBecameOfEachObject) {
  const ProcessResult result = Preview({"--explain", "103", "--epoch", "2", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["key"], 103);
  EXPECT_EQ(json["epoch"], 2);
  ASSERT_EQ(json["crop"]["samplers"].size(), 7U);
  for (const auto& turn : json["crop"]["samplers"]) {
    ASSERT_FALSE(turn["trials"].empty());
    const auto& trials = turn["trials"];
    for (std::size_t i = 0; i < trials.size(); ++i) {
      const bool accepted = trials[i]["outcome"] == "accepted";
      EXPECT_EQ(accepted, turn["success"] == true && i + 1 == trials.size());
    }
  }
  std::size_t kept = 0;
  for (const auto& object : json["objects"]) kept += object["kept"] == true ? 1U : 0U;
  EXPECT_EQ(json["objects"].size(), 3U);
  EXPECT_EQ(json["plan"]["objects"].size(), kept);

  const ProcessResult text = Preview({"--explain", "103", "--epoch", "2"});
  EXPECT_THAT(text.out, AllOf(HasSubstr("record 103, 64x48, ssd300, seed 0, epoch 2"),
                              HasSubstr("IoU >= 0.9"), HasSubstr("of 3 kept")));
}

TEST_F(PreviewReport, ExplainFollowsSeedAndEpoch) {
  const auto plan = [&](const std::string& seed, const std::string& epoch) {
    const ProcessResult result =
        Preview({"--explain", "103", "--seed", seed, "--epoch", epoch, "--json"});
    return nlohmann::json::parse(result.out)["plan"].dump();
  };
  EXPECT_EQ(plan("1", "2"), plan("1", "2"));
  EXPECT_NE(plan("1", "2"), plan("1", "3"));
  EXPECT_NE(plan("1", "2"), plan("2", "2"));
}

TEST_F(PreviewReport, StatsCountWhatIsDone) {
  const ProcessResult result = Preview({"--stats", "4000", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["samples"], 4000);
  EXPECT_NEAR(json["rates"]["mirror"].get<double>(), 0.5, 0.04);
  EXPECT_NEAR(json["rates"]["expand"].get<double>(), 0.5, 0.04);
  EXPECT_EQ(json["rates"]["samples left without an object"], 0);
  EXPECT_EQ(json["rates"]["sampler 0 finds a window"], 1);
  std::uint64_t picks = 0;
  for (const auto& bin : json["histograms"]["window taken"]) picks += bin.get<std::uint64_t>();
  EXPECT_EQ(picks, 4000U);
  // Caffe's own law lets crops lose all objects.
  const auto caffe =
      nlohmann::json::parse(Preview({"--stats", "4000", "--preset", "caffe-ssd", "--json"}).out);
  EXPECT_GT(caffe["rates"]["samples left without an object"].get<double>(), 0.01);
}

TEST_F(PreviewReport, StatsAreDrawnOnDemand) {
  for (const std::string name : {"charts.png", "charts.html"}) {
    const ProcessResult result = Preview({"--stats", "50", "-o", dir_ / name});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("50 samples by ssd300"), HasSubstr("window taken")));
  }
  EXPECT_GT(AnyImageDecoder().ReadInfo(ReadBytes(dir_ / "charts.png")).size.height, 300);
  EXPECT_THAT(ReadText(dir_ / "charts.html"), HasSubstr("box size after"));
}

TEST_F(PreviewReport, WrongUseIsExplained) {
  const ProcessResult key = Preview({"--explain", "7"});
  EXPECT_EQ(key.exit_code, 2);
  EXPECT_THAT(key.err, HasSubstr("no record 7"));
  const ProcessResult chart = Preview({"--stats", "5", "-o", dir_ / "charts.gif"});
  EXPECT_EQ(chart.exit_code, 2);
  EXPECT_THAT(chart.err, HasSubstr(".html"));
  EXPECT_EQ(Preview({"--epoch", "2", "-o", dir_ / "x.png"}).exit_code, 2);
  EXPECT_EQ(Preview({}).exit_code, 2);
}

}  // namespace
}  // namespace imrec::test
