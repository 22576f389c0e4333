// Runs every example of the documentation as it is written: those of --help, README.md and docs/.
// Compares the shown outputs with the actual ones, except for numbers.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/docs/markdown.h"
#include "tests/docs/workshop.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;

// Returns the exit code of an example, which is not 0 for all.
int ExpectedExitCode(const std::string& command) {
  if (command.starts_with("imrec repair broken.rec")) return 1;  // something was lost
  return 0;
}

// Returns commands that prepare the files for an example.
std::string Preparation(const std::string& command) {
  if (command.starts_with("imrec cache")) {
    return "imrec bench s3://bucket/train --cache cache --epochs 1 && ";
  }
  if (command.starts_with("imrec decompress"))
    return "imrec compress train.rec && rm train.rec && ";
  if (command.find("mine.prototxt") != std::string::npos) {
    return "imrec augment show ssd300 > mine.prototxt && ";
  }
  return "";
}

void ExpectThatItRuns(const Workshop& workshop, const ShellExample& example,
                      const std::string& where) {
  const bool remote =
      (Preparation(example.command) + example.command).find("s3://") != std::string::npos;
  if (remote && (!IMREC_HAVE_CURL || !CanRunRemoteStore())) return;
  const ProcessResult result = workshop.Run(Preparation(example.command) + example.command);
  EXPECT_EQ(result.exit_code, ExpectedExitCode(example.command))
      << where << ": " << example.command << "\n"
      << result.out;
  if (example.output.empty()) return;
  const std::string missing = FirstMissingLine(example.output, result.out);
  EXPECT_EQ(missing, "") << where << ": " << example.command << " printed\n" << result.out;
}

// Returns the subcommands that a help text lists.
std::vector<std::string> Subcommands(const std::string& help) {
  std::vector<std::string> names;
  std::size_t at = help.find("Subcommands:\n");
  if (at == std::string::npos) return names;
  std::istringstream lines(help.substr(at));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line) && line.starts_with("  ")) {
    if (line[2] == ' ') continue;  // continues a description
    names.push_back(line.substr(2, line.find(' ', 2) - 2));
  }
  return names;
}

class HelpExamplesTest : public testing::TestWithParam<std::string> {};

TEST_P(HelpExamplesTest, Run) {
  const std::string& command = GetParam();
  const Workshop workshop;
  const ProcessResult help = workshop.Run(command + " --help");
  ASSERT_EQ(help.exit_code, 0);
  const std::vector<std::string> examples = HelpExamples(help.out);
  if (command != "imrec") {
    EXPECT_FALSE(examples.empty()) << command << " --help shows no example";
  }
  for (const std::string& example : examples) {
    ExpectThatItRuns(workshop, {.command = example, .output = {}}, command + " --help");
  }
}

std::vector<std::string> AllCommands() {
  std::vector<std::string> commands = {"im2rec", "voc2lst"};
  const ProcessResult help = RunTool("imrec", {"--help"});
  for (const std::string& name : Subcommands(help.out)) commands.push_back("imrec " + name);
  return commands;
}

std::string NameOf(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, ' ', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, HelpExamplesTest, testing::ValuesIn(AllCommands()), NameOf);

// CI itself runs the commands that build and test imrec.
bool IsForCheckouts(const std::string& command) {
  return command.starts_with("./") || command.starts_with("cmake") ||
         command.starts_with("cpack") || command.starts_with("ctest") ||
         command.starts_with("git ") || command.starts_with("sudo ");
}

class DocumentTest : public testing::TestWithParam<std::string> {
 protected:
  static fs::path Root() { return fs::path(IMREC_TEST_DIR).parent_path(); }
};

TEST_P(DocumentTest, ExamplesRun) {
  const Workshop workshop;
  for (const CodeBlock& block : CodeBlocks(ReadText(Root() / GetParam()))) {
    const std::string where = GetParam() + ':' + std::to_string(block.line);
    if (block.language == "console" || block.language == "sh") {
      for (ShellExample& example : ShellExamples(block)) {
        if (block.varies) example.output.clear();
        if (!IsForCheckouts(example.command)) ExpectThatItRuns(workshop, example, where);
      }
    } else if (block.language == "prototxt") {
      std::string recipe;
      for (const std::string& line : block.lines) recipe += line + '\n';
      WriteFile(workshop.path() / "recipe.txt", recipe);
      ExpectThatItRuns(workshop, {.command = "imrec augment show recipe.txt", .output = {}}, where);
    }
  }
}

