// What exists is replaced on demand only, and class numbers never mix.
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/sharded_set_test.h"

namespace imrec::test {
namespace {

using testing::HasSubstr;

using Words = std::vector<std::string>;

class ImrecOverwrite : public ShardedSetTest {};

TEST_F(ImrecOverwrite, DataSetsAreReplacedByForceAlone) {
  const std::vector<Words> commands = {{"filter", Path("whole"), "--class", "cat"},
                                       {"convert", Path("whole"), "--encoding", ".png"},
                                       {"repair", Path("whole")},
                                       {"merge", Path("set")},
                                       {"compress", Path("whole")},
                                       {"split", Path("whole"), "--count", "6"},
                                       {"split", Path("whole"), "--ratio", "0.5"},
                                       {"split", Path("whole"), "--shards", "2"}};
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const std::string prefix = "out" + std::to_string(i);
    Words command = commands[i];
    command.insert(command.end(), {"-o", Path(prefix)});
    Run(command);
    // All files of the set as they were.
    const auto contents = [&] {
      std::string all;
      for (const auto& entry : std::filesystem::directory_iterator(dir_.path())) {
        if (entry.path().filename().string().starts_with(prefix)) all += ReadText(entry.path());
      }
      return all;
    };
    const std::string before = contents();
    EXPECT_THAT(Run(command, 2).err, HasSubstr("exists; --force replaces it")) << commands[i][0];
    EXPECT_EQ(contents(), before) << commands[i][0];
    command.emplace_back("--force");
    Run(command);
  }
}

// A record file may have any name; its index and checksums are found by the name without extension.
TEST_F(ImrecOverwrite, CompanionsOfFilesThatAreReadStay) {
  std::filesystem::create_directory(dir_ / "r");
  std::filesystem::copy(Path("whole.idx"), Path("r/x.idx"));
  std::filesystem::copy(Path("whole.rec"), Path("r/x.recordio"));
  const Words command = {"filter", Path("r/x.recordio"), "--min-size", "1x1", "-o", Path("r/x")};
  const std::string refused = Path("r/x.idx") + ": is one of the files that are read";
  EXPECT_THAT(Run(command, 2).err, HasSubstr(refused));
  Words forced = command;
  forced.emplace_back("--force");
  EXPECT_THAT(Run(forced, 2).err, HasSubstr(refused));
  EXPECT_THAT(Run({"filter", Path("whole"), "--class", "cat", "-o", Path("r/x")}, 2).err,
              HasSubstr(Path("r/x.idx") + ": exists; --force replaces it"));
  Run({"verify", Path("r/x.recordio")});
}

TEST_F(ImrecOverwrite, ASetOfOtherShardsIsOneToo) {
  // OUT.rec is not there, but its manifest is that of three shards.
  EXPECT_THAT(Run({"merge", Path("whole"), "-o", Path("set")}, 2).err,
              HasSubstr("set.manifest.json: exists"));
  Run({"verify", Path("set"), "--decode"});
  EXPECT_FALSE(Exists("set.rec"));
}

TEST_F(ImrecOverwrite, PicturesChartsAndListsAsWell) {
  const std::vector<Words> commands = {
      {"preview", Path("whole"), "--count", "1", "-o", Path("sheet.png")},
      {"preview", Path("whole"), "--stats", "5", "-o", Path("plans.png")},
      {"stats", Path("whole"), "-o", Path("charts.html")},
      {"extract", Path("whole"), "--list", Path("w.lst")}};
  for (Words command : commands) {
    WriteFile(command.back(), "mine");
    EXPECT_THAT(Run(command, 2).err, HasSubstr("exists; --force replaces it"));
    EXPECT_EQ(ReadText(command.back()), "mine");
    command.emplace_back("--force");
    Run(command);
    EXPECT_NE(ReadText(command[command.size() - 2]), "mine");
  }
}

TEST_F(ImrecOverwrite, OtherClassNamesBesideAListStay) {
  WriteFile(Path("w.classes.txt"), "mine\n");
  EXPECT_THAT(Run({"extract", Path("whole"), "--list", Path("w.lst")}, 2).err,
              HasSubstr("w.classes.txt: exists"));
  EXPECT_EQ(ReadText(Path("w.classes.txt")), "mine\n");
  EXPECT_FALSE(Exists("w.lst"));
  // The same names are no loss.
  Run({"extract", Path("whole"), "--list", Path("whole.lst")});
}

TEST_F(ImrecOverwrite, FoldersMustBeEmpty) {
  for (const Words& command : {Words{"preview", Path("whole"), "--count", "1", "--html", Path("d")},
                               Words{"extract", Path("whole"), "-o", Path("d")}}) {
    std::filesystem::remove_all(Path("d"));
    WriteFile(Path("d/notes.txt"), "mine");
    EXPECT_THAT(Run(command, 2).err, HasSubstr("is not empty; --force writes into it"));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(Path("d")), {}), 1);
    Words forced = command;
    forced.emplace_back("--force");
    Run(forced);
    EXPECT_EQ(ReadText(Path("d/notes.txt")), "mine");
    EXPECT_GT(std::distance(std::filesystem::directory_iterator(Path("d")), {}), 1);
  }
  WriteFile(Path("file"), "mine");
  EXPECT_THAT(Run({"preview", Path("whole"), "--html", Path("file")}, 2).err,
              HasSubstr("is not a folder"));
}

