// Standard input and output, and --quiet, of imrec's commands, end to end.
#include <fcntl.h>
#include <unistd.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/sharded_set_test.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class ImrecStreams : public ShardedSetTest {
 protected:
  ProcessResult RunWithInput(const std::string& input, const std::vector<std::string>& arguments,
                             int exit_code = 0) const {
    const std::string path = Path("stdin");
    WriteFile(path, input);
    ProcessResult result =
        RunTool("imrec", arguments,
                {.before_exec = [path] { ::dup2(::open(path.c_str(), O_RDONLY), STDIN_FILENO); }});
    EXPECT_EQ(result.exit_code, exit_code)
        << testing::PrintToString(arguments) << result.out << result.err;
    return result;
  }
};

TEST_F(ImrecStreams, RecipesComeFromStandardInput) {
  const std::string recipe = Run({"augment", "show", "mxnet-ssd"}).out;
  EXPECT_EQ(RunWithInput(recipe, {"augment", "show", "-"}).out, recipe);
  const std::vector<std::string> bench = {"bench",    Path("set"), "--epochs", "1",
                                          "--digest", "--json",    "--preset"};
  const auto digest = [](const ProcessResult& result) {
    return nlohmann::json::parse(result.out)["digest"];
  };
  std::vector<std::string> by_name = bench;
  by_name.emplace_back("mxnet-ssd");
  std::vector<std::string> by_stream = bench;
  by_stream.emplace_back("-");
  EXPECT_EQ(digest(RunWithInput(recipe, by_stream)), digest(Run(by_name)));
  EXPECT_THAT(RunWithInput("nonsense {", {"augment", "show", "-"}, 2).err,
              HasSubstr("standard input:1"));
}

TEST_F(ImrecStreams, ErrorsAreDocumentsToo) {
  WriteFile(Path("bad.rec"), "x");
  for (const char* command : {"info", "stats"}) {
    const nlohmann::json error = Json({command, Path("bad.rec")}, 2)["error"];
    EXPECT_EQ(error["code"], "corrupt_data") << command;
    EXPECT_EQ(error["file"], Path("bad.rec"));
    EXPECT_EQ(error["offset"], 0);
    EXPECT_EQ(error["message"], Path("bad.rec") + ": byte 0: " + std::string(error["reason"]));
    EXPECT_FALSE(error.contains("line"));
  }
  EXPECT_EQ(Json({"info", Path("absent")}, 2)["error"]["code"], "not_found");
  WriteFile(Path("recipe"), "imrec {\n nonsense: 1\n}\n");
  const nlohmann::json recipe =
      Json({"bench", Path("set"), "--preset", Path("recipe"), "--epochs", "1"}, 2)["error"];
  EXPECT_EQ(recipe["line"], 2);
  EXPECT_EQ(Run({"info", Path("absent")}, 2).out, "");
}

TEST_F(ImrecStreams, ErrorsOfTheOtherToolsAreDocumentsToo) {
  for (const auto& [tool, arguments] :
       std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"im2rec", {Path("absent"), dir_.path()}},
           {"im2rec", {"--list", Path("new"), Path("absent")}},
           {"voc2lst", {Path("absent"), "-o", Path("new.lst")}}}) {
    std::vector<std::string> words = arguments;
    words.emplace_back("--json");
    const ProcessResult result = RunTool(tool, words);
    EXPECT_EQ(result.exit_code, 2) << tool;
    const nlohmann::json error = nlohmann::json::parse(result.out)["error"];
    EXPECT_EQ(error["code"], "not_found") << tool;
    EXPECT_THAT(error["file"].get<std::string>(), HasSubstr("absent")) << tool;
  }
}

TEST_F(ImrecStreams, KeysComeFromStandardInput) {
  const ProcessResult result = RunWithInput(
      "101\n108\n", {"filter", Path("set"), "--keys", "-", "-o", Path("out"), "--json"});
  EXPECT_EQ(nlohmann::json::parse(result.out)["kept"], 2);
  EXPECT_THAT(
      RunWithInput("101\nx\n", {"filter", Path("set"), "--keys", "-", "-o", Path("out")}, 2).err,
      HasSubstr("standard input:2: 'x' is not a record key"));
}

TEST_F(ImrecStreams, SheetsGoToStandardOutput) {
  std::vector<std::string> preview = {"preview", Path("set"), "--count", "2",  "--variants",
                                      "1",       "--cell",    "60",      "-o", Path("s.png")};
  Run(preview);
  preview.back() = "-";
  EXPECT_EQ(Run(preview).out, ReadText(Path("s.png")));
  preview.emplace_back("--json");
  EXPECT_THAT(Run(preview, 2).err, HasSubstr("both write to standard output"));
}

TEST_F(ImrecStreams, ChartsGoToStandardOutput) {
  Run({"stats", Path("set"), "-o", Path("s.html")});
  EXPECT_EQ(Run({"stats", Path("set"), "-o", "-"}).out, ReadText(Path("s.html")));
  EXPECT_THAT(Run({"stats", Path("set"), "-o", "-", "--json"}, 2).err,
              HasSubstr("both write to standard output"));
  EXPECT_THAT(Run({"preview", Path("set"), "--stats", "20", "-o", "-"}).out,
              StartsWith("<!doctype html>"));
}