TEST_P(DocumentTest, CodeBlocksSayWhatTheyHold) {
  const std::set<std::string> known = {"console",  "sh",     "cpp", "cmake",
                                       "prototxt", "python", "text"};
  for (const CodeBlock& block : CodeBlocks(ReadText(Root() / GetParam()))) {
    EXPECT_TRUE(known.contains(block.language))
        << GetParam() << ':' << block.line << ": '" << block.language << "'";
  }
}

std::vector<std::string> Documents() {
  std::vector<std::string> documents = {"README.md"};
  const fs::path root = fs::path(IMREC_TEST_DIR).parent_path();
  for (const auto& entry : fs::directory_iterator(root / "docs")) {
    if (entry.path().extension() == ".md") {
      documents.push_back("docs/" + entry.path().filename().string());
    }
  }
  std::ranges::sort(documents);
  return documents;
}

std::string DocumentName(const testing::TestParamInfo<std::string>& info) {
  std::string name;
  for (const char c : info.param)
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, DocumentTest, testing::ValuesIn(Documents()), DocumentName);

// The programs made from the C++ blocks (extract.awk).
std::vector<std::string> Snippets() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(IMREC_TOOL_DIR)) {
    const std::string name = entry.path().filename();
    if (name.starts_with("snippet_")) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

class SnippetTest : public testing::TestWithParam<std::string> {};

TEST_P(SnippetTest, Runs) {
  const Workshop workshop;
  // Packs the sets that README.md and the guides pack before their C++ examples.
  const ProcessResult packed = workshop.Run(R"(set -e
    cp all.rec shapes.rec
    cp all.idx shapes.idx
    im2rec --list --recursive --train-ratio 0.8 data/flowers flowers
    im2rec data/flowers flowers --resize 256
    im2rec --list --recursive pets photos
    voc2lst shapes --train-ratio 0.8 -o data/shapes.lst
    im2rec data/shapes shapes --pass-through)");
  ASSERT_EQ(packed.exit_code, 0) << packed.out;
  const bool remote = GetParam().starts_with("snippet_remote");
  if (remote && (!IMREC_HAVE_CURL || !CanRunRemoteStore())) GTEST_SKIP() << "no remote files";
  // The name lets the workshop start its store.
  const ProcessResult result = workshop.Run((remote ? ": s3://bucket/; " : "") + GetParam());
  EXPECT_EQ(result.exit_code, 0) << result.out;
}

INSTANTIATE_TEST_SUITE_P(All, SnippetTest, testing::ValuesIn(Snippets()), NameOf);

TEST(Markdown, TakesBlocksApart) {
  const auto blocks = CodeBlocks("text\n```console\n$ a b\nx 12\n...\n$ c\n```\n```\nd\n```\n");
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(blocks[0].language, "console");
  EXPECT_EQ(blocks[0].line, 2U);
  const auto examples = ShellExamples(blocks[0]);
  ASSERT_EQ(examples.size(), 2U);
  EXPECT_EQ(examples[0].command, "a b");
  EXPECT_EQ(examples[0].output, (std::vector<std::string>{"x 12", "..."}));
}

TEST(Markdown, ComparesOutputsWithoutFigures) {
  EXPECT_EQ(WithoutFigures("  a.rec:  1,234 records, 5.8 MiB, ebb0488459e587ba6253154c4455ce34"),
            "a.rec: # records, # bytes, #");
  EXPECT_EQ(FirstMissingLine({"a 1", "b 2"}, "a 7\nb 8\n"), "");
  EXPECT_EQ(FirstMissingLine({"a 1", "...", "d"}, "a 7\nb 8\nc\nd\n"), "");
  EXPECT_EQ(FirstMissingLine({"a 1", "..."}, "a 7\nb 8\n"), "");
  EXPECT_EQ(FirstMissingLine({"a 1", "c"}, "a 7\nb 8\n"), "c");
  EXPECT_EQ(FirstMissingLine({"a 1"}, "a 7\nb 8\n"), "nothing more, but there is: b 8");
}

}  // namespace
}  // namespace imrec::test
