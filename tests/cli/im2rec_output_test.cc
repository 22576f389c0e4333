// Where im2rec's output goes: --output, - for standard streams, --quiet.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/manifest.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class Im2recOutputTest : public testing::Test {
 protected:
  Im2recOutputTest() {
    for (int i = 0; i < 6; ++i) {
      WriteFile(dir_ / ("in/" + std::string(i < 3 ? "cat/" : "dog/") + std::to_string(i) + ".jpg"),
                MakeJpeg({40 + i, 30}, i));
    }
  }

  ProcessResult Run(const std::vector<std::string>& arguments) const {
    return RunTool("im2rec", arguments);
  }
  // A command of the shell in which $im2rec is the tool and $dir the test's folder.
  ProcessResult RunShell(const std::string& command) const {
    const std::string set = "im2rec=" IMREC_TOOL_DIR "/im2rec; dir=" + dir_.path().string() + "; ";
    return RunProgram("sh", {"-c", set + command});
  }
  std::string Path(const std::string& name) const { return dir_ / name; }
  std::string Read(const std::string& name) const { return ReadText(dir_ / name); }
  bool Exists(const std::string& name) const { return std::filesystem::exists(dir_ / name); }
  std::set<std::string> NamesIn(const std::string& folder) const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(dir_ / folder)) {
      if (entry.is_regular_file()) names.insert(entry.path().filename());
    }
    return names;
  }
  void MakeLists(const std::vector<std::string>& options) const {
    std::vector<std::string> arguments = {"--list", "--recursive", Path("set"), Path("in")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    ASSERT_EQ(Run(arguments).exit_code, 0);
  }

  TempDir dir_;
};

TEST_F(Im2recOutputTest, ASecondPackingDoesNotTouchTheFirst) {
  MakeLists({});
  ASSERT_EQ(Run({"--pass-through", Path("set"), Path("in")}).exit_code, 0);
  const std::string first = Read("set.rec") + Read("set.idx") + Read("set.manifest.json");
  std::filesystem::create_directory(dir_ / "small");
  for (const char* option : {"-o", "--output"}) {
    const ProcessResult second =
        Run({"--resize", "20", Path("set.lst"), Path("in"), option, Path("small/new")});
    EXPECT_EQ(second.exit_code, 0) << second.err;
    EXPECT_THAT(second.err, HasSubstr("small/new.rec: 6 records"));
  }
  EXPECT_EQ(Read("set.rec") + Read("set.idx") + Read("set.manifest.json"), first);
  EXPECT_THAT(NamesIn("small"), UnorderedElementsAre("new.rec", "new.idx", "new.crc",
                                                     "new.manifest.json", "new.classes.txt"));
  EXPECT_EQ(Read("small/new.classes.txt"), "cat\ndog\n");
  EXPECT_EQ(ReadManifest(dir_ / "small/new.manifest.json").shards[0].file, "new.rec");
}

TEST_F(Im2recOutputTest, AllFilesGoByTheNewPrefix) {
  MakeLists({});
  WriteFile(dir_ / "set.lst", Read("set.lst") + "7\t0\tnone.jpg\n");
  std::filesystem::create_directory(dir_ / "out");
  EXPECT_EQ(
      Run({"--pass-through", "--num-shards", "2", Path("set"), Path("in"), "-o", Path("out/a")})
          .exit_code,
      1);
  EXPECT_EQ(Run({"--pass-through", "--num-parts", "7", "--part-index", "6", "--compress", "zstd",
                 Path("set"), Path("in"), "-o", Path("out/b")})
                .exit_code,
            2);
  EXPECT_THAT(NamesIn("out"), UnorderedElementsAre("a-00000-of-00002.rec", "a-00000-of-00002.idx",
                                                   "a-00000-of-00002.crc", "a-00001-of-00002.rec",
                                                   "a-00001-of-00002.idx", "a-00001-of-00002.crc",
                                                   "a.manifest.json", "a.skipped.tsv",
                                                   "a.classes.txt", "b.part006.skipped.tsv"));
  EXPECT_EQ(NamesIn("."), (std::set<std::string>{"set.lst", "set.classes.txt"}));
}

