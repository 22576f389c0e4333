// The voc2lst tool, end to end.
#include <algorithm>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/list_file.h>

#include "tests/support/files.h"
#include "tests/support/process.h"
#include "tests/support/voc_set.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Voc2LstTool : public testing::Test {
 protected:
  Voc2LstTool() {
    Add("1", {VocObjectXml("dog", 1, 1, 50, 25)});
    Add("2", {VocObjectXml("cat", 51, 26, 100, 50), VocObjectXml("dog", 1, 1, 100, 50)});
    WriteFile(dir_ / "in/ImageSets/Main/val.txt", "2\n");
  }

  void Add(const std::string& stem, const std::vector<std::string>& objects) const {
    WriteVocSample(dir_ / "in", stem, {100, 50}, objects);
  }
  // Runs `voc2lst IN ARGUMENTS -o out.lst`.
  ProcessResult Run(std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.begin(), dir_ / "in");
    arguments.emplace_back("-o");
    arguments.push_back(dir_ / "out.lst");
    return RunTool("voc2lst", arguments);
  }
  bool Written() const { return std::filesystem::exists(dir_ / "out.lst"); }

  TempDir dir_;
};

TEST_F(Voc2LstTool, WritesListAndClasses) {
  const ProcessResult result = Run();
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(ReadText(dir_ / "out.lst"),
            "0\t2\t6\t1\t0\t0\t0.5\t0.5\t0\tJPEGImages/1.jpg\n"
            "1\t2\t6\t0\t0.5\t0.5\t1\t1\t0\t1\t0\t0\t1\t1\t0\tJPEGImages/2.jpg\n");
  EXPECT_EQ(ReadText(dir_ / "out.classes.txt"), "cat\ndog\n");
  EXPECT_THAT(result.out, AllOf(HasSubstr("2 images, 3 objects of 2 classes"), HasSubstr("dog")));
}

TEST_F(Voc2LstTool, NeedsNoWorkingFolder) {
  const auto remove_folder = [folder = dir_ / "gone"] {
    std::filesystem::create_directory(folder);
    std::filesystem::current_path(folder);
    std::filesystem::remove(folder);
  };
  const ProcessResult result =
      RunTool("voc2lst", {dir_ / "in", "-o", dir_ / "out.lst"}, {.before_exec = remove_folder});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("to pack: im2rec " + (dir_ / "out").string()));
}

TEST_F(Voc2LstTool, ABoxThatCannotBeReadIsBad) {
  Add("3", {VocObjectXml("dog", 1, 1, 50, 25)});
  const std::string file = dir_ / "in/Annotations/3.xml";
  std::string xml = ReadText(file);
  xml.replace(xml.find("<xmin>1"), 7, "<xmin>1,200");
  WriteFile(file, xml);
  EXPECT_EQ(Run({"--fix", "fail"}).exit_code, 2);
  EXPECT_FALSE(Written());
}

TEST_F(Voc2LstTool, BoxesThatLookNormalisedAreAFault) {
  WriteFile(dir_ / "other/JPEGImages/1.jpg", MakeJpeg({100, 50}));
  WriteFile(dir_ / "other/Annotations/1.xml",
            "<annotation><object><name>cat</name><bndbox><xmin>0.2</xmin><ymin>0.3</ymin>"
            "<xmax>0.6</xmax><ymax>0.9</ymax></bndbox></object></annotation>");
  const ProcessResult result = RunTool("voc2lst", {dir_ / "other", "-o", dir_ / "out.lst"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("look normalised"));
  EXPECT_EQ(RunTool("voc2lst", {dir_ / "other", "--check"}).exit_code, 1);
}

TEST_F(Voc2LstTool, ThePrintedCommandPacksItsLists) {
  const auto commands = [&](const std::string& output) {
    return RunTool("voc2lst", {dir_ / "in", "--train-ratio", "0.5", "-o", dir_ / output}).err;
  };
  EXPECT_THAT(commands("a.lst"), HasSubstr("im2rec " + (dir_ / "a").string() + " "));
  // im2rec finds no lists with another extension by their prefix, and would find this one too.
  EXPECT_THAT(commands("b.txt"), AllOf(HasSubstr("b_train.txt "), HasSubstr("b_val.txt ")));
  WriteFile(dir_ / "a_test.lst", "old");
  EXPECT_THAT(commands("a.lst"), AllOf(HasSubstr("a_train.lst "), HasSubstr("a_val.lst ")));
}

TEST_F(Voc2LstTool, SetPrecisionAndClassFile) {
  WriteFile(dir_ / "names.txt", "bird\ncat\ndog\n");
  const ProcessResult result =
      Run({"--set", "val", "--precision=4", "--classes", dir_ / "names.txt", "--coords", "raw"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(ReadText(dir_ / "out.lst"),
            "0\t2.0000\t6.0000\t1.0000\t0.5100\t0.5200\t1.0000\t1.0000\t0.0000\t"
            "2.0000\t0.0100\t0.0200\t1.0000\t1.0000\t0.0000\tJPEGImages/2.jpg\n");
  EXPECT_EQ(ReadText(dir_ / "out.classes.txt"), "bird\ncat\ndog\n");
}

TEST_F(Voc2LstTool, ABadBoxIsNamedAndTheRestIsWritten) {
  Add("3", {VocObjectXml("dog", 9, 9, 9, 9), VocObjectXml("dog", 1, 1, 9, 9)});
  const ProcessResult result = Run();
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, AllOf(HasSubstr("Annotations/3.xml:4: object 1 (dog): has no area"),
                                HasSubstr("empty_box: 1")));
  EXPECT_TRUE(Written());
}

TEST_F(Voc2LstTool, FixFailWritesNothingAndKeepsWhatWasThere) {
  Add("3", {VocObjectXml("dog", 9, 9, 9, 9)});
  WriteFile(dir_ / "out.lst", "precious");
  const ProcessResult result = Run({"--fix", "fail"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("bad boxes"));
  EXPECT_EQ(ReadText(dir_ / "out.lst"), "precious");
}

TEST_F(Voc2LstTool, UnknownClassesEndTheRunUnlessAskedOtherwise) {
  WriteFile(dir_ / "names.txt", "dog\n");
  const std::vector<std::string> classes = {"--classes", dir_ / "names.txt"};
  const ProcessResult refused = Run(classes);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("2.xml:4: object 1 (cat): is not in the class list"));
  EXPECT_FALSE(Written());
  EXPECT_EQ(Run({"--classes", dir_ / "names.txt", "--unknown-class", "skip"}).exit_code, 0);
  EXPECT_THAT(ReadText(dir_ / "out.lst"), HasSubstr("1\t2\t6\t0\t0\t0\t1\t1\t0\tJPEG"));
  EXPECT_EQ(Run({"--classes", dir_ / "names.txt", "--unknown-class", "add"}).exit_code, 0);
  EXPECT_EQ(ReadText(dir_ / "out.classes.txt"), "dog\ncat\n");
}

TEST_F(Voc2LstTool, CheckOnlyReports) {
  const std::string root = dir_ / "in";
  EXPECT_EQ(RunTool("voc2lst", {root, "--check"}).exit_code, 0);
  Add("3", {VocObjectXml("dog", 1, 1, 300, 9)});
  const ProcessResult result = RunTool("voc2lst", {root, "--check", "--json"});
  EXPECT_EQ(result.exit_code, 1);
  const auto report = nlohmann::json::parse(result.out);
  EXPECT_EQ(report["images"], 3);
  EXPECT_EQ(report["objects"], 4);
  EXPECT_EQ(report["classes"]["dog"], 3);
  EXPECT_EQ(report["problem_counts"]["partly_outside_box"], 1);
  EXPECT_EQ(report["problems"][0]["line"], 4);
  EXPECT_EQ(report["problems"][0]["object"], 1);
  EXPECT_THAT(report["lists"], IsEmpty());
}

TEST_F(Voc2LstTool, BoxesFromZeroAreToldOnce) {
  Add("3", {VocObjectXml("dog", 0, 0, 30, 9), VocObjectXml("dog", 0, 5, 40, 9)});
  const ProcessResult result = Run();
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("40.0% of the boxes touch pixel 0"), Not(HasSubstr("3.xml"))));
}