TEST_F(ImrecStreams, ListsGoToStandardOutputOrAFile) {
  Run({"extract", Path("set"), "-o", Path("out")});
  const std::string list = ReadText(Path("out/set.lst"));
  EXPECT_EQ(Run({"extract", Path("set"), "--list", "-"}).out, list);
  const ProcessResult both = Run({"extract", Path("set"), "--list", "-", "-o", Path("out2")});
  EXPECT_EQ(both.out, list);
  EXPECT_TRUE(Exists("out2/00000105.jpg"));
  EXPECT_FALSE(Exists("out2/set.lst"));
  Run({"extract", Path("set"), "--list", Path("alone.lst")});
  EXPECT_EQ(ReadText(Path("alone.lst")), list);
  EXPECT_TRUE(Exists("alone.classes.txt"));
  EXPECT_THAT(Run({"extract", Path("set")}, 2).err, HasSubstr("give -o DIR, --list FILE, or both"));
  EXPECT_THAT(Run({"extract", Path("set"), "--list", "-", "--json"}, 2).err,
              HasSubstr("both write to standard output"));
  EXPECT_THAT(Run({"extract", Path("set"), "--list", "-", "--voc"}, 2).err, HasSubstr("--voc"));
}

TEST_F(ImrecStreams, SetsAreNoStreams) {
  EXPECT_THAT(Run({"info", "-"}, 2).err, HasSubstr("cannot be read from standard input"));
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"filter", "--class", "0"},
        {"convert", "--jpeg", "baseline"},
        {"repair"},
        {"merge"},
        {"compress"},
        {"decompress"},
        {"split", "--count", "5"},
        {"extract"}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.begin() + 1, Path("set"));
    arguments.insert(arguments.end(), {"-o", "-"});
    EXPECT_THAT(Run(arguments, 2).err, HasSubstr("standard output")) << command[0];
  }
}

// All that print a summary: with --quiet they say nothing, and do the same.
TEST_F(ImrecStreams, QuietCommandsSayNothing) {
  for (std::vector<std::string> command : {std::vector<std::string>{"verify"},
                                           {"reindex"},
                                           {"compress"},
                                           {"diff", Path("whole")},
                                           {"decompress", "-o", Path("d")},
                                           {"compress", "-o", Path("z")},
                                           {"stats", "-o", Path("s.html")},
                                           {"preview", "--count", "1", "-o", Path("s.png")},
                                           {"preview", "--count", "1", "--html", Path("page")},
                                           {"preview", "--stats", "9", "-o", Path("p.html")},
                                           {"extract", "-o", Path("x")},
                                           {"merge", "-o", Path("m")},
                                           {"split", "--count", "5", "-o", Path("c")},
                                           {"filter", "--class", "1", "-o", Path("f")},
                                           {"convert", "--jpeg", "baseline", "-o", Path("k")},
                                           {"repair", "-o", Path("r")}}) {
    command.insert(command.begin() + 1, Path("set"));
    if (command[0] == "decompress") std::filesystem::remove(Shard(0));
    command.emplace_back("--quiet");
    const ProcessResult result = Run(command);
    EXPECT_THAT(result.out, IsEmpty()) << command[0];
    EXPECT_THAT(result.err, IsEmpty()) << command[0];
  }
  for (const char* made : {"s.html", "s.png", "p.html", "page/index.html", "x/set.lst", "m.rec",
                           "c_2.rec", "f.manifest.json", "k.manifest.json", "r.manifest.json",
                           "d.manifest.json", "z.manifest.json"}) {
    EXPECT_TRUE(Exists(made)) << made;
  }
}

TEST_F(ImrecStreams, QuietCommandsStillNameWhatIsWrong) {
  std::string contents = ReadText(Shard(1));
  contents[RecordShard(Shard(1)).offset(1)] = '?';
  WriteFile(Shard(1), contents);
  EXPECT_THAT(Run({"verify", Path("set"), "-q"}, 1).out,
              AllOf(HasSubstr("record 105"), testing::Not(HasSubstr("nothing damaged"))));
  EXPECT_THAT(Run({"repair", Path("set"), "-q", "-o", Path("r")}, 1).out, HasSubstr("record 105"));
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"filter", "--min-size", "1x1"},
        {"convert", "--jpeg", "baseline"},
        {"extract"}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.begin() + 1, Path("set"));
    arguments.insert(arguments.end(), {"-q", "-o", Path(command[0])});
    const ProcessResult result = Run(arguments, 1);
    EXPECT_THAT(result.err, HasSubstr("left out: " + Shard(1) + ": record 105")) << command[0];
    EXPECT_THAT(result.out, IsEmpty()) << command[0];
  }
  EXPECT_THAT(Run({"diff", Path("whole"), Path("r"), "-q"}, 1).out,
              "only in " + Path("whole") + ": 1 record: 105\n");
}

// What was asked for by --json is no summary.
TEST_F(ImrecStreams, JsonComesInSpiteOfQuiet) {
  for (std::vector<std::string> command : {std::vector<std::string>{"verify"},
                                           {"stats"},
                                           {"merge", "-o", Path("m")},
                                           {"extract", "-o", Path("x")},
                                           {"preview", "--count", "1", "-o", Path("s.png")}}) {
    command.insert(command.begin() + 1, Path("set"));
    command.insert(command.end(), {"--json", "-q"});
    EXPECT_TRUE(nlohmann::json::accept(Run(command).out)) << command[0];
  }
}

}  // namespace
}  // namespace imrec::test
