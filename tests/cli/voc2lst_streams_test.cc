// voc2lst in a pipe: standard input and output, --quiet.
#include <fcntl.h>
#include <unistd.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/files.h"
#include "tests/support/process.h"
#include "tests/support/voc_set.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Voc2LstStreams : public testing::Test {
 protected:
  Voc2LstStreams() {
    WriteVocSample(dir_ / "in", "1", {100, 50}, {VocObjectXml("dog", 1, 1, 50, 25)});
    WriteVocSample(dir_ / "in", "2", {100, 50}, {VocObjectXml("cat", 1, 1, 50, 25)});
  }

  // With this text as standard input.
  ProcessResult RunWith(const std::string& input, const std::vector<std::string>& arguments) const {
    WriteFile(dir_ / "input", input);
    const std::string path = dir_ / "input";
    return RunTool("voc2lst", arguments, {.before_exec = [path] {
                     ::dup2(::open(path.c_str(), O_RDONLY | O_CLOEXEC), STDIN_FILENO);
                   }});
  }

  TempDir dir_;
};

constexpr const char* kLine1 = "0\t2\t6\t1\t0\t0\t0.5\t0.5\t0\tJPEGImages/1.jpg\n";
constexpr const char* kLine2 = "1\t2\t6\t0\t0\t0\t0.5\t0.5\t0\tJPEGImages/2.jpg\n";

TEST_F(Voc2LstStreams, TheListGoesToStandardOutput) {
  const ProcessResult result = RunTool("voc2lst", {dir_ / "in", "-o", "-"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, std::string(kLine1) + kLine2);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("2 images, 2 objects of 2 classes"), HasSubstr("dog"),
                    HasSubstr("to pack: im2rec -o PREFIX - " + (dir_ / "in").string())));
  EXPECT_FALSE(std::filesystem::exists("-"));
  EXPECT_FALSE(std::filesystem::exists("-.classes.txt"));
}

TEST_F(Voc2LstStreams, AListThatCannotBeWrittenIsAnError) {
  const ProcessResult shell =
      RunProgram("sh", {"-c", std::string(IMREC_TOOL_DIR) + "/voc2lst '" + (dir_ / "in").string() +
                                  "' -o - > /dev/full"});
  EXPECT_EQ(shell.exit_code, 2);
  EXPECT_THAT(shell.err, HasSubstr("cannot write to standard output"));
}

TEST_F(Voc2LstStreams, OneStreamHoldsOneThing) {
  EXPECT_EQ(RunTool("voc2lst", {dir_ / "in", "-o", "-", "--json"}).exit_code, 2);
  EXPECT_EQ(RunTool("voc2lst", {dir_ / "in", "-o", "-", "--train-ratio", "0.5"}).exit_code, 2);
  EXPECT_EQ(RunWith("1\n", {dir_ / "in", dir_ / "in", "--set", "-", "-o", "-"}).exit_code, 2);
}

TEST_F(Voc2LstStreams, ASetComesFromStandardInput) {
  const ProcessResult result = RunWith("2.jpg\nzzz\n", {dir_ / "in", "--set", "-", "-o", "-"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "0\t2\t6\t0\t0\t0\t0.5\t0.5\t0\tJPEGImages/2.jpg\n");
  EXPECT_THAT(result.err, HasSubstr("standard input:2: no annotation 'zzz'"));
  const ProcessResult folders =
      RunWith("1\n", {"--annotations", dir_ / "in/Annotations", "--images", dir_ / "in/JPEGImages",
                      "--set", "-", "-o", "-"});
  EXPECT_EQ(folders.exit_code, 0) << folders.err;
  EXPECT_EQ(folders.out, "0\t2\t6\t0\t0\t0\t0.5\t0.5\t0\t1.jpg\n");
  EXPECT_EQ(RunWith("", {dir_ / "in", "--set", "-", "-o", "-"}).exit_code, 2);
}

TEST_F(Voc2LstStreams, CocoComesFromStandardInput) {
  const std::vector<std::string> arguments = {
      "--from", "coco", "-", "--images", dir_ / "in/JPEGImages", "-o", "-"};
  const ProcessResult result = RunWith(R"({"images": [{"id": 5, "file_name": "1.jpg"}],
      "categories": [{"id": 4, "name": "kite"}],
      "annotations": [{"id": 1, "image_id": 5, "category_id": 4, "bbox": [0, 0, 50, NaN]},
                      {"id": 2, "image_id": 5, "category_id": 4, "bbox": [0, 0, 50, 25]}]})",
                                       arguments);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "0\t2\t6\t0\t0\t0\t0.5\t0.5\t0\t1.jpg\n");
  EXPECT_THAT(result.err, HasSubstr("standard input: annotation 1: bbox holds NaN"));
  const ProcessResult bad = RunWith("{\"images\"", arguments);
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("standard input: byte 9: not well-formed JSON"));
}

TEST_F(Voc2LstStreams, QuietLeavesProblemsOnly) {
  const std::string list = dir_ / "out.lst";
  const ProcessResult good =
      RunTool("voc2lst", {dir_ / "in", "-o", list, "--quiet", "--progress", "always"});
  EXPECT_EQ(good.exit_code, 0);
  EXPECT_THAT(good.out, IsEmpty());
  EXPECT_THAT(good.err, IsEmpty());
  EXPECT_EQ(ReadText(list), std::string(kLine1) + kLine2);
  WriteVocXml(dir_ / "in", "3", {100, 50}, {});
  const ProcessResult bad = RunTool("voc2lst", {dir_ / "in", "-o", "-", "-q"});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_EQ(bad.out, std::string(kLine1) + kLine2);
  EXPECT_THAT(bad.err, AllOf(HasSubstr("3.xml: no image named 3.*"), HasSubstr("missing_image: 1"),
                             Not(HasSubstr("2 images"))));
  // What was asked for is no talk.
  const ProcessResult json = RunTool("voc2lst", {dir_ / "in", "--check", "--json", "--quiet"});
  EXPECT_EQ(nlohmann::json::parse(json.out)["images"], 2);
  const ProcessResult wrong = RunTool("voc2lst", {dir_ / "none", "-o", "-", "--quiet"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("no such folder"));
}

TEST_F(Voc2LstStreams, HelpShowsHow) {
  const ProcessResult help = RunTool("voc2lst", {"--help"});
  EXPECT_THAT(help.out, AllOf(HasSubstr("--set - -o - --quiet"), HasSubstr("--unannotated"),
                              HasSubstr("--annotations labels --images photos")));
}

}  // namespace
}  // namespace imrec::test