TEST_F(Voc2LstTool, TrainAndValShareOutTheClasses) {
  for (int i = 3; i <= 20; ++i) {
    Add(std::to_string(i), {VocObjectXml(i % 3 == 0 ? "cat" : "dog", 1, 1, 50, 25)});
  }
  const ProcessResult result = Run({"--train-ratio", "0.7", "--shuffle", "--seed", "3"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_FALSE(Written());
  std::vector<std::uint64_t> indices;
  for (const auto& [name, share] : {std::pair("train", 14.0), std::pair("val", 6.0)}) {
    const std::string stem = std::string("out_") + name;
    const ListFile list = ReadListFile(dir_ / (stem + ".lst"));
    EXPECT_NEAR(static_cast<double>(list.entries.size()), share, 1) << name;
    std::vector<std::uint64_t> own;
    for (const ListEntry& entry : list.entries) own.push_back(entry.index);
    EXPECT_FALSE(std::ranges::is_sorted(own)) << name;
    indices.insert(indices.end(), own.begin(), own.end());
    EXPECT_EQ(ReadText(dir_ / (stem + ".classes.txt")), "cat\ndog\n");
  }
  std::ranges::sort(indices);
  for (std::uint64_t i = 0; i < 20; ++i) EXPECT_EQ(indices.at(i), i);
}

TEST_F(Voc2LstTool, APartWithoutImagesIsTold) {
  const ProcessResult result = Run({"--train-ratio", "1"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err,
              HasSubstr("note: no image is left for " + (dir_ / "out_val.lst").string()));
  EXPECT_EQ(ReadText(dir_ / "out_val.lst"), "");
}

TEST_F(Voc2LstTool, WrongUse) {
  EXPECT_EQ(RunTool("voc2lst", {dir_ / "in"}).exit_code, 2);
  EXPECT_EQ(RunTool("voc2lst", {"-o", "x.lst"}).exit_code, 2);
  EXPECT_EQ(Run({"--train-ratio", "nan"}).exit_code, 2);
  EXPECT_EQ(Run({"--coords", "polar"}).exit_code, 2);
  EXPECT_EQ(Run({"--set", "nope"}).exit_code, 2);
  const ProcessResult help = RunTool("voc2lst", {"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, AllOf(HasSubstr("Examples:"), HasSubstr("--coords")));
}

TEST_F(Voc2LstTool, ListsPackIntoRecordsThatInfoCounts) {
  EXPECT_EQ(Run().exit_code, 0);
  const ProcessResult pack =
      RunTool("im2rec", {dir_ / "out", dir_ / "in", "--pass-through", "--pack-label"});
  EXPECT_EQ(pack.exit_code, 0) << pack.err;
  const ProcessResult info = RunTool("imrec", {"info", dir_ / "out.rec", "--json"});
  const auto json = nlohmann::json::parse(info.out);
  EXPECT_EQ(json["records"], 2);
  EXPECT_EQ(json["kind"], "detection");
  EXPECT_EQ(json["objects"], 3);
  EXPECT_EQ(json["objects_per_class"]["dog"], 2);
  EXPECT_THAT(info.err, IsEmpty());
}

}  // namespace
}  // namespace imrec::test
