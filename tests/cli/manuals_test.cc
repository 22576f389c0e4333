// Manual pages and completions of the tools, as the build makes them.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;

class Manuals : public testing::TestWithParam<const char*> {
 protected:
  // The file with what the tool generates.
  std::string Generated(const std::string& kind) const {
    const ProcessResult result = RunTool(GetParam(), {"--generate", kind});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    WriteFile(dir_ / kind, result.out);
    return dir_ / kind;
  }

  TempDir dir_;
};

TEST_P(Manuals, PageIsSoundRoff) {
  if (RunProgram("groff", {"--version"}).exit_code != 0) GTEST_SKIP() << "there is no groff";
  const ProcessResult result =
      RunProgram("groff", {"-man", "-ww", "-Tascii", "-P-cbou", Generated("man")});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_THAT(result.out,
              ContainsRegex(std::string("SYNOPSIS\n +") + GetParam() + " \\[OPTIONS\\]"));
  EXPECT_THAT(result.out, HasSubstr("--version"));
}

TEST_P(Manuals, BashReadsTheCompletion) {
  const ProcessResult result = RunProgram(
      "bash", {"-c", "source \"$0\" && complete -p " + std::string(GetParam()), Generated("bash")});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_THAT(result.out, HasSubstr(std::string("-F _") + GetParam()));
}

TEST_P(Manuals, RefusesOtherKinds) {
  const ProcessResult result = RunTool(GetParam(), {"--generate", "html"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.out, IsEmpty());
  EXPECT_THAT(result.err, HasSubstr("--generate must be man, bash, zsh or fish, not 'html'"));
}

INSTANTIATE_TEST_SUITE_P(Tools, Manuals, testing::Values("im2rec", "voc2lst", "imrec"),
                         [](const auto& tool) { return std::string(tool.param); });

class BashCompletion : public testing::Test {
 protected:
  // What bash offers for the last of these words, separated by spaces.
  std::string Offered(const std::vector<std::string>& words) const {
    WriteFile(dir_ / "completion", RunTool(words.front(), {"--generate", "bash"}).out);
    std::vector<std::string> arguments = {
        "-c",
        "source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); compopt() { :; }; "
        "\"_$1\"; echo -n \"${COMPREPLY[*]}\"",
        dir_ / "completion"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const ProcessResult result = RunProgram("bash", arguments);
    EXPECT_THAT(result.err, IsEmpty());
    return result.out;
  }

  TempDir dir_;
};

TEST_F(BashCompletion, Commands) {
  EXPECT_EQ(Offered({"imrec", "be"}), "bench");
  EXPECT_EQ(Offered({"imrec", "augment", ""}), "list show");
  EXPECT_EQ(Offered({"imrec", "bench", "be"}), "");  // files, then
}

TEST_F(BashCompletion, OptionsOfTheCommand) {
  EXPECT_EQ(Offered({"imrec", "bench", "--dt"}), "--dtype");
  EXPECT_EQ(Offered({"imrec", "--dt"}), "");
  EXPECT_EQ(Offered({"im2rec", "--center"}), "--center-crop");
  EXPECT_EQ(Offered({"voc2lst", "cards", "--unk"}), "--unknown-class");
}

TEST_F(BashCompletion, Values) {
  EXPECT_EQ(Offered({"imrec", "bench", "--dtype", "fl"}), "float16 float32");
  EXPECT_EQ(Offered({"imrec", "bench", "--dtype", "=", "u"}), "uint8");
  EXPECT_EQ(Offered({"voc2lst", "--from", ""}), "voc coco yolo labelme cvat csv openimages");
  EXPECT_EQ(Offered({"im2rec", "--color", "-"}), "-1");
  EXPECT_EQ(Offered({"im2rec", "--quality", ""}), "");
  EXPECT_EQ(Offered({"im2rec", "-o", ""}), "");
}

}  // namespace
}  // namespace imrec::test
