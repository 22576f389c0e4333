// What voc2lst makes of VOC folders that are not quite in order.
#include <sys/resource.h>

#include <csignal>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "recordio/internal/path_status.h"
#include "tests/support/files.h"
#include "tests/support/process.h"
#include "tests/support/sanitizers.h"
#include "tests/support/voc_set.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class Voc2LstInputs : public testing::Test {
 protected:
  void Add(const std::string& stem, const std::string& name = "dog") const {
    WriteVocSample(dir_ / "in", stem, {100, 50}, {VocObjectXml(name, 1, 1, 50, 25)});
  }
  void WriteSet(const std::string& text) const {
    WriteFile(dir_ / "in/ImageSets/Main/val.txt", text);
  }
  // Runs `voc2lst ARGUMENTS -o out.lst`, IN before them.
  ProcessResult Run(std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.begin(), dir_ / "in");
    return RunAlone(std::move(arguments));
  }
  ProcessResult RunAlone(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"-o", dir_ / "out.lst"});
    return RunTool("voc2lst", arguments);
  }
  std::string List() const { return ReadText(dir_ / "out.lst"); }

  TempDir dir_;
};

TEST_F(Voc2LstInputs, SetNamesMayHaveBlanks) {
  Add("img", "cat");
  Add("img (1)", "dog");
  Add("img (2)", "cow");
  WriteSet("img (1)\nimg (2)\n");
  EXPECT_EQ(Run({"--set", "val"}).exit_code, 0);
  EXPECT_EQ(List(),
            "0\t2\t6\t1\t0\t0\t0.5\t0.5\t0\tJPEGImages/img (1).jpg\n"
            "1\t2\t6\t0\t0\t0\t0.5\t0.5\t0\tJPEGImages/img (2).jpg\n");
  WriteSet("img.jpg\n");
  EXPECT_EQ(Run({"--set", "val", "--force"}).exit_code, 0);
  EXPECT_EQ(List(), "0\t2\t6\t0\t0\t0\t0.5\t0.5\t0\tJPEGImages/img.jpg\n");
}

TEST_F(Voc2LstInputs, NamesOfASetThatAreMissingOrRepeatedAreNamed) {
  Add("1");
  WriteSet("1\nimg 3\n1.jpg\n");
  const ProcessResult result = Run({"--set", "val"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("Main/val.txt:2: no annotation 'img 3' and no such image; left out"),
                    HasSubstr("Main/val.txt:3: '1.jpg' is in line 1 already; used once")));
}

TEST_F(Voc2LstInputs, ProblemsAreToldWithoutAnyAnnotation) {
  Add("1");
  WriteSet("x\ny\n");
  const ProcessResult result = Run({"--set", "val"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("val.txt:1: no annotation 'x'"),
                                HasSubstr("val.txt:2: no annotation 'y'"),
                                HasSubstr("no image is left for the list; nothing was written")));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "out.lst"));
  std::filesystem::create_directory(dir_ / "empty");
  const ProcessResult empty = RunAlone({dir_ / "empty"});
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_THAT(empty.err, HasSubstr("empty: no annotation (*.xml) found"));
}

TEST_F(Voc2LstInputs, XmlMayBeWrittenInCapitals) {
  Add("1");
  Add("2");
  std::filesystem::rename(dir_ / "in/Annotations/2.xml", dir_ / "in/Annotations/2.XML");
  EXPECT_EQ(Run().exit_code, 0);
  EXPECT_THAT(List(), AllOf(HasSubstr("1.jpg\n"), HasSubstr("2.jpg\n")));
}

TEST_F(Voc2LstInputs, AnotherImageIsNotTakenForTheNamedOne) {
  Add("v1/1", "cat");
  WriteVocXml(dir_ / "in", "v2/1", {100, 50}, {VocObjectXml("dog", 1, 1, 50, 25)});
  const ProcessResult result = Run();
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(List(), "0\t2\t6\t0\t0\t0\t0.5\t0.5\t0\tJPEGImages/v1/1.jpg\n");
  EXPECT_THAT(result.err, AllOf(HasSubstr("v2/1.xml: there is no 'v2/1.jpg'"),
                                HasSubstr("substituted_image: 1"), HasSubstr("shared_image: 1")));
}

TEST_F(Voc2LstInputs, TheNamedExtensionCounts) {
  WriteFile(dir_ / "in/Annotations/img.xml", "<annotation><filename>img.jpeg</filename>" +
                                                 VocObjectXml("cat", 1, 1, 50, 25) +
                                                 "</annotation>");
  WriteFile(dir_ / "in/JPEGImages/img.jpeg", MakeJpeg({100, 50}));
  WriteFile(dir_ / "in/JPEGImages/img.jpg", MakeJpeg({60, 60}));
  EXPECT_EQ(Run().exit_code, 0);
  EXPECT_EQ(List(), "0\t2\t6\t0\t0\t0\t0.5\t0.5\t0\tJPEGImages/img.jpeg\n");
}

