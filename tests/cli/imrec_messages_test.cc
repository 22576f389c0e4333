// What imrec says where something else was given than a command takes.
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/sharded_set_test.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using Words = std::vector<std::string>;

class ImrecMessages : public ShardedSetTest {
 protected:
  // All commands that read sets, with what they need besides.
  static const std::vector<Words>& Commands() {
    static const std::vector<Words> commands = {{"info"},
                                                {"stats"},
                                                {"bench"},
                                                {"verify"},
                                                {"reindex"},
                                                {"compress"},
                                                {"decompress"},
                                                {"doctor"},
                                                {"extract", "-o", "x"},
                                                {"merge", "-o", "x"},
                                                {"repair", "-o", "x"},
                                                {"filter", "--class", "0", "-o", "x"},
                                                {"preview", "-o", "x.png"},
                                                {"split", "--count", "1", "-o", "x"},
                                                {"convert", "--encoding", ".png", "-o", "x"}};
    return commands;
  }
  void ExpectSaid(const std::string& given, const std::string& what, const std::string& advice) {
    for (Words command : Commands()) {
      command.insert(command.begin() + 1, given);
      const ProcessResult result = Run(command, 2);
      EXPECT_THAT(result.err, AllOf(HasSubstr(given), HasSubstr(what), HasSubstr("data set"),
                                    HasSubstr(advice), Not(HasSubstr("magic"))))
          << command[0];
    }
  }
};

TEST_F(ImrecMessages, AFolderOfTheNameOfASetBesideItIsNotMeant) {
  std::filesystem::create_directory(Path("whole"));
  const ProcessResult info = Run({"info", Path("whole")});
  EXPECT_THAT(info.out, HasSubstr("whole.rec"));
  EXPECT_THAT(Run({"info", Path("whole/")}, 2).err, HasSubstr("is a folder"));
}

TEST_F(ImrecMessages, OtherFilesThanTextsAreNamedForWhatTheyAre) {
  WriteFile(Path("cards.lst"), "0\t1\ta.jpg\n1\t0\tb.jpg\n");
  WriteFile(Path("a.jpg"), MakeJpeg({20, 10}));
  EXPECT_THAT(Run({"bench", Path("whole.rec"), "--preset", Path("cards.lst")}, 2).err,
              HasSubstr("is a list (.lst), not a preset or a recipe file"));
  EXPECT_THAT(Run({"augment", "show", Path("a.jpg")}, 2).err, HasSubstr("is a JPEG"));
  EXPECT_THAT(Run({"stats", Path("whole.rec"), "--classes", Path("cards.lst")}, 2).err,
              HasSubstr("is a list (.lst), not a file of class names"));
  EXPECT_THAT(
      Run({"filter", Path("whole.rec"), "--keys", Path("a.jpg"), "-o", Path("out.rec")}, 2).err,
      HasSubstr("not a file of record keys"));
}

TEST_F(ImrecMessages, MissingFoldersOfOutputsAreMade) {
  Run({"stats", Path("whole.rec"), "-o", Path("new1/x/charts.html"), "--quiet"});
  Run({"stats", Path("whole.rec"), "-o", Path("new2/x/charts.png"), "--quiet"});
  Run({"preview", Path("whole.rec"), "-o", Path("new3/x/sheet.jpg"), "--count", "1"});
  for (const char* file : {"new1/x/charts.html", "new2/x/charts.png", "new3/x/sheet.jpg"}) {
    EXPECT_TRUE(std::filesystem::exists(Path(file))) << file;
  }
}

TEST_F(ImrecMessages, ListsAreNamedAsSuch) {
  WriteFile(Path("cards.lst"), "0\t1\ta.jpg\n1\t0\tb.jpg\n");
  ExpectSaid(Path("cards.lst"), "is a list (.lst)", "im2rec packs it: im2rec");
  // Beside a set of that name, that is meant.
  WriteFile(Path("whole.lst"), "0\t1\ta.jpg\n");
  EXPECT_THAT(Run({"info", Path("whole.lst")}, 2).err,
              HasSubstr("imrec info " + Path("whole.rec")));
}

TEST_F(ImrecMessages, ImagesInAnyCase) {
  for (const char* name : {"x.JPG", "y.jpeg", "no-extension"}) {
    WriteFile(Path(name), MakeJpeg({.width = 16, .height = 16}));
    ExpectSaid(Path(name), "is a JPEG image", "im2rec packs a folder of images");
  }
}

TEST_F(ImrecMessages, FilesOfASetLeadToIt) {
  for (const std::string name :
       {"whole.idx", "whole.classes.txt", "set-00001-of-00003.idx", "set-00001-of-00003.crc"}) {
    const std::string set = name.starts_with("set") ? "set-00000-of-00003.rec" : "whole.rec";
    ExpectSaid(Path(name), "is ", "the data set of that name: ");
    EXPECT_THAT(Run({"info", Path(name)}, 2).err, HasSubstr("imrec info " + Path(set)));
  }
}

TEST_F(ImrecMessages, FoldersSayWhatIsInThem) {
  ExpectSaid(dir_.path().string(), "is a folder", "record files in it, or all");
  std::filesystem::create_directories(Path("one"));
  WriteDetectionSet(dir_ / "one/a.rec", 2);
  ExpectSaid(Path("one"), "is a folder", Path("one/a.rec"));
  WriteFile(Path("im/a.jpg"), MakeJpeg({.width = 16, .height = 16}));
  ExpectSaid(Path("im"), "is a folder", "im2rec --list --recursive im ");
  WriteFile(Path("voc/Annotations/a.xml"), "<annotation/>");
  ExpectSaid(Path("voc"), "is a folder", "voc2lst ");
  std::filesystem::create_directories(Path("empty"));
  ExpectSaid(Path("empty"), "is a folder", "it contains no record file");
}

