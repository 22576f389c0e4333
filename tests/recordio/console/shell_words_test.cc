#include "recordio/console/shell_words.h"

#include <gtest/gtest.h>

#include "tests/support/process.h"

namespace imrec::console {
namespace {

TEST(ShellWords, PlainWordsStayAsTheyAre) {
  EXPECT_EQ(ShellCommand({"im2rec", "a/b_1.lst", "..", "--color=-1"}),
            "im2rec a/b_1.lst .. --color=-1");
}

TEST(ShellWords, AShellGivesTheWordsBack) {
  const std::vector<std::string> words = {"a b", "", "it's", "$HOME", "*", "a;b", "~", "#x", "\n"};
  std::vector<std::string> command = {"printf", "[%s]"};
  command.insert(command.end(), words.begin(), words.end());
  std::string expected;
  for (const std::string& word : words) expected += '[' + word + ']';
  EXPECT_EQ(test::RunProgram("sh", {"-c", ShellCommand(command)}).out, expected);
}

}  // namespace
}  // namespace imrec::console
