// imrec's commands on files whose .idx is absent, empty or torn, end to end.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/record_index.h>

#include "tests/cli/sharded_set_test.h"
#include "tests/support/files.h"
#include "tests/support/make_identity_set.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ImrecBadIndex : public ShardedSetTest {
 protected:
  std::string Index() const { return IndexPathFor(Shard(1)); }
};

TEST_F(ImrecBadIndex, CommandsScanTheFileAndNameTheIndex) {
  const std::string index = ReadText(Index());
  for (const std::string& bad :
       {std::string(), index.substr(0, index.size() - 3), index.substr(0, index.size() / 2),
        std::string("rubbish\n"), index + "999\t999999999\n"}) {
    WriteFile(Index(), bad);
    for (std::vector<std::string> command :
         {std::vector<std::string>{"info"},
          {"stats"},
          {"diff", Path("whole")},
          {"extract", "--list", "-"},
          {"filter", "--min-size", "1x1", "--force", "-o", Path("f")},
          {"split", "--count", "5", "--force", "-o", Path("c")},
          {"merge", "--force", "-o", Path("m")},
          {"convert", "--jpeg", "baseline", "--force", "-o", Path("k")},
          {"compress", "--force", "-o", Path("z")},
          {"preview", "--count", "1", "--force", "-o", Path("s.png")}}) {
      command.insert(command.begin() + 1, Path("set"));
      EXPECT_THAT(Run(command).err, AllOf(HasSubstr(Index()), HasSubstr("imrec reindex")))
          << command[0] << ": " << bad;
    }
    Run({"diff", Path("whole"), Path("m"), "--by", "order"});
    Run({"diff", Path("whole"), Path("f"), "-q"});
    Run({"diff", Path("whole"), Path("z"), "-q"});
    // Without the index keys are those of the records, which here are the same.
    EXPECT_EQ(Json({"repair", Path("set"), "--force", "-o", Path("r")})["saved"], 12);
    Run({"diff", Path("whole"), Path("r")});
    Run({"reindex", Path("set"), "-q"});
    EXPECT_EQ(ReadText(Index()), index);
  }
}

TEST_F(ImrecBadIndex, VerifyNamesItOnce) {
  for (const std::string bad : {"", "rubbish\n"}) {
    WriteFile(Index(), bad);
    const nlohmann::json damaged = Json({"verify", Path("set")}, 1)["damaged"];
    ASSERT_EQ(damaged.size(), 1U) << bad;
    EXPECT_THAT(damaged[0]["reason"].get<std::string>(),
                AllOf(HasSubstr(Index()), HasSubstr("imrec reindex")));
  }
}

// Records with equal keys are all kept; the remedy that is named makes the set whole.
TEST_F(ImrecBadIndex, RepairSaysThatKeysRepeat) {
  std::string index = ReadText(Index());
  const std::size_t second = index.find('\n') + 1;
  const std::string key = index.substr(second, index.find('\t', second) - second);
  index.replace(0, index.find('\t'), key);
  WriteFile(Index(), index);
  const std::string said = Run({"repair", Path("set"), "-o", Path("r")}).out;
  EXPECT_THAT(said, AllOf(HasSubstr("1 record with a key that another record has"),
                          HasSubstr("imrec merge " + Path("r") + " -o NEW")));
  EXPECT_EQ(Json({"repair", Path("set"), "--force", "-o", Path("r")})["repeated_keys"], 1);
  EXPECT_EQ(Json({"verify", Path("r")}, 1)["damaged"].size(), 1U);
  Run({"merge", Path("r"), "-o", Path("new"), "-q"});
  EXPECT_EQ(Json({"verify", Path("new")})["damaged"].size(), 0U);
}

TEST_F(ImrecBadIndex, ManyFilesAreNotNamedOneByOne) {
  WriteShardedSet(dir_ / "many", 40, 20);
  for (std::size_t i = 0; i < 20; ++i) {
    std::filesystem::remove(IndexPathFor(ShardPath(dir_ / "many", i, 20)));
  }
  const std::string said = Run({"info", Path("many")}).err;
  EXPECT_THAT(said, AllOf(HasSubstr(ShardPath(dir_ / "many", 4, 20).string()),
                          HasSubstr("the same holds for 15 more files")));
  EXPECT_EQ(std::ranges::count(said, '\n'), 6);
}

TEST_F(ImrecBadIndex, WithoutTheLastLinesItIsCutOff) {
  const std::string index = ReadText(Index());
  WriteFile(Index(), index.substr(0, index.find('\n') + 1));
  const ProcessResult merged = Run({"merge", Path("set"), "-o", Path("m")});
  EXPECT_THAT(merged.err, AllOf(HasSubstr(Index() + " ends before"), HasSubstr("scanned, 4 rec")));
  Run({"diff", Path("whole"), Path("m"), "--by", "order"});
  // If the records after it are damaged, those of the index are read.
  std::string records = ReadText(Shard(1));
  WriteFile(Shard(1), records.substr(0, records.size() - 9));
  EXPECT_THAT(Run({"merge", Path("set"), "-o", Path("n")}).err,
              HasSubstr("the records after it are not read"));
  EXPECT_EQ(Keys("n")[0].size(), 9U);
}

TEST_F(ImrecBadIndex, ReindexDoesNotReplaceThatOfAnotherFile) {
  std::filesystem::copy_file(Path("whole.rec"), Shard(1) + ".bak");
  std::filesystem::rename(Shard(1) + ".bak",
                          std::filesystem::path(Shard(1)).replace_extension("b"));
  const std::string index = ReadText(Index());
  const std::string other = std::filesystem::path(Shard(1)).replace_extension("b");
  EXPECT_THAT(Run({"reindex", other}, 2).err,
              AllOf(HasSubstr(Index()), HasSubstr("that of " + Shard(1))));
  EXPECT_EQ(ReadText(Index()), index);
  std::filesystem::rename(other, Path("lone.records"));
  Run({"reindex", Path("lone.records")});
  EXPECT_TRUE(Exists("lone.idx"));
}

TEST_F(ImrecBadIndex, ReindexGivesIdentityRecordsTheirKeys) {
  WriteIdentitySet(dir_ / "faces.rec", {2, 1, 3}, {.width = 16, .height = 16});
  const std::string index = ReadText(Path("faces.idx"));
  WriteFile(Path("faces.idx"), "");
  Run({"reindex", Path("faces")});
  EXPECT_EQ(ReadText(Path("faces.idx")), index);
}

}  // namespace
}  // namespace imrec::test
