#include "recordio/internal/printable_text.h"

#include <string_view>

#include <gtest/gtest.h>

namespace imrec {
namespace {

TEST(PrintableText, EscapesWhatTerminalsObey) {
  EXPECT_EQ(PrintableText("車 räder\\n"), "車 räder\\n");
  EXPECT_EQ(PrintableText("a\x1b]0;title\x07\x7f"), "a\\x1b]0;title\\x07\\x7f");
  EXPECT_EQ(PrintableText(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(PrintableText("\xC2\x9B"
                          "2J \xC2\xA0"),
            "\\x9b2J \xC2\xA0");
  EXPECT_EQ(PrintableText("cut \xC2"), "cut \xC2");
}

TEST(PrintableText, KeepsLineEndsOnDemand) {
  const std::string_view text = "a\tb\r\nc";
  EXPECT_EQ(PrintableText(text), "a\\tb\\r\\nc");
  EXPECT_EQ(PrintableText(text, LineEnds::kKeep), "a\tb\\r\nc");
}

}  // namespace
}  // namespace imrec