TEST_F(ImrecMessages, AnnotationsAndOtherText) {
  WriteFile(Path("c.json"), R"({"images": [], "annotations": []})");
  ExpectSaid(Path("c.json"), "is a JSON file of annotations (COCO)", "voc2lst makes a list");
  WriteFile(Path("a.xml"), "<annotation></annotation>");
  ExpectSaid(Path("a.xml"), "is an XML annotation", "voc2lst makes a list");
  WriteFile(Path("notes.txt"), "hello there\n");
  ExpectSaid(Path("notes.txt"), "is a text file", "im2rec makes data sets");
}

TEST_F(ImrecMessages, PipesAreNotOpened) {
  ASSERT_EQ(::mkfifo(Path("pipe").c_str(), 0600), 0);
  ExpectSaid(Path("pipe"), "is a pipe, device or socket", "im2rec makes data sets");
}

TEST_F(ImrecMessages, PatternsThatFitOtherFiles) {
  EXPECT_THAT(Run({"info", Path("*.idx")}, 2).err, HasSubstr("is the index of a RecordIO file"));
}

TEST_F(ImrecMessages, TheNearestCommandIsNamed) {
  EXPECT_THAT(Run({"inof", Path("whole.rec")}, 2).err,
              HasSubstr("there is no command 'inof'; did you mean info?"));
  EXPECT_THAT(Run({"verfy"}, 2).err, HasSubstr("did you mean verify?"));
  EXPECT_THAT(Run({"augment", "shwo"}, 2).err, HasSubstr("did you mean show?"));
}

TEST_F(ImrecMessages, AMissingCommandListsAll) {
  EXPECT_EQ(Run({}, 2).err,
            "imrec: a command is required: info, stats, preview, bench, verify, repair, reindex, "
            "extract, merge, split, filter, convert, compress, decompress, diff, augment, "
            "doctor and cache\nimrec: see imrec --help\n");
  EXPECT_EQ(Run({"augment"}, 2).err,
            "imrec augment: a command is required: list and show\n"
            "imrec augment: see imrec augment --help\n");
}

TEST_F(ImrecMessages, OptionsOfOtherCommandsAreNamed) {
  EXPECT_THAT(Run({"preview", Path("whole"), "--class", "cat", "-o", Path("x.png")}, 2).err,
              AllOf(HasSubstr("imrec preview: there is no option --class; it is an option of imrec "
                              "filter\n"),
                    Not(HasSubstr("--classes"))));
}

TEST_F(ImrecMessages, ErrorsBeginWithTheCommand) {
  for (Words command : Commands()) {
    const std::string start = "imrec " + command[0] + ": ";
    command.insert(command.begin() + 1, Path("missing.rec"));
    const ProcessResult result = Run(command, 2);
    EXPECT_EQ(result.err.find(start), 0U) << result.err;
  }
  EXPECT_EQ(Run({"augment", "show", Path("missing.txt")}, 2).err.find("imrec augment show: "), 0U);
  EXPECT_EQ(Run({"diff", Path("missing.rec"), Path("whole")}, 2).err.find("imrec diff: "), 0U);
}

TEST_F(ImrecMessages, UnknownClassesListTheNames) {
  EXPECT_THAT(Run({"filter", Path("whole"), "--class", "Cat", "-o", Path("x")}, 2).err,
              AllOf(HasSubstr("there is no class 'Cat'; did you mean cat?"),
                    HasSubstr("The classes are ant, bee, cat, dog, elk")));
  EXPECT_THAT(Run({"filter", Path("whole"), "--class", "zebra", "-o", Path("x")}, 2).err,
              HasSubstr("there is no class 'zebra'; the classes are ant, bee, cat, dog, elk"));
  WriteDetectionSet(dir_ / "bare.rec", 4);
  EXPECT_THAT(Run({"filter", Path("bare"), "--class", "cat", "-o", Path("x")}, 2).err,
              HasSubstr("the set has no class names, so give numbers, or --classes FILE"));
}

// Names in files of strangers are no commands for the terminal.
TEST_F(ImrecMessages, ControlCharactersOfNamesAreEscaped) {
  WriteFile(Path("whole.classes.txt"), "\x1b[31mred\x1b]0;title\x07\nant\ncat\ndog\nelk\n");
  const std::string shown = R"(\x1b[31mred\x1b]0;title\x07)";
  for (const Words& words : {Words{"info", Path("whole")}, Words{"stats", Path("whole")}}) {
    EXPECT_THAT(Run(words).out, AllOf(HasSubstr(shown), Not(HasSubstr("\x1b")))) << words[0];
  }
  EXPECT_THAT(Run({"filter", Path("whole"), "--class", "none", "-o", Path("x")}, 2).err,
              AllOf(HasSubstr(shown), Not(HasSubstr("\x1b"))));
}

TEST_F(ImrecMessages, EachHelpHasAnExample) {
  for (const std::string command :
       {"info", "stats", "preview", "bench", "verify", "repair", "reindex", "extract", "merge",
        "split", "filter", "convert", "compress", "decompress", "diff", "augment", "doctor"}) {
    EXPECT_THAT(Run({command, "--help"}).out,
                AllOf(HasSubstr("Example"), HasSubstr("imrec " + command)));
  }
  for (const std::string command : {"list", "show"}) {
    EXPECT_THAT(Run({"augment", command, "--help"}).out, HasSubstr("Example"));
  }
}

}  // namespace
}  // namespace imrec::test