TEST_F(Voc2LstInputs, SizesThatDifferEndWithOne) {
  Add("1");
  WriteVocXml(dir_ / "in", "1", {200, 100}, {VocObjectXml("dog", 1, 1, 50, 25)});
  const ProcessResult result = Run();
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("1.xml: says 200x100, but the image is 100x50"));
}

TEST_F(Voc2LstInputs, FieldsOfTwoValuesAndSecondRootsAreNamed) {
  Add("1");
  WriteVocSample(dir_ / "in", "2", {100, 50},
                 {"<object><name>a</name><name>b</name></object>\n",
                  "<object><name>traffic\nlight</name></object>\n"});
  WriteVocSample(dir_ / "in", "3", {100, 50}, {"</annotation><annotation>\n"});
  const ProcessResult result = Run();
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("2.xml:4: object 1: has two names, 'a' and 'b'; left out"),
                    HasSubstr("2.xml:5: object 2: the name 'traffic\\nlight' contains a line end"),
                    HasSubstr("3.xml:4: not well-formed XML: a second root element"),
                    Not(HasSubstr("object 0"))));
}

TEST_F(Voc2LstInputs, TwoFoldersNeedNoRoot) {
  Add("1");
  const ProcessResult result =
      RunAlone({"--annotations", dir_ / "in/Annotations", "--images", dir_ / "in/JPEGImages"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(List(), "0\t2\t6\t0\t0\t0\t0.5\t0.5\t0\t1.jpg\n");
  EXPECT_THAT(result.err, HasSubstr(" " + (dir_ / "in/JPEGImages").string() +
                                    " --pass-through --pack-label\n"));
  for (const std::string option : {"--annotations", "--images"}) {
    const ProcessResult half = RunAlone({option, dir_ / "in/JPEGImages"});
    EXPECT_EQ(half.exit_code, 2);
    EXPECT_THAT(half.err, HasSubstr("give VOC_ROOT, or both --annotations and --images"));
  }
  const ProcessResult set = RunAlone({"--annotations", dir_ / "in/Annotations", "--images",
                                      dir_ / "in/JPEGImages", "--set", "val"});
  EXPECT_EQ(set.exit_code, 2);
  EXPECT_THAT(set.err, HasSubstr("the set 'val' needs a root"));
}

TEST_F(Voc2LstInputs, LinkedRootsKeepThePathThatWasTyped) {
  WriteVocSample(dir_ / "disk1/2007", "1", {100, 50}, {VocObjectXml("dog", 1, 1, 50, 25)});
  WriteVocSample(dir_ / "disk2/2012", "2", {100, 50}, {VocObjectXml("dog", 1, 1, 50, 25)});
  std::filesystem::create_directory(dir_ / "voc");
  std::filesystem::create_symlink("../disk1/2007", dir_ / "voc/VOC2007");
  std::filesystem::create_symlink("../disk2/2012", dir_ / "voc/VOC2012");
  const std::string line0 = "0\t2\t6\t0\t0\t0\t0.5\t0.5\t0\t";
  const std::string line1 = "1\t2\t6\t0\t0\t0\t0.5\t0.5\t0\t";
  const ProcessResult both = RunAlone({dir_ / "voc/VOC2007", dir_ / "voc/VOC2012/"});
  EXPECT_EQ(both.exit_code, 0) << both.err;
  EXPECT_EQ(List(), line0 + "VOC2007/JPEGImages/1.jpg\n" + line1 + "VOC2012/JPEGImages/2.jpg\n");
  EXPECT_THAT(both.err, HasSubstr(" " + (dir_ / "voc").string() + " --pass-through"));
  // One root whose images are linked from elsewhere.
  std::filesystem::create_directory(dir_ / "own");
  std::filesystem::create_symlink("../disk1/2007/Annotations", dir_ / "own/Annotations");
  std::filesystem::create_symlink("../disk1/2007/JPEGImages", dir_ / "own/JPEGImages");
  const ProcessResult one = RunAlone({dir_ / "own"});
  EXPECT_EQ(List(), line0 + "JPEGImages/1.jpg\n");
  EXPECT_THAT(one.err, HasSubstr(" " + (dir_ / "own").string() + " --pass-through"));
  // A base that was given without the link.
  RunAlone({dir_ / "voc/VOC2007", "--root", dir_ / "disk1"});
  EXPECT_EQ(List(), line0 + "2007/JPEGImages/1.jpg\n");
}

TEST_F(Voc2LstInputs, TheCommandThatPacksTheListsIsPrintedAndWorks) {
  Add("1");
  Add("2");
  Add("3");
  const auto command = [](const ProcessResult& result) {
    const std::size_t begin = result.err.find("to pack: ") + 9;
    return result.err.substr(begin, result.err.find('\n', begin) - begin);
  };
  const auto run = [&](const std::string& line) { return RunShell(dir_.path(), line); };
  const ProcessResult one = run("voc2lst in -o one.lst");
  EXPECT_EQ(command(one), "im2rec one.lst in --pass-through --pack-label");
  EXPECT_EQ(run(command(one)).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(dir_ / "one.rec"));
  const ProcessResult two = run("voc2lst in --train-ratio 0.7 -o two.lst");
  EXPECT_EQ(command(two), "im2rec two in --pass-through --pack-label");
  EXPECT_EQ(run(command(two)).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(dir_ / "two_train.rec"));
  EXPECT_TRUE(std::filesystem::exists(dir_ / "two_val.rec"));
  // one.lst is there: `im2rec one` would pack that.
  const ProcessResult again = run("voc2lst in --train-ratio 0.7 -o one.lst");
  EXPECT_THAT(again.err, AllOf(HasSubstr("to pack: im2rec one_train.lst in "),
                               HasSubstr("to pack: im2rec one_val.lst in ")));
}

TEST_F(Voc2LstInputs, OtherFilesThanListsAreNotReplaced) {
  Add("1");
  WriteFile(dir_ / "photo.JPG", MakeJpeg({20, 10}));
  const std::string photo = ReadText(dir_ / "photo.JPG");
  const ProcessResult result = RunTool("voc2lst", {dir_ / "in", "-o", dir_ / "photo.JPG"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("photo.JPG: is a JPEG"));
  EXPECT_EQ(ReadText(dir_ / "photo.JPG"), photo);
  WriteFile(dir_ / "notes.txt", "mine\n");
  EXPECT_EQ(RunTool("voc2lst", {dir_ / "in", "-o", dir_ / "notes.txt"}).exit_code, 2);
  EXPECT_EQ(ReadText(dir_ / "notes.txt"), "mine\n");
}

TEST_F(Voc2LstInputs, ListsAreReplacedWhichIsSaidAndOtherClassNamesByForceAlone) {
  Add("1", "dog");
  EXPECT_EQ(Run().exit_code, 0);
  EXPECT_THAT(Run().err, AllOf(HasSubstr("note: "), HasSubstr("was replaced")));
  WriteFile(dir_ / "out.classes.txt", "cat\ndog\n");
  const std::string list = List();
  const ProcessResult refused = Run();
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("out.classes.txt: has other class names"),
                                 HasSubstr("--classes"), HasSubstr("--force")));
  EXPECT_EQ(List(), list);
  EXPECT_EQ(ReadText(dir_ / "out.classes.txt"), "cat\ndog\n");
  EXPECT_EQ(Run({"--classes", dir_ / "out.classes.txt"}).exit_code, 0);
  EXPECT_THAT(List(), HasSubstr("\t1\t0\t0\t0.5\t0.5"));
  EXPECT_EQ(Run({"--force"}).exit_code, 0);
  EXPECT_EQ(ReadText(dir_ / "out.classes.txt"), "dog\n");
}

TEST_F(Voc2LstInputs, BoxesThatAreTooThinForFourDecimalsAreSaid) {
  WriteVocSample(dir_ / "in", "1", {60'000, 100},
                 {VocObjectXml("dog", 120, 1, 121, 50), VocObjectXml("dog", 1, 1, 500, 50)});
  EXPECT_EQ(Run().exit_code, 0);
  const ProcessResult rounded = Run({"--precision=4"});
  EXPECT_EQ(rounded.exit_code, 1);
  EXPECT_THAT(rounded.err, HasSubstr("with --precision 4, 1 box has no area"));
}

// A list beside class names of another order would have wrong classes.
TEST_F(Voc2LstInputs, ListAndClassNamesAreReplacedTogether) {
  for (int i = 0; i < 40; ++i) Add("a photograph with a long name " + std::to_string(i), "dog");
  WriteFile(dir_ / "other.txt", "cat\ndog\n");
  EXPECT_EQ(Run().exit_code, 0);
  const std::string list = List();
  EXPECT_GT(list.size(), 1'024U);
  const ProcessResult full = RunTool(
      "voc2lst",
      {dir_ / "in", "-o", dir_ / "out.lst", "--classes", dir_ / "other.txt", "--force", "-q"},
      {.before_exec = [] {
        const rlimit limit = {.rlim_cur = 1'024, .rlim_max = 1'024};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        std::signal(SIGXFSZ, SIG_IGN);
      }});
  EXPECT_EQ(full.exit_code, 2);
  EXPECT_THAT(full.err, AllOf(HasSubstr("out.lst: cannot write"), Not(HasSubstr("replaced"))));
  EXPECT_EQ(List(), list);
  EXPECT_EQ(ReadText(dir_ / "out.classes.txt"), "dog\n");
  EXPECT_FALSE(IsThere(dir_ / "out.classes.txt.partial"));
}

TEST_F(Voc2LstInputs, OtherInputsAreNamedForWhatTheyAre) {
  Add("1");
  ASSERT_EQ(Run().exit_code, 0);
  ASSERT_EQ(RunTool("im2rec", {dir_ / "out.lst", dir_ / "in"}).exit_code, 0);
  const auto expect = [&](const std::vector<std::string>& arguments, const std::string& text) {
    std::vector<std::string> line = arguments;
    line.insert(line.end(), {"-o", dir_ / "new.lst"});
    const ProcessResult result = RunTool("voc2lst", line);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr(text));
  };
  expect({dir_ / "out.lst"}, "out.lst: is a list (.lst); voc2lst takes folders");
  expect({dir_ / "out.rec"}, "which is already packed: imrec info ");
  expect({dir_ / "in/JPEGImages/1.jpg"}, "is a JPEG");
  expect({"--from", "coco", dir_ / "out.lst", "--images", dir_ / "in"},
         "is a list (.lst); --from coco takes a JSON file");
  expect({"--from", "coco", dir_ / "in", "--images", dir_ / "in"}, "is a folder");
  WriteFile(dir_ / "c.json", R"({"images": [], "annotations": [], "categories": []})");
  expect({dir_ / "c.json"}, "for COCO: voc2lst --from coco ");
  expect({"--from", "coco", dir_ / "c.json", "--images", dir_ / "in", "--set", "val"},
         "voc2lst: --set cannot be used with --from coco\n");
  expect({"--from", "coco", dir_ / "c.json", "--images", dir_ / "in", "--annotations", dir_ / "in"},
         "voc2lst: --annotations cannot be used with --from coco\n");
  WriteFile(dir_ / "torn.json", R"({"images": [)");
  const ProcessResult torn = RunTool(
      "voc2lst", {"--from", "coco", dir_ / "torn.json", "--images", dir_ / "in", "--check"});
  EXPECT_THAT(torn.err, AllOf(HasSubstr("not well-formed JSON: "), Not(HasSubstr("[json"))));
}

TEST_F(Voc2LstInputs, NumbersAreRefusedByNameAndRange) {
  Add("1");
  EXPECT_THAT(Run({"--seed", "-1"}).err, HasSubstr("--seed must be a whole number from 0 on"));
  EXPECT_THAT(Run({"--threads", "-2"}).err, HasSubstr("--threads must be 1..1024, not '-2'"));
  EXPECT_THAT(Run({"--train-ratio", "2"}).err,
              HasSubstr("--train-ratio must be between 0 and 1, not '2'"));
}

TEST_F(Voc2LstInputs, AMissingOutputFolderIsMade) {
  Add("1");
  const ProcessResult result =
      RunTool("voc2lst", {dir_ / "in", "-o", dir_ / "lists/of/mine/out.lst"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(std::filesystem::exists(dir_ / "lists/of/mine/out.lst"));
  EXPECT_TRUE(std::filesystem::exists(dir_ / "lists/of/mine/out.classes.txt"));
  // A file in the way is named.
  const ProcessResult blocked =
      RunTool("voc2lst", {dir_ / "in", "-o", dir_ / "in/Annotations/1.xml/out.lst"});
  EXPECT_EQ(blocked.exit_code, 2);
  EXPECT_THAT(blocked.err, HasSubstr("1.xml"));
}

TEST_F(Voc2LstInputs, SetsThatAreNotThereAreAnsweredWithThoseThatAre) {
  Add("1");
  const ProcessResult none = Run({"--set", "val"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err,
              AllOf(HasSubstr("in/ImageSets/Main/val.txt: no such set; there are no sets"),
                    HasSubstr("--train-ratio splits")));
  WriteSet("1\n");
  const ProcessResult other = Run({"--set", "train"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("no such set; there are: val\n"));
}

TEST_F(Voc2LstInputs, ImagesWithoutAnnotationAreCountedOrTaken) {
  Add("1");
  WriteFile(dir_ / "in/JPEGImages/2.jpg", MakeJpeg({100, 50}));
  const ProcessResult ignored = Run();
  EXPECT_EQ(ignored.exit_code, 0);
  EXPECT_THAT(ignored.out, HasSubstr("1 image without annotation\n"));
  EXPECT_EQ(List(), "0\t2\t6\t0\t0\t0\t0.5\t0.5\t0\tJPEGImages/1.jpg\n");
  const ProcessResult taken = Run({"--unannotated", "negatives"});
  EXPECT_EQ(taken.exit_code, 0);
  EXPECT_THAT(taken.out, HasSubstr("2 images, 1 object of 1 class, 1 image without objects"));
  EXPECT_THAT(List(), HasSubstr("1\t2\t6\t-1\t0\t0\t0\t0\t0\tJPEGImages/2.jpg\n"));
  const auto json = nlohmann::json::parse(Run({"--json"}).out);
  EXPECT_EQ(json["unannotated"], 1);
  EXPECT_EQ(Run({"--unannotated", "negatives", "--negatives", "drop"}).exit_code, 2);
  EXPECT_EQ(Run({"--unannotated", "perhaps"}).exit_code, 2);
}

TEST_F(Voc2LstInputs, JsonNamesTheFirstThousandProblems) {
  std::string objects;
  for (int i = 0; i < 1500; ++i) objects += "<object/>\n";
  WriteVocSample(dir_ / "in", "1", {100, 50}, {objects, VocObjectXml("dog", 1, 1, 300, 25)});
  const ProcessResult result = Run({"--json"});
  EXPECT_EQ(result.exit_code, 1);
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["problem_total"], 1501);
  EXPECT_EQ(json["problem_counts"],
            (nlohmann::json{{"missing_class", 1500}, {"partly_outside_box", 1}}));
  ASSERT_THAT(json["problems"], SizeIs(1000));
  EXPECT_EQ(json["problems"][999]["object"], 1000);
  EXPECT_EQ(json["problems"][999]["line"], 1003);
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("missing_class: 1,500 (the first 10 are shown; --json has the "
                              "first 1,000 of all kinds)"),
                    HasSubstr("object 1501 (dog): reaches beyond")));
}

TEST_F(Voc2LstInputs, ClassFilesAreReadBack) {
  Add("1", " traffic light ");
  Add("2",
      "\xef\xbb\xbf"
      "cat");
  EXPECT_EQ(Run().exit_code, 0);
  const std::string classes = dir_ / "out.classes.txt";
  EXPECT_EQ(ReadText(classes), "cat\ntraffic light\n");
  const std::string list = List();
  EXPECT_EQ(Run({"--classes", classes}).exit_code, 0);
  EXPECT_EQ(List(), list);
  EXPECT_EQ(ReadText(classes), "cat\ntraffic light\n");
  // As folder names for im2rec --list.
  for (const std::string name : {"cat", "traffic light"}) {
    WriteFile(dir_ / ("folders/" + name + "/a.jpg"), MakeJpeg({20, 10}));
  }
  const ProcessResult im2rec = RunTool(
      "im2rec", {"--list", "--recursive", "--classes", classes, dir_ / "f", dir_ / "folders"});
  EXPECT_EQ(im2rec.exit_code, 0) << im2rec.err;
  EXPECT_EQ(ReadText(dir_ / "f.classes.txt"), ReadText(classes));
}

// All memory of the process: far less than a tree of the elements or a list of the problems takes.
void LimitMemory() {
  const rlimit limit{.rlim_cur = 400U << 20, .rlim_max = 400U << 20};
  ::setrlimit(RLIMIT_AS, &limit);
}

TEST_F(Voc2LstInputs, MillionsOfBadBoxesNeedLittleMemory) {
  if (kSanitized) GTEST_SKIP() << "sanitizers need more address space";
  std::string xml = "<annotation><object><name>a</name>";
  constexpr int kBoxes = 5'500'000;
  for (int i = 0; i < kBoxes; ++i) xml += "<bndbox/>";
  WriteFile(dir_ / "in/Annotations/1.xml", xml + "</object></annotation>");
  WriteFile(dir_ / "in/JPEGImages/1.jpg", MakeJpeg({100, 50}));
  const ProcessResult result =
      RunTool("voc2lst", {dir_ / "in", "--threads", "1", "--check", "--json"},
              {.before_exec = LimitMemory});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_EQ(nlohmann::json::parse(result.out)["problem_counts"]["missing_box"], kBoxes);
}

}  // namespace
}  // namespace imrec::test
