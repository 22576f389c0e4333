// What exists is replaced on demand only, and class numbers never mix.
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
