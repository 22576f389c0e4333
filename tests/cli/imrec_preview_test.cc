// Sheets and pages of imrec preview, end to end.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/detection_reader.h>
#include <imrec/image_codec.h>
#include <imrec/image_record.h>
#include <imrec/record_writer.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Keys 100, 104 and 108 have no object, so that nothing is drawn over their pixels.
class ImrecPreview : public testing::Test {
 protected:
  ImrecPreview() { WriteDetectionSet(dir_ / "set.rec", 12); }

  ProcessResult Preview(std::vector<std::string> options) const {
    options.insert(options.begin(), {"preview", dir_ / "set.rec"});
    return RunTool("imrec", options);
  }
  Image Sheet(std::vector<std::string> options) const {
    options.insert(options.end(), {"--force", "-o", dir_ / "sheet.png"});
    const ProcessResult result = Preview(options);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    Image sheet;
    AnyImageDecoder().Decode(ReadBytes(dir_ / "sheet.png"), ColorMode::kRgb, sheet);
    return sheet;
  }
  nlohmann::json Page() const {
    const std::string text = ReadText(dir_ / "page/index.html");
    const std::string mark = "id=\"data\">";
    const std::size_t begin = text.find(mark) + mark.size();
    return nlohmann::json::parse(text.substr(begin, text.find("</script>", begin) - begin));
  }

  TempDir dir_;
};

TEST_F(ImrecPreview, PixelsAreTheReaders) {
  constexpr std::uint64_t kSeed = 9;
  constexpr int kEpochs = 3;
  const AugmentRecipe recipe = PresetByName("ssd300");
  const Image sheet = Sheet({"--record", "104", "--seed", "9", "--variants", "3"});
  DetectionReader reader(
      {.sources = {dir_ / "set.rec"}, .recipe = recipe, .batch_size = 5, .seed = kSeed});
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    bool seen = false;
    while (const auto batch = reader.Next()) {
      const auto at = std::ranges::find(batch->keys(), 104U);
      if (at == batch->keys().end()) continue;
      seen = true;
      const auto chw = batch->image(static_cast<std::size_t>(at - batch->keys().begin()));
      // Behind the original and the gaps, below the caption.
      const ImageView cell =
          sheet.view().Sub(8 + 400 + 8 + epoch * 308, 8 + 18, {.width = 300, .height = 300});
      for (int y = 0; y < 300; ++y) {
        for (int x = 0; x < 300; ++x) {
          for (std::size_t c = 0; c < 3; ++c) {
            const float level =
                chw[c * 90000 + static_cast<std::size_t>(y * 300 + x)] + recipe.mean[c];
            ASSERT_EQ(cell.pixel(x, y)[c], std::lround(level))
                << "epoch " << epoch << " at " << x << ", " << y;
          }
        }
      }
    }
    EXPECT_TRUE(seen);
  }
}

TEST_F(ImrecPreview, RecordsCanBeNamed) {
  const Image two = Sheet({"--record", "103", "101", "--variants", "1"});
  const Image one = Sheet({"--record", "103", "--variants", "1"});
  EXPECT_GT(two.height(), one.height());
  for (int y = 8; y < 300; ++y) {
    ASSERT_TRUE(std::ranges::equal(two.view().row(y), one.view().row(y))) << y;
  }
  const ProcessResult unknown = Preview({"--record", "7", "-o", dir_ / "x.png"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("no record 7"));
}

TEST_F(ImrecPreview, APageHoldsAllThatItShows) {
  WriteFile(dir_ / "set.classes.txt", "ant\n</script><b>\ncat\ndog\nelk\n");
  const ProcessResult result =
      Preview({"--count", "12", "--variants", "2", "--html", dir_ / "page"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, (dir_ / "page/index.html").string() + "\n");
  const std::string text = ReadText(dir_ / "page/index.html");
  EXPECT_THAT(text, AllOf(Not(HasSubstr("</script><b>")), Not(HasSubstr("https:")),
                          Not(HasSubstr("@DATA@"))));
  const nlohmann::json page = Page();
  ASSERT_EQ(page["records"].size(), 12U);
  std::map<std::uint64_t, nlohmann::json> records;
  for (const auto& record : page["records"])
    records[std::stoull(record["key"].get<std::string>())] = record;
  EXPECT_EQ(records.at(103)["objects"].size(), 3U);
  EXPECT_EQ(records.at(100)["objects"].size(), 0U);
  for (const auto& [key, record] : records) {
    EXPECT_TRUE(std::filesystem::exists(dir_ / "page" / std::string(record["image"])));
    ASSERT_EQ(record["variants"].size(), 2U);
    for (const auto& variant : record["variants"]) {
      EXPECT_TRUE(std::filesystem::exists(dir_ / "page" / std::string(variant["image"])));
      for (const auto& box : variant["boxes"]) {
        for (const double edge : box["box"]) EXPECT_TRUE(edge >= 0 && edge <= 1) << edge;
      }
    }
  }
  std::vector<std::string> names;
  for (const auto& entry : page["classes"]) names.push_back(entry["name"]);
  EXPECT_THAT(names, testing::UnorderedElementsAre("ant", "</script><b>", "cat", "dog", "elk"));
}

TEST_F(ImrecPreview, APageAndASheetOnDemand) {
  const ProcessResult both =
      Preview({"--count", "2", "--html", dir_ / "page", "--sheet", "-o", dir_ / "sheet.png"});
  EXPECT_EQ(both.exit_code, 0) << both.err;
  EXPECT_TRUE(std::filesystem::exists(dir_ / "sheet.png"));
  EXPECT_TRUE(std::filesystem::exists(dir_ / "page/index.html"));
}

TEST_F(ImrecPreview, WrongUseIsExplained) {
  EXPECT_THAT(Preview({}).err, HasSubstr("--html DIR"));
  EXPECT_EQ(Preview({"--html", dir_ / "page", "--sheet"}).exit_code, 2);
  EXPECT_THAT(
      Preview({"--count", "12", "--record", "103", "-o", dir_ / "x.png", "--cell", "1000"}).err,
      testing::IsEmpty());
  std::vector<std::string> many = {"-o", dir_ / "large.png", "--record"};
  many.insert(many.end(), 250, "103");
  EXPECT_THAT(Preview(many).err, HasSubstr("too large"));
  EXPECT_EQ(Preview({"--html", dir_ / "page", "--stats", "3"}).exit_code, 2);
  WriteFile(dir_ / "file", "");
  const ProcessResult result = Preview({"--html", dir_ / "file/page"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("file/page"));
}

}  // namespace
}  // namespace imrec::test
