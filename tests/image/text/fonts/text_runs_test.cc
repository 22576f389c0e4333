#include "image/text/text_runs.h"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/text/clusters.h"
#include "tests/support/font_folder.h"

namespace imrec::test {
namespace {

using testing::ElementsAre;

TEST(Clusters, KeepWhatBelongsTogether) {
  const auto ends = [](std::u32string_view text) {
    std::vector<std::size_t> found;
    for (std::size_t at = 0; at < text.size(); at = found.back()) {
      found.push_back(ClusterEnd(text, at));
    }
    return found;
  };
  EXPECT_THAT(ends(U"ab"), ElementsAre(1, 2));
  EXPECT_THAT(ends(U"a\u0301\u0323b"), ElementsAre(3, 4));
  EXPECT_THAT(ends(U"\u0915\u0941\u0924"), ElementsAre(2, 3));     // a vowel sign
  EXPECT_THAT(ends(U"\u2764\uFE0Fa"), ElementsAre(2, 3));          // a red heart
  EXPECT_THAT(ends(U"\U0001F44D\U0001F3FDa"), ElementsAre(2, 3));  // a skin tone
  EXPECT_THAT(ends(U"\U0001F468\u200D\U0001F469\u200D\U0001F467x"), ElementsAre(5, 6));
  EXPECT_THAT(ends(U"\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7"), ElementsAre(2, 4));  // flags
  EXPECT_THAT(ends(U"1\uFE0F\u20E3x"), ElementsAre(3, 4));                            // a key
  EXPECT_THAT(ends(U"\u0645\u200D\u0645"), ElementsAre(2, 3));  // Arabic letters join, but are two
}

class TextRuns : public testing::Test {
 protected:
  void SetUp() override {
    IMREC_SKIP_WITHOUT_FONTS(kDejaVu)
    folder_.emplace(std::vector<std::string>{kDejaVu});
    fonts_.emplace();
  }
  // The runs from left to right.
  std::vector<std::u32string> Parts(std::u32string_view text) {
    std::vector<TextRun> runs = SplitIntoRuns(text, *fonts_);
    SortFromLeftToRight(runs);
    std::vector<std::u32string> parts;
    for (const TextRun& run : runs) parts.emplace_back(text.substr(run.begin, run.end - run.begin));
    return parts;
  }

  std::optional<FontFolder> folder_;
  std::optional<FontStack> fonts_;
};

TEST_F(TextRuns, OfOneScriptAreOne) {
  EXPECT_THAT(Parts(U""), ElementsAre());
  EXPECT_THAT(Parts(U"a cat, 2"), ElementsAre(U"a cat, 2"));
  EXPECT_THAT(Parts(U"(\u0642\u0637\u0629)"), ElementsAre(U"(\u0642\u0637\u0629)"));
  const std::vector<TextRun> runs = SplitIntoRuns(U"2 \u0642\u0637", *fonts_);
  EXPECT_EQ(runs.front().script, HB_SCRIPT_ARABIC) << "digits and spaces have no own script";
}

TEST_F(TextRuns, AreOrderedByTheFirstLetter) {
  // English with an Arabic word is from left to right, Arabic with an English word the other way.
  EXPECT_THAT(Parts(U"cat \u0642\u0637 dog"), ElementsAre(U"cat ", U"\u0642\u0637", U" ", U"dog"));
  EXPECT_THAT(Parts(U"\u0642\u0637 cat \u0643\u0644\u0628"),
              ElementsAre(U"\u0643\u0644\u0628", U" ", U"cat", U"\u0642\u0637 "));
  // Numbers in Arabic are from left to right.
  EXPECT_THAT(Parts(U"\u0642\u0637 12"), ElementsAre(U"12", U"\u0642\u0637 "));
}

TEST_F(TextRuns, SortNestedLevels) {
  std::vector<TextRun> runs;
  for (const int level : {1, 2, 1, 0, 2, 3}) runs.push_back({.begin = runs.size(), .level = level});
  SortFromLeftToRight(runs);
  std::vector<std::size_t> order;
  for (const TextRun& run : runs) order.push_back(run.begin);
  EXPECT_THAT(order, ElementsAre(2, 1, 0, 3, 4, 5));
}

}  // namespace
}  // namespace imrec::test