TEST_F(Im2recOutputTest, SeveralListsKeepTheirEndings) {
  MakeLists({"--train-ratio", "0.5", "--test-ratio", "0.2"});
  std::filesystem::create_directory(dir_ / "out");
  const ProcessResult packed =
      Run({"--pass-through", "--json", Path("set"), Path("in"), "-o", Path("out/new")});
  EXPECT_EQ(packed.exit_code, 0) << packed.err;
  const auto report = nlohmann::json::parse(packed.out);
  EXPECT_EQ(report["lists"][0]["list"], Path("set_train.lst"));
  EXPECT_EQ(report["lists"][0]["rec"], Path("out/new_train.rec"));
  for (const char* name : {"new_train", "new_val", "new_test"}) {
    EXPECT_TRUE(Exists(std::string("out/") + name + ".rec"));
    EXPECT_EQ(Read(std::string("out/") + name + ".classes.txt"), "cat\ndog\n");
  }
  // With a / the lists' names stay.
  ASSERT_EQ(Run({"--pass-through", Path("set"), Path("in"), "-o", Path("out/")}).exit_code, 0);
  EXPECT_EQ(Read("out/set_val.rec"), Read("out/new_val.rec"));
  std::filesystem::create_directory(dir_ / "dot");
  ASSERT_EQ(RunShell("cd $dir/dot && $im2rec --pass-through ../set ../in -o .").exit_code, 0);
  EXPECT_EQ(Read("dot/set_val.rec"), Read("out/new_val.rec"));
  // One of them by name has nothing after its prefix.
  ASSERT_EQ(Run({"--pass-through", Path("set_val.lst"), Path("in"), "-o", Path("out/v")}).exit_code,
            0);
  EXPECT_EQ(Read("out/v.rec"), Read("out/new_val.rec"));
}

TEST_F(Im2recOutputTest, ChunksKeepTheirNumbers) {
  MakeLists({"--chunks", "2"});
  ASSERT_EQ(Run({"--pass-through", Path("set"), Path("in"), "-o", Path("new")}).exit_code, 0);
  EXPECT_TRUE(Exists("new_0.rec"));
  EXPECT_TRUE(Exists("new_1.rec"));
}

TEST_F(Im2recOutputTest, TheNameOfTheRecordFileMeansItsPrefix) {
  MakeLists({});
  ASSERT_EQ(Run({"--pass-through", Path("set"), Path("in"), "-o", Path("a.rec")}).exit_code, 0);
  EXPECT_TRUE(Exists("a.rec"));
  ASSERT_EQ(Run({"--pass-through", "--compress", "zstd", Path("set"), Path("in"), "-o",
                 Path("b.rec.zst")})
                .exit_code,
            0);
  EXPECT_TRUE(Exists("b.rec.zst"));
}

TEST_F(Im2recOutputTest, ARunIsResumedUnderItsNewName) {
  MakeLists({});
  WriteFile(dir_ / "set.lst", Read("set.lst") + "7\t0\tnone.jpg\n");
  const auto run = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"--pass-through", "--on-error", "fail",     Path("set"),
                                          Path("in"),       "-o",         Path("new")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  };
  EXPECT_EQ(run({}).exit_code, 2);
  EXPECT_TRUE(Exists("new.rec.partial"));
  WriteFile(dir_ / "in/none.jpg", MakeJpeg({20, 20}));
  const ProcessResult resumed = run({"--resume"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("7 records"));
  EXPECT_THAT(run({"--resume"}).err, HasSubstr("new.rec: is already complete"));
}