TEST_F(ImrecOverwrite, APathDoesNotGoThroughAFolderThatIsMadeLater) {
  const std::string before = ReadText(Path("whole.rec"));
  WriteFile(Path("d/notes.txt"), "mine");
  for (const Words& command : {Words{"filter", Path("whole"), "--class", "cat", "-o"},
                               Words{"merge", Path("whole"), "--force", "-o"},
                               Words{"extract", Path("whole"), "--list"}}) {
    Words words = command;
    words.push_back(Path("new") + "/../whole.rec");
    EXPECT_THAT(Run(words, 2).err, HasSubstr("new, which is not there")) << command[0];
  }
  for (const Words& command : {Words{"extract", Path("whole"), "-o"},
                               Words{"preview", Path("whole"), "--count", "1", "--html"}}) {
    Words words = command;
    words.push_back(Path("new") + "/../d");
    EXPECT_THAT(Run(words, 2).err, HasSubstr("new, which is not there")) << command[0];
  }
  EXPECT_EQ(ReadText(Path("whole.rec")), before);
  EXPECT_FALSE(Exists("new"));
}

TEST_F(ImrecOverwrite, AListDoesNotReplaceTheSetThatIsRead) {
  for (const std::string name : {"set-00001-of-00003.rec", "set-00001-of-00003.idx",
                                 "set-00001-of-00003.crc", "set.manifest.json"}) {
    const std::string before = ReadText(Path(name));
    EXPECT_THAT(Run({"extract", Path("set"), "--list", Path(name), "--force"}, 2).err,
                HasSubstr(name + ": belongs to the data set that is read"));
    EXPECT_EQ(ReadText(Path(name)), before);
  }
}

TEST_F(ImrecOverwrite, ClassNamesAreReplacedByForceAlone) {
  WriteFile(Path("out.classes.txt"), "mine\n");
  const Words filter = {"filter", Path("whole"), "--class", "cat", "-o", Path("out")};
  EXPECT_THAT(Run(filter, 2).err, HasSubstr("out.classes.txt: exists"));
  // A set without names would remove them.
  WriteDetectionSet(Path("bare.rec"), 3);
  const Words merge = {"merge", Path("bare"), "-o", Path("out")};
  EXPECT_THAT(Run(merge, 2).err, HasSubstr("out.classes.txt: exists"));
  EXPECT_EQ(ReadText(Path("out.classes.txt")), "mine\n");
  const Words list = {"extract", Path("bare"), "--list", Path("out.lst")};
  EXPECT_THAT(Run(list, 2).err, HasSubstr("out.classes.txt: exists"));
  for (Words command : {list, filter, merge}) {
    command.emplace_back("--force");
    Run(command);
    EXPECT_EQ(Exists("out.classes.txt"), command[0] == "filter") << command[0];
  }
}

// A set that a killed run had finished is a set as well.
TEST_F(ImrecOverwrite, AnInterruptedRunIsCompletedFirst) {
  const std::string shim = IMREC_TOOL_DIR "/libimrec_fault_shim.so";
  if (!std::filesystem::exists(shim)) GTEST_SKIP() << "not built with sanitizers";
  std::filesystem::create_directory(Path("out"));
  const std::string killed = "LD_PRELOAD=" + shim + " IMREC_FAULT_FOLDER=" + Path("out") +
                             " IMREC_FAULT_CALL=rename IMREC_FAULT_NUMBER=2 " +
                             "IMREC_FAULT_KIND=kill imrec merge whole.rec -q -o " + Path("out/new");
  EXPECT_NE(RunShell(dir_.path(), killed).exit_code, 0);
  EXPECT_FALSE(Exists("out/new.manifest.json"));
  EXPECT_THAT(Run({"filter", Path("whole"), "--class", "cat", "-o", Path("out/new")}, 2).err,
              testing::AllOf(HasSubstr("an interrupted run had finished the data set"),
                             HasSubstr("new.rec: exists")));
  Run({"diff", Path("whole"), Path("out/new"), "--by", "order"});
}

TEST_F(ImrecOverwrite, ShardsThatRemainAreNamed) {
  Run({"split", Path("whole"), "--shards", "4", "-o", Path("out")});
  EXPECT_THAT(Run({"split", Path("whole"), "--shards", "2", "-o", Path("out"), "--force"}).err,
              HasSubstr("out-00000-of-00004.rec and 3 more of the previous data set remain"));
}

