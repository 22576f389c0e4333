// Class names in several scripts, on the pictures of imrec preview and imrec stats.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "tests/cli/imrec_tool_test.h"
#include "tests/support/detection_set.h"
#include "tests/support/font_folder.h"

namespace imrec::test {
namespace {

constexpr const char* kArabic = "\xD9\x82\xD8\xB7\xD8\xA9";
constexpr const char* kHindiName =
    "\xE0\xA4\x95\xE0\xA5\x81\xE0\xA4\xA4\xE0\xA5\x8D\xE0\xA4\xA4\xE0\xA4\xBE";
constexpr const char* kChineseName = "\xE8\x80\x81\xE9\xBC\xA0";

bool DrawsAnyScript() {
  return RunTool("imrec", {"--version"}).out.find("text: any script") != std::string::npos;
}

// Pictures of a set whose five classes have the given names.
class ImrecText : public ImrecToolTest {
 protected:
  using Names = std::vector<std::string>;

  ImrecText() { WriteDetectionSet(dir_ / "set.rec", 12); }

  void UseNames(const Names& names) const {
    std::string text;
    for (const std::string& name : names) text += name + "\n";
    WriteFile(dir_ / "set.classes.txt", text);
  }
  std::vector<std::byte> Sheet(const Names& names) const {
    UseNames(names);
    const ProcessResult result = Run({"preview", Path("set.rec"), "--record", "103", "101",
                                      "--variants", "1", "--force", "-o", Path("sheet.png")});
    EXPECT_EQ(result.err, "");
    return ReadBytes(dir_ / "sheet.png");
  }
  std::vector<std::byte> Charts(const Names& names) const {
    UseNames(names);
    const ProcessResult result =
        Run({"stats", Path("set.rec"), "--force", "-q", "-o", Path("charts.png")});
    EXPECT_EQ(result.err, "");
    return ReadBytes(dir_ / "charts.png");
  }
  // Returns for each class how many pixels of its name in the first chart are dark.
  std::vector<int> InkOfNames(const Names& names) const {
    Image image;
    AnyImageDecoder().Decode(Charts(names), ColorMode::kRgb, image);
    constexpr int kFirstLine = 16 + 3 * 22;
    std::vector<int> ink;
    for (int row = 0; row < static_cast<int>(names.size()); ++row) {
      const MutableImageView name =
          image.view().Sub(16, kFirstLine + row * 22, {.width = 292, .height = 22});
      ink.push_back(0);
      for (int y = 0; y < 22; ++y) {
        for (int x = 0; x < 292; ++x) ink.back() += name.pixel(x, y)[0] < 200 ? 1 : 0;
      }
    }
    return ink;
  }
};

TEST_F(ImrecText, WithoutAFontOtherNamesThanAsciiAreNumbers) {
  const FontFolder none({});
  const Names names = {"ant", kArabic, kHindiName, kChineseName, "caf\xC3\xA9"};
  const Names numbers = {"ant", "1", "2", "3", "4"};
  EXPECT_EQ(Sheet(names), Sheet(numbers));
  EXPECT_EQ(Charts(names), Charts(numbers));
  EXPECT_NE(Charts(numbers), Charts({"bee", "1", "2", "3", "4"}));
}

TEST_F(ImrecText, NamesThatTheFontsLackAreNumbers) {
  if (!DrawsAnyScript()) GTEST_SKIP() << "this build draws ASCII only";
  IMREC_SKIP_WITHOUT_FONTS(kDejaVu)
  const FontFolder fonts({kDejaVu});
  const Names names = {"ant", kArabic, kHindiName, kChineseName, "caf\xC3\xA9"};
  EXPECT_EQ(Sheet(names), Sheet({"ant", kArabic, "2", "3", "caf\xC3\xA9"}));
  EXPECT_EQ(Charts(names), Charts({"ant", kArabic, "2", "3", "caf\xC3\xA9"}));
  EXPECT_NE(Sheet(names), Sheet({"ant", "1", "2", "3", "4"}));
}

TEST_F(ImrecText, NamesOfFourScriptsAreDrawn) {
  if (!DrawsAnyScript()) GTEST_SKIP() << "this build draws ASCII only";
  IMREC_SKIP_WITHOUT_FONTS(kDejaVu, kChinese, kHindi)
  const FontFolder fonts({kDejaVu, kChinese, kHindi});
  const Names names = {"Bl\xC3\xA4tter", kArabic, kHindiName, kChineseName, "Ant"};
  const std::vector<int> ink = InkOfNames(names);
  const std::vector<int> ink_of_numbers = InkOfNames({"0", "1", "2", "3", "4"});
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_GT(ink[i], ink_of_numbers[i] * 2) << names[i];
  }
  EXPECT_NE(Sheet(names), Sheet({"0", "1", "2", "3", "4"}));
}

TEST_F(ImrecText, AnyNameIsDrawnWithoutAComplaint) {
  std::string marks = "q";
  for (int i = 0; i < 490; ++i) marks += "\xCC\x81";
  const std::string right_to_left = "\xE2\x80\xAE";  // NOLINT(misc-misleading-bidirectional)
  const Names names = {std::string(1000, 'w'), marks, "\xC2\x80\x01\t\x7F",
                       right_to_left + "drawkcab",
                       "\xF0\x9F\x98\x80 \xF0\x9F\x87\xA9\xF0\x9F\x87\xAA"};
  EXPECT_NE(Sheet(names), Sheet({"0", "1", "2", "3", "4"}));
  EXPECT_NE(Charts(names), Charts({"0", "1", "2", "3", "4"}));
}

TEST_F(ImrecText, AnAbsentConfigurationIsNotReported) {
  const ScopedVariables absent({{"FONTCONFIG_FILE", Path("absent.conf")}});
  Sheet({"ant", "bee", "cat", "dog", "elk"});
}

}  // namespace
}  // namespace imrec::test