TEST_F(Im2recOutputTest, AListGoesToStandardOutput) {
  MakeLists({});
  const ProcessResult printed = Run({"--list", "--recursive", "-", Path("in")});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  EXPECT_EQ(printed.out, Read("set.lst"));
  EXPECT_THAT(printed.err,
              AllOf(HasSubstr("class 0: cat"), HasSubstr("class 1: dog"), HasSubstr("6 images")));
  EXPECT_FALSE(std::filesystem::exists("-.lst"));
  EXPECT_EQ(NamesIn("."), (std::set<std::string>{"set.lst", "set.classes.txt"}));
  const ProcessResult quiet = Run({"--list", "--recursive", "--quiet", "-", Path("in")});
  EXPECT_EQ(quiet.out, printed.out);
  EXPECT_THAT(quiet.err, IsEmpty());
  // What is left out is a warning.
  WriteFile(dir_ / "in/cat/tab\there.jpg", MakeJpeg({20, 20}));
  const ProcessResult partly = Run({"--list", "--recursive", "--quiet", "-", Path("in")});
  EXPECT_EQ(partly.exit_code, 1);
  EXPECT_THAT(partly.err, HasSubstr("left out"));
}

TEST_F(Im2recOutputTest, AListComesFromStandardInput) {
  MakeLists({});
  ASSERT_EQ(Run({"--pass-through", Path("set"), Path("in")}).exit_code, 0);
  const ProcessResult packed =
      RunShell("$im2rec --pass-through - $dir/in -o $dir/piped < $dir/set.lst");
  EXPECT_EQ(packed.exit_code, 0) << packed.err;
  EXPECT_EQ(Read("piped.rec"), Read("set.rec"));
  EXPECT_EQ(ReadManifest(dir_ / "piped.manifest.json").options.at("list"), "-");
  // The list is known by its contents when a run is resumed.
  EXPECT_THAT(
      RunShell("$im2rec --pass-through --resume - $dir/in -o $dir/piped < $dir/set.lst").err,
      HasSubstr("is already complete"));
  const ProcessResult both = RunShell(
      "$im2rec --list --recursive --quiet - $dir/in | grep dog | (cat; echo broken) |"
      "$im2rec --pass-through --json -o $dir/dogs - $dir/in");
  EXPECT_EQ(both.exit_code, 1) << both.err;
  EXPECT_THAT(both.err, AllOf(HasSubstr("standard input:4: skipped"), HasSubstr("3 records")));
  EXPECT_EQ(nlohmann::json::parse(both.out)["lists"][0]["list"], "standard input");
  const ProcessResult nothing = RunShell("$im2rec - $dir/in -o $dir/none < /dev/null");
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("standard input: the list is empty; none.rec is not written"));
}

TEST_F(Im2recOutputTest, QuietLeavesWarningsAndErrors) {
  MakeLists({});
  const ProcessResult quiet =
      Run({"--pass-through", "--quiet", "--num-thread", "1", Path("set"), Path("in")});
  EXPECT_EQ(quiet.exit_code, 0);
  EXPECT_THAT(quiet.err + quiet.out, IsEmpty());
  EXPECT_THAT(Run({"--quiet", "--resume", "--pass-through", Path("set"), Path("in")}).err,
              IsEmpty());
  WriteFile(dir_ / "set.lst", Read("set.lst") + "7\t0\tnone.jpg\n");
  const ProcessResult skipped =
      Run({"--quiet", "--json", "--pass-through", "--quality", "80", Path("set"), Path("in")});
  EXPECT_EQ(skipped.exit_code, 1);
  EXPECT_THAT(skipped.err, AllOf(HasSubstr("set.lst:7: skipped none.jpg"),
                                 HasSubstr("--quality has no effect"), Not(HasSubstr("records"))));
  EXPECT_EQ(nlohmann::json::parse(skipped.out)["records"], 6);
  WriteFile(dir_ / "in/cat/broken.jpg", "broken");
  WriteFile(dir_ / "set.lst", "7\t0\tcat/broken.jpg\n");
  EXPECT_THAT(Run({"--quiet", Path("set"), Path("in")}).err, HasSubstr("no image could be packed"));
  const ProcessResult list = Run({"--list", "--recursive", "--quiet", Path("set"), Path("in")});
  EXPECT_EQ(list.out, "cat 0\ndog 1\n") << "data, as im2rec.py prints it";
  EXPECT_THAT(list.err, IsEmpty());
}