// Else a record could be in the old one and in the new one.
TEST_F(ImrecOverwrite, PartsReplaceOthersTogether) {
  const auto split = [&](const std::string& set, const std::string& seed, int exit_code) {
    return Run({"split", Path(set), "--ratio", "0.5", "--seed", seed, "-o", Path("p"), "--force"},
               exit_code);
  };
  split("whole", "1", 0);
  const std::string train = ReadText(Path("p_train.rec"));
  const std::string validation = ReadText(Path("p_val.rec"));
  WriteDetectionSet(Path("damaged.rec"), 12);
  std::string bytes = ReadText(Path("damaged.rec"));
  bytes[0] = 'x';
  WriteFile(Path("damaged.rec"), bytes);
  for (const std::string seed : {"2", "3", "4"}) {
    EXPECT_THAT(split("damaged", seed, 2).err, HasSubstr("bad magic"));
    EXPECT_EQ(ReadText(Path("p_train.rec")), train);
    EXPECT_EQ(ReadText(Path("p_val.rec")), validation);
  }
  // Neither is written if one of them exists.
  WriteFile(Path("q_val.rec.zst"), "mine");
  EXPECT_THAT(Run({"split", Path("whole"), "--ratio", "0.5", "-o", Path("q")}, 2).err,
              HasSubstr("q_val.rec.zst: exists"));
  EXPECT_FALSE(Exists("q_train.rec"));
}

TEST_F(ImrecOverwrite, MorePartsThanFilesMayBeOpen) {
  WriteDetectionSet(Path("many.rec"), 60);
  const auto split = [&](rlim_t most, const std::string& prefix) {
    return RunTool("imrec", {"split", Path("many"), "--count", "1", "-o", Path(prefix)},
                   {.before_exec = [=] {
                     rlimit limit = {};
                     ::getrlimit(RLIMIT_NOFILE, &limit);
                     limit = {.rlim_cur = 40, .rlim_max = std::min(most, limit.rlim_max)};
                     ::setrlimit(RLIMIT_NOFILE, &limit);
                   }});
  };
  EXPECT_EQ(split(RLIM_INFINITY, "a").exit_code, 0);
  Run({"verify", Path("a_59")});
  EXPECT_THAT(split(40, "b").err, HasSubstr("60 files are more than"));
  EXPECT_FALSE(Exists("b_0.rec"));
}

// A list beside class names of another order would have wrong classes.
TEST_F(ImrecOverwrite, ListsAndClassNamesAreReplacedTogether) {
  const Words words = {"extract", Path("whole"), "--list", Path("out.lst")};
  Run(words);
  const std::string list = ReadText(Path("out.lst"));
  const std::string names = ReadText(Path("out.classes.txt"));
  EXPECT_GT(list.size(), 512U);
  WriteFile(Path("other.txt"), "elk\ndog\ncat\nbee\nant\n");
  Words forced = words;
  forced.insert(forced.end(), {"--classes", Path("other.txt"), "--force"});
  const ProcessResult full = RunTool("imrec", forced, {.before_exec = [] {
                                       const rlimit limit = {.rlim_cur = 512, .rlim_max = 512};
                                       ::setrlimit(RLIMIT_FSIZE, &limit);
                                       std::signal(SIGXFSZ, SIG_IGN);
                                     }});
  EXPECT_EQ(full.exit_code, 2);
  EXPECT_THAT(full.err, HasSubstr("out.lst: cannot write"));
  EXPECT_EQ(ReadText(Path("out.lst")), list);
  EXPECT_EQ(ReadText(Path("out.classes.txt")), names);
  Run(forced);
  EXPECT_NE(ReadText(Path("out.classes.txt")), names);
}

TEST_F(ImrecOverwrite, ManyParts) {
  Run({"split", Path("whole"), "--count", "1", "-o", Path("one.rec")});
  for (std::size_t i = 0; i < 12; ++i) Run({"verify", Path("one_" + std::to_string(i))});
}

class ImrecOtherClasses : public ShardedSetTest {
 protected:
  ImrecOtherClasses() {
    WriteDetectionSet(dir_ / "other.rec", 6);
    WriteFile(dir_ / "other.classes.txt", "bee\nant\ncat\ndog\nelk\n");
    WriteFile(dir_ / "all.txt", "ant\nbee\ncat\ndog\nelk\n");
  }
};

TEST_F(ImrecOtherClasses, ReadingThemTogetherIsRefused) {
  for (const Words& command :
       {Words{"bench", Path("whole"), Path("other"), "--epochs", "1"},
        Words{"doctor", Path("whole"), Path("other"), "--seconds", "0.05"}}) {
    EXPECT_THAT(Run(command, 2).err, testing::AllOf(HasSubstr("other.rec"), HasSubstr("class")));
    Words named = command;
    named.insert(named.end(), {"--classes", Path("all.txt")});
    Run(named);
  }
  // Sets of the same names go together, and so do those of none.
  Run({"bench", Path("whole"), Path("set"), "--epochs", "1"});
}

}  // namespace
}  // namespace imrec::test
