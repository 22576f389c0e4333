// Lists of detection labels that are packed without --pack-label, and those that are none.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/manifest.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kWideBox = "2\t6\t0\t.1\t.1\t.5\t.5\t0";
constexpr const char* kWideNegative = "2\t6\t-1\t0\t0\t0\t0\t0";

class Im2recLabels : public testing::Test {
 protected:
  Im2recLabels() { WriteFile(dir_ / "in/a.jpg", MakeJpeg({24, 16})); }

  // Packs a list whose lines have these labels.
  ProcessResult Pack(const std::vector<std::string>& labels,
                     const std::vector<std::string>& options = {}) const {
    std::string list;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      list += std::to_string(i) + '\t' + labels[i] + "\ta.jpg\n";
    }
    WriteFile(dir_ / "a.lst", list);
    std::vector<std::string> arguments = {dir_ / "a.lst", dir_ / "in", "--pass-through"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return RunTool("im2rec", arguments);
  }
  std::string Records() const { return ReadText(dir_ / "a.rec"); }
  std::string PackLabel(const std::string& prefix = "a") const {
    return ReadManifest(dir_ / (prefix + ".manifest.json")).options.at("pack-label");
  }

  TempDir dir_;
};

TEST_F(Im2recLabels, DetectionListsAreNeverPackedWithoutTheirBoxes) {
  for (const auto& labels :
       std::vector<std::vector<std::string>>{{kWideBox, kWideBox, kWideBox},
                                             {kWideNegative, kWideNegative},
                                             {kWideNegative, kWideBox, kWideNegative}}) {
    ASSERT_EQ(Pack(labels, {"--pack-label"}).exit_code, 0);
    const std::string expected = Records();
    const ProcessResult packed = Pack(labels);
    EXPECT_EQ(packed.exit_code, 0);
    EXPECT_THAT(packed.err,
                HasSubstr("im2rec: note: " + (dir_ / "a.lst").string() +
                          " has detection labels, so all labels are packed, as with "
                          "--pack-label (--no-pack-label packs only the first of each line)"));
    EXPECT_EQ(Records(), expected);
    EXPECT_EQ(PackLabel(), "true");
  }
  const auto info = nlohmann::json::parse(RunTool("imrec", {"info", dir_ / "a.rec", "--json"}).out);
  EXPECT_EQ(info["kind"], "detection");
  EXPECT_EQ(info["objects"], 1);
}

TEST_F(Im2recLabels, NoPackLabelPacksTheFirst) {
  const ProcessResult packed = Pack({kWideBox, kWideBox}, {"--no-pack-label"});
  EXPECT_EQ(packed.exit_code, 0);
  EXPECT_THAT(packed.err, Not(HasSubstr("so all labels are packed")));
  EXPECT_EQ(PackLabel(), "false");
  EXPECT_EQ(Pack({kWideBox}, {"--pack-label", "False"}).exit_code, 0) << "as of im2rec.py";
  EXPECT_EQ(PackLabel(), "false");
  EXPECT_EQ(Pack({kWideBox}, {"--pack_label=1"}).exit_code, 0);
  EXPECT_EQ(PackLabel(), "true");
}

TEST_F(Im2recLabels, NoPackLabelSaysThatTheFirstValueIsNoClass) {
  const ProcessResult result = Pack({kWideBox, kWideBox}, {"--no-pack-label"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("which is the header width and not a class"));
  EXPECT_THAT(Pack({kWideBox}, {"--pack-label"}).err, Not(HasSubstr("not a class")));
  EXPECT_THAT(Pack({"1"}, {"--no-pack-label"}).err, Not(HasSubstr("not a class")));
}

TEST_F(Im2recLabels, OtherListsStayByteForByteAndUntold) {
  for (const auto& labels : std::vector<std::vector<std::string>>{
           {"1", "2", "3"}, {".7\t.3", "1\t0"}, {"1\t5", "2", "7\t8\t9"}, {"2\t5", "2\t6"}}) {
    ASSERT_EQ(Pack(labels, {"--no-pack-label"}).exit_code, 0);
    const std::string expected = Records() + ReadText(dir_ / "a.manifest.json");
    const ProcessResult packed = Pack(labels);
    EXPECT_EQ(packed.exit_code, 0);
    EXPECT_THAT(packed.err, Not(HasSubstr("note:"))) << labels[0];
    EXPECT_EQ(Records() + ReadText(dir_ / "a.manifest.json"), expected) << labels[0];
  }
}

TEST_F(Im2recLabels, AFewBoxesAmongOtherLabelsAreTold) {
  const ProcessResult packed = Pack({"1", "2", kWideBox, "3"}, {"--json"});
  EXPECT_EQ(packed.exit_code, 1);
  EXPECT_THAT(packed.err, HasSubstr("1 of 4 lines have detection labels, the others do not; only "
                                    "the first label of each line is packed"));
  EXPECT_EQ(PackLabel(), "false");
  const auto list = nlohmann::json::parse(packed.out)["lists"][0];
  EXPECT_EQ(list["lines_without_boxes"], 1);
  EXPECT_EQ(list["pack_label"], false);
  EXPECT_EQ(Pack({"1", "2", kWideBox, "3"}, {"--no-pack-label"}).exit_code, 0);
}

TEST_F(Im2recLabels, BoxesInPixelsArePackedAndNamed) {
  const std::string pixels = "2\t6\t0\t10\t10\t50\t30\t0";
  const ProcessResult packed = Pack({pixels, pixels});
  EXPECT_EQ(packed.exit_code, 1);
  EXPECT_THAT(packed.err, AllOf(HasSubstr("has detection labels"), HasSubstr("look like pixels")));
}

TEST_F(Im2recLabels, PartsAndResumedRunsArePackedAlike) {
  const std::vector<std::string> labels = {kWideBox, kWideNegative, kWideBox, "4"};
  for (const char* part : {"0", "1", "2", "3"}) {
    Pack(labels, {"--num-parts", "4", "--part-index", part});
    EXPECT_EQ(PackLabel(std::string("a.part00") + part), "true") << part;
  }
  ASSERT_NE(Pack(labels, {"--on-error", "skip"}).exit_code, 2);
  EXPECT_THAT(Pack(labels, {"--resume"}).err, HasSubstr("is already complete"));
  EXPECT_THAT(Pack(labels, {"--resume", "--pack-label"}).err, HasSubstr("is already complete"));
  EXPECT_THAT(Pack(labels, {"--resume", "--no-pack-label"}).err, HasSubstr("replaced"));
}

}  // namespace
}  // namespace imrec::test