TEST_F(Im2recOutputTest, FilesOfTheReplacedSetThatStayAreNamed) {
  MakeLists({});
  ASSERT_EQ(Run({"--pass-through", "--num-shards", "2", Path("set"), Path("in")}).exit_code, 0);
  const ProcessResult one = Run({"--pass-through", "--quiet", Path("set"), Path("in")});
  EXPECT_EQ(one.exit_code, 0);
  EXPECT_THAT(one.err, HasSubstr("note: set-00000-of-00002.rec and 1 more of the previous data set "
                                 "remain"));
}

TEST_F(Im2recOutputTest, StandardOutputThatFailsIsAnError) {
  const ProcessResult full = RunShell("$im2rec --list --recursive - $dir/in > /dev/full");
  EXPECT_EQ(full.exit_code, 2);
  EXPECT_THAT(full.err, HasSubstr("cannot write to standard output"));
}

TEST_F(Im2recOutputTest, AMissingFolderIsMade) {
  MakeLists({});
  const ProcessResult result = Run({Path("set"), Path("in"), "-o", Path("new/deep/a")});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(Exists("new/deep/a.rec"));
}

TEST_F(Im2recOutputTest, ClosedStandardStreamsDoNotLeakIntoFiles) {
  MakeLists({});
  WriteFile(dir_ / "set.lst", Read("set.lst") + "7\t0\tnone.jpg\n");
  const auto pack = [&](const std::string& name, const std::string& streams) {
    return RunShell("$im2rec --pass-through --progress always $dir/set $dir/in -o $dir/" + name +
                    ' ' + streams)
        .exit_code;
  };
  EXPECT_EQ(pack("open", ""), 1);
  EXPECT_EQ(pack("closed", "<&- >&- 2>&-"), 1);
  EXPECT_EQ(pack("err", "2>&-"), 1);
  for (const char* end : {".rec", ".idx", ".crc", ".skipped.tsv"}) {
    EXPECT_EQ(Read(std::string("closed") + end), Read(std::string("open") + end));
    EXPECT_EQ(Read(std::string("err") + end), Read(std::string("open") + end));
  }
  const ProcessResult no_list = RunShell("$im2rec - $dir/in -o $dir/none <&-");
  EXPECT_EQ(no_list.exit_code, 2);
  EXPECT_THAT(no_list.err, HasSubstr("cannot read standard input"));
  const ProcessResult nowhere = RunShell("$im2rec --list --recursive - $dir/in >&-");
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("cannot write to standard output"));
}

TEST_F(Im2recOutputTest, WrongUseIsExplained) {
  MakeLists({});
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"-", Path("in")}, "a list from standard input requires --output"},
      {{"-", Path("in"), "-o", Path("")}, "a list from standard input requires --output"},
      {{Path("set"), Path("in"), "-o", ""}, "--output '' is not a name for a data set"},
      {{Path("set"), Path("in"), "-o", Path(".rec")}, "is not a name for a data set"},
      {{Path("set"), Path("in"), "-o", "-"},
       "a data set consists of several files and cannot go to standard output"},
      {{"--list", "--recursive", Path("set"), Path("in"), "-o", Path("b")}, "--list, PREFIX names"},
      {{"--list", "--recursive", "--json", "-", Path("in")}, "both write to standard output"},
      {{"--list", "--recursive", "--train-ratio", "0.5", "-", Path("in")}, "one list goes to"},
      {{"--list", "--recursive", "--chunks", "2", "-", Path("in")}, "one list goes to"},
      {{"--quiet", "--progress", "always", Path("set"), Path("in")}, "--quiet"},
      {{Path("set"), Path("in"), "-o", Path("set.lst/a")}, "set.lst: cannot make this folder"}};
  for (const auto& [arguments, message] : cases) {
    const ProcessResult result = Run(arguments);
    EXPECT_EQ(result.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_THAT(result.err, HasSubstr(message)) << testing::PrintToString(arguments);
    EXPECT_THAT(result.out, IsEmpty());
  }
  EXPECT_EQ(NamesIn("."), (std::set<std::string>{"set.lst", "set.classes.txt"}));
  const ProcessResult help = Run({"--help"});
  EXPECT_THAT(help.out, AllOf(ContainsRegex("-o, *--output"), HasSubstr("--quiet"),
                              HasSubstr("standard input")));
}

}  // namespace
}  // namespace imrec::test
