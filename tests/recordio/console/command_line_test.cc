#include "recordio/console/command_line.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "recordio/console/option_values.h"

namespace imrec::console {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct Parsed {
  std::optional<int> exit_code;
  std::string err;
};

// A tool with options of all kinds.
class CommandLineTest : public testing::Test {
 protected:
  CommandLineTest() {
    app_.add_option("FILE", file_);
    app_.add_flag("--pass-through", pass_through_);
    app_.add_option("-o,--output", output_);
    AddWholeNumber(app_, "--num-thread", threads_, "Threads", {.lowest = 1, .highest = 1024});
    AddWholeNumber(app_, "--seed", seed_, "Seed", {});
    AddWholeNumber(app_, "-c,--color", color_, "Colour", {.lowest = -1, .highest = 1});
    AddShare(app_, "--train-ratio", ratio_, "Share");
    AddNumber(app_, "--speed", speed_, "Rate", {.lowest = 0.5, .highest = 1e6});
    AddWholeNumbers(app_, "--record", records_, "Keys", {.lowest = 1, .highest = 99});
    AddWholeNumber(app_, "--explain", key_, "Key", {});
    CLI::App* info = app_.add_subcommand("info", "Tells about files");
    info->add_flag("--json", json_);
    app_.add_subcommand("verify", "Checks files")->add_flag("--decode,--jsn-text", json_);
  }

