#include "recordio/console/generate/generate.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <CLI/CLI.hpp>

#include "recordio/console/command_line.h"

namespace imrec::console {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// A tool with options of all kinds and commands on two levels.
class GenerateTest : public testing::Test {
 protected:
  GenerateTest() {
    app_.name("tool");
    app_.add_option("FILE", text_, "A file")->required();
    app_.add_flag("-q,--quiet", flag_, "Don't talk [much]: \\ stays");
    app_.add_option("-o,--output", text_, "Where to");
    app_.add_option("--form", text_, "Which form")
        ->check(CLI::IsMember({"long", "short"}))
        ->capture_default_str();
    app_.add_option("--threads", number_, "Workers")->check(CLI::Range(1, 8));
    app_.add_option("--secret", text_, "Not for all")->group("");
    app_.add_option("--late", text_, "In a group")->group("Rarely used");
    app_.add_flag("--last", flag_, "Not in it");
    app_.footer("Examples:\n  tool a.rec\n      reads 'a'\n\nExit code: 0 done.");
    CLI::App* set = app_.add_subcommand("set", "Handles sets");
    CLI::App* show = set->add_subcommand("show", "Shows one");
    show->add_option("SET", texts_, "Sets");
    show->add_option("--by", text_, "Order")->check(CLI::IsMember({"key", "order"}));
  }

  CommandOutline Outline() { return OutlineOf(app_); }

  CLI::App app_{"Does things."};
  std::string text_ = "long";
  std::vector<std::string> texts_;
  int number_ = 0;
  bool flag_ = false;
};

TEST_F(GenerateTest, OutlineTellsOptionsByKind) {
  const CommandOutline tool = Outline();
  ASSERT_THAT(tool.positionals, SizeIs(1));
  EXPECT_TRUE(tool.positionals[0].required);
  ASSERT_THAT(tool.options, SizeIs(7));
  EXPECT_THAT(tool.options[1].names, ElementsAre("-q", "--quiet"));
  EXPECT_EQ(tool.options[1].kind, ValueKind::kNone);
  EXPECT_EQ(tool.options[2].kind, ValueKind::kText);
  EXPECT_EQ(tool.options[3].kind, ValueKind::kChoice);
  EXPECT_THAT(tool.options[3].choices, ElementsAre("long", "short"));
  EXPECT_EQ(tool.options[3].default_text, "long");
  EXPECT_EQ(tool.options[4].kind, ValueKind::kNumber);
  EXPECT_EQ(tool.options[4].value, "1..8");
  EXPECT_THAT(tool.options[5].names, ElementsAre("--last"));
  EXPECT_EQ(tool.options[6].group, "Rarely used");
  ASSERT_THAT(tool.commands, SizeIs(1));
  EXPECT_EQ(tool.commands[0].commands[0].path, "tool set show");
  EXPECT_TRUE(tool.commands[0].commands[0].positionals[0].many);
}

TEST_F(GenerateTest, ManPageHasAllThatHelpHas) {
  const std::string page = ManPage(Outline());
  EXPECT_TRUE(page.starts_with(".TH TOOL 1 "));
  EXPECT_THAT(page, HasSubstr("\n.SH NAME\ntool \\- Does things\n"));
  EXPECT_THAT(page, HasSubstr("\\fBtool\\fR [\\fIOPTIONS\\fR] \\fIFILE\\fR \\fICOMMAND\\fR"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-q\\fR, \\fB\\-\\-quiet\\fR\n"
                              "Don\\(aqt talk [much]: \\e stays.\n"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-form\\fR \\fBlong\\fR|\\fBshort\\fR\n"
                              "Which form; default: long.\n"));
  EXPECT_THAT(page, HasSubstr(".SS \"tool set show\"\nShows one.\n"));
  EXPECT_THAT(page, HasSubstr(".SH EXAMPLES\n.EX\n  tool a.rec\n      reads \\(aqa\\(aq\n.EE\n"));
  EXPECT_THAT(page, HasSubstr(".SH \"EXIT STATUS\"\n0 done.\n"));
  EXPECT_THAT(page, Not(HasSubstr("secret")));
}

TEST_F(GenerateTest, BashCompletionKnowsValuesAndCommands) {
  const std::string script = BashCompletion(Outline());
  EXPECT_THAT(script, AllOf(HasSubstr("'tool --form') words='long short' ;;"),
                            HasSubstr("'tool set show --by') words='key order' ;;"),
                            HasSubstr("'tool set'|'tool set show') command+="),
                            HasSubstr("'tool -o'|'tool --output') return ;;"),
                            HasSubstr("complete -o bashdefault -o default -F _tool tool\n")));
  EXPECT_THAT(script, Not(HasSubstr("secret")));
}

TEST_F(GenerateTest, ZshCompletionEscapesDescriptions) {
  const std::string script = ZshCompletion(Outline());
  EXPECT_TRUE(script.starts_with("#compdef tool\n"));
  EXPECT_THAT(script, AllOf(HasSubstr("'(-q --quiet)'{-q,--quiet}'[Don'\\''t talk \\[much\\]\\: "
                                      "\\\\ stays]'"),
                            HasSubstr("'--form[Which form]:TEXT:(long short)'"),
                            HasSubstr("'set:Handles sets'"), HasSubstr("_tool_set_show() {"),
                            HasSubstr("'*::SET:_files'")));
  EXPECT_THAT(script, Not(HasSubstr("secret")));
}

TEST_F(GenerateTest, FishCompletionFollowsCommands) {
  const std::string script = FishCompletion(Outline());
  EXPECT_THAT(script,
              AllOf(HasSubstr("complete -c tool -n 'not __fish_seen_subcommand_from set' "
                              "-l form -x -a 'long short' -d 'Which form'\n"),
                    HasSubstr("-s q -l quiet -d 'Don\\'t talk [much]: \\\\ stays'\n"),
                    HasSubstr("-n '__fish_seen_subcommand_from set; and "
                              "__fish_seen_subcommand_from show' -l by -x -a 'key order'")));
  EXPECT_THAT(script, Not(HasSubstr("secret")));
}

TEST_F(GenerateTest, CommandLinePrintsThem) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(ParseCommandLine(app_, "tool", {"--generate", "man"}), 0);
  const std::string page = testing::internal::GetCapturedStdout();
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-version\\fR\n"));
  EXPECT_THAT(page, Not(HasSubstr("generate")));
  EXPECT_THROW(ParseCommandLine(app_, "tool", {"--generate", "html"}), Error);
  EXPECT_THAT(app_.help(), Not(HasSubstr("generate")));
}

}  // namespace
}  // namespace imrec::console