  Parsed Parse(const std::vector<std::string>& arguments) {
    testing::internal::CaptureStderr();
    const std::optional<int> exit_code = ParseCommandLine(app_, "tool", arguments);
    return {.exit_code = exit_code, .err = testing::internal::GetCapturedStderr()};
  }
  void ExpectRefused(const std::vector<std::string>& arguments, const std::string& message) {
    const Parsed parsed = Parse(arguments);
    EXPECT_EQ(parsed.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_THAT(parsed.err, HasSubstr(message + "\n")) << testing::PrintToString(arguments);
    EXPECT_TRUE(parsed.err.starts_with("tool")) << parsed.err;
    EXPECT_LT(parsed.err.size(), 300U) << parsed.err;
  }

  CLI::App app_;
  std::string file_;
  std::string output_;
  bool pass_through_ = false;
  bool json_ = false;
  double speed_ = 0;
  std::vector<std::uint32_t> records_;
  std::optional<std::uint64_t> key_;
  int threads_ = 0;
  std::uint64_t seed_ = 0;
  int color_ = 1;
  double ratio_ = 1;
};

TEST_F(CommandLineTest, TakesNumbersInTheirRange) {
  EXPECT_EQ(Parse({"--num_thread", "1024", "--seed=18446744073709551615", "-c", "-1",
                   "--train-ratio", ".5", "a"})
                .exit_code,
            std::nullopt);
  EXPECT_EQ(threads_, 1024);
  EXPECT_EQ(seed_, UINT64_MAX);
  EXPECT_EQ(color_, -1);
  EXPECT_EQ(ratio_, 0.5);
  EXPECT_EQ(Parse({"--num-thread", "+7", "a"}).exit_code, std::nullopt);
  EXPECT_EQ(threads_, 7);
}

TEST_F(CommandLineTest, RefusesOtherValuesByNameAndRange) {
  for (const std::string value :
       {"0", "-1", "1025", "2.5", "abc", "0x10", "1e3", "", " 1", "3 4"}) {
    ExpectRefused({"--num-thread", value},
                  "tool: --num-thread must be 1..1024, not '" + value + "'");
  }
  ExpectRefused({"--seed", "-1"}, "tool: --seed must be a whole number from 0 on, not '-1'");
  ExpectRefused({"--seed", "99999999999999999999"},
                "tool: --seed must be a whole number from 0 on, of 18 digits at most, not "
                "'99999999999999999999'");
  ExpectRefused({"--num-thread", std::string(300, '9')},
                "tool: --num-thread must be 1..1024, not '" + std::string(kMostShown, '9') + "..'");
  ExpectRefused({"-c", "2"}, "tool: --color must be -1..1, not '2'");
  for (const std::string value : {"-0.1", "1.5", "nan", "inf", "half", "90%"}) {
    ExpectRefused({"--train-ratio", value},
                  "tool: --train-ratio must be between 0 and 1, not '" + value + "'");
  }
}

TEST_F(CommandLineTest, TakesFractionsListsAndOptionalNumbers) {
  EXPECT_EQ(Parse({"--speed", "2.5e3", "--record", "7", "42", "--explain", "0"}).exit_code,
            std::nullopt);
  EXPECT_EQ(speed_, 2500);
  EXPECT_THAT(records_, testing::ElementsAre(7, 42));
  EXPECT_EQ(key_, 0U);
  for (const std::string value : {"0.4", "1000001", "nan", "inf", "x", "1x"}) {
    ExpectRefused({"--speed=" + value}, "--speed must be 0.5..1000000, not '" + value + "'");
  }
  ExpectRefused({"--record", "100"}, "--record must be 1..99, not '100'");
  ExpectRefused({"--explain", "-1"}, "--explain must be a whole number from 0 on, not '-1'");
}

TEST_F(CommandLineTest, NamesTheNearestOption) {
  ExpectRefused({"--verison"}, "tool: there is no option --verison; did you mean --version?");
  ExpectRefused({"--pass-trough"},
                "there is no option --pass-trough; did you mean --pass-through?");
  ExpectRefused({"--pass_trough"},
                "there is no option --pass_trough; did you mean --pass-through?");
  ExpectRefused({"--passthrough=1"},
                "there is no option --passthrough; did you mean --pass-through?");
  ExpectRefused({"--threads", "4"}, "there is no option --threads; did you mean --num-thread?");
  ExpectRefused({"--train", "0.5"}, "there is no option --train; did you mean --train-ratio?");
  ExpectRefused({"--sparkle"}, "tool: there is no option --sparkle");
  ExpectRefused({"a", "-x"}, "tool: there is no option -x");
  const Parsed both = Parse({"--sparkle", "--halp"});
  EXPECT_THAT(both.err, AllOf(HasSubstr("--sparkle\n"), HasSubstr("did you mean --help?")));
}

TEST_F(CommandLineTest, LongOptionsHaveTwoHyphens) {
  ExpectRefused({"-output", "a"}, "tool: there is no option -output; did you mean --output?");
  ExpectRefused({"-pass-through"},
                "there is no option -pass-through; did you mean --pass-through?");
  ExpectRefused({"-output", "a", "b"}, "tool: there is no option -output; did you mean --output?");
  EXPECT_EQ(Parse({"-ooutput"}).exit_code, std::nullopt);
  EXPECT_EQ(output_, "output");
  EXPECT_EQ(Parse({"-o", "a", "--", "-output"}).exit_code, std::nullopt);
  EXPECT_EQ(file_, "-output");
}

TEST_F(CommandLineTest, NamesTheNearestCommand) {
  app_.require_subcommand(1);
  app_.remove_option(app_.get_option("FILE"));
  ExpectRefused({"inof"}, "tool: there is no command 'inof'; did you mean info?");
  ExpectRefused({"frobnicate"}, "tool: there is no command 'frobnicate'");
  ExpectRefused({}, "tool: a command is required: info and verify\ntool: see tool --help");
  ExpectRefused({"info", "--jsn"}, "tool info: there is no option --jsn; did you mean --json?");
}

TEST_F(CommandLineTest, NamesTheCommandThatHasTheOption) {
  ExpectRefused({"info", "--decode"},
                "tool info: there is no option --decode; it is an option of tool verify");
  ExpectRefused({"info", "--jsn-text=1"},
                "tool info: there is no option --jsn-text; it is an option of tool verify");
  ExpectRefused({"info", "--decod"}, "tool info: there is no option --decod");
}

TEST_F(CommandLineTest, NamesTheTypedCommand) {
  EXPECT_EQ(Parse({"a"}).exit_code, std::nullopt);
  EXPECT_EQ(TypedCommandName(app_), "tool");
  EXPECT_EQ(Parse({"a", "info"}).exit_code, std::nullopt);
  EXPECT_EQ(TypedCommandName(app_), "tool info");
}

TEST_F(CommandLineTest, ArgumentsTooManyAreNamed) {
  const Parsed parsed = Parse({"a", "b"});
  EXPECT_EQ(parsed.exit_code, 2);
  EXPECT_THAT(parsed.err, AllOf(HasSubstr("'b'"), HasSubstr("tool --help")));
}

TEST_F(CommandLineTest, HelpAndVersionGoToStandardOutput) {
  for (const std::string option : {"--help", "--version"}) {
    testing::internal::CaptureStdout();
    const Parsed parsed = Parse({option});
    EXPECT_EQ(parsed.exit_code, 0);
    EXPECT_EQ(parsed.err, "");
    EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("tool"));
  }
  EXPECT_THAT(app_.help(), AllOf(HasSubstr("--num-thread 1..1024"), HasSubstr("--seed 0 and more"),
                                 Not(HasSubstr("184467"))));
}

TEST(NearestWord, IsNearEnough) {
  const std::vector<std::string> words = {"info", "stats", "preview", "merge", "num-thread"};
  EXPECT_EQ(NearestWord("prevew", words), "preview");
  EXPECT_EQ(NearestWord("stat", words), "stats");
  EXPECT_EQ(NearestWord("mgere", words), "");
  EXPECT_EQ(NearestWord("threads", words), "num-thread");
  EXPECT_EQ(NearestWord("thread-num", words), "num-thread");
  EXPECT_EQ(NearestWord("x", words), "");
  EXPECT_EQ(NearestWord("", words), "");
}

}  // namespace
}  // namespace imrec::console
