// Data sets that imrec writes of data sets in shards, end to end.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/class_names.h>
#include <imrec/image_record.h>
#include <imrec/manifest.h>
#include <imrec/record_shard.h>

#include "tests/cli/sharded_set_test.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/make_identity_set.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ImrecOutputSets : public ShardedSetTest {};

TEST_F(ImrecOutputSets, FilterKeepsShards) {
  EXPECT_EQ(Json({"filter", Path("set"), "--class", "cat", "-o", Path("out.rec")})["kept"],
            Json({"filter", Path("whole"), "--class", "cat", "-o", Path("ref.rec")})["kept"]);
  EXPECT_FALSE(Exists("out.rec"));
  ExpectSound("out");
  ASSERT_EQ(Keys("out").size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    Run({"filter", Shard(i), "--class", "cat", "--force", "-o", Path("one.rec")});
    EXPECT_EQ(ReadText(Path("one.rec")), ReadText(Shard(i, "out"))) << i;
    EXPECT_EQ(ReadText(Path("one.idx")), ReadText(IndexPathFor(Shard(i, "out")))) << i;
  }
}

TEST_F(ImrecOutputSets, FilterKeepsEmptyShards) {
  WriteFile(dir_ / "keys.txt", "100\n109\n");
  const ProcessResult result =
      Run({"filter", Path("set"), "--keys", Path("keys.txt"), "-o", Path("out")});
  EXPECT_THAT(result.out, HasSubstr(Path("out") + ": 2 records kept, 10 dropped"));
  EXPECT_THAT(Keys("out"), ElementsAre(ElementsAre(100), IsEmpty(), ElementsAre(109)));
  EXPECT_EQ(Json({"info", Path("out")})["records"], 2);
  ExpectSound("out");
  Run({"diff", Path("out"), Path("out-*.rec")});
}

TEST_F(ImrecOutputSets, ConvertKeepsShards) {
  EXPECT_EQ(Json({"convert", Path("set"), "--encoding", ".png", "-o", Path("out")})["records"], 12);
  ExpectSound("out");
  Run({"convert", Shard(2), "--encoding", ".png", "-o", Path("one")});
  EXPECT_EQ(ReadText(Path("one.rec")), ReadText(Shard(2, "out")));
  EXPECT_EQ(ReadManifest(Path("one.manifest.json")).class_names, names_) << "a shard's names";
}

TEST_F(ImrecOutputSets, RepairKeepsShards) {
  std::string contents = ReadText(Shard(1));
  contents[RecordShard(Shard(1)).offset(1)] = '?';
  WriteFile(Shard(1), contents);
  std::filesystem::remove(Shard(2));
  const nlohmann::json repair = Json({"repair", Path("set"), "-o", Path("out")}, 1);
  EXPECT_EQ(repair["output"], Path("out"));
  EXPECT_EQ(repair["saved"], 7);
  ASSERT_EQ(repair["lost"].size(), 2U);
  EXPECT_EQ(repair["lost"][0]["file"], Shard(1));
  EXPECT_EQ(repair["lost"][0]["key"], 105);
  EXPECT_EQ(repair["lost"][1]["file"], Shard(2));
  EXPECT_THAT(Keys("out"),
              ElementsAre(ElementsAre(100, 101, 102, 103), ElementsAre(104, 106, 107), IsEmpty()));
  ExpectSound("out");
}

TEST_F(ImrecOutputSets, CompressBesideAndBack) {
  EXPECT_THAT(Run({"compress", Path("set")}).out, HasSubstr(Shard(2) + ".zst: 4 records"));
  const std::string plain = ReadText(Shard(1));
  EXPECT_THAT(Run({"decompress", Path("set")}, 2).err, HasSubstr("exists; --force replaces it"));
  std::filesystem::remove(Shard(1));
  const ProcessResult one = Run({"decompress", Path("set")}, 1);  // the others are there
  EXPECT_THAT(one.out, HasSubstr(Shard(1) + ": 4 records"));
  EXPECT_EQ(ReadText(Shard(1)), plain);
  for (std::size_t i = 0; i < 3; ++i) std::filesystem::remove(Shard(i));
  Run({"diff", Path("set"), Path("whole")});  // the compressed shards
  EXPECT_THAT(Run({"compress", Path("set")}, 2).err, HasSubstr("is already compressed"));
}

TEST_F(ImrecOutputSets, CompressIntoASetOfItsOwn) {
  for (const char* name : {"out", "out.rec", "out.rec.zst"}) {
    const nlohmann::json files =
        Json({"compress", Path("set"), "--force", "-o", Path(name)})["files"];
    ASSERT_EQ(files.size(), 3U);
    EXPECT_EQ(files[1]["file"], Shard(1, "out") + ".zst");
    EXPECT_EQ(files[1]["bytes"], std::filesystem::file_size(Shard(1)));
  }
  EXPECT_EQ(ReadManifest(Path("out.manifest.json")).class_names, names_);
  Run({"compress", Path("set")});
  EXPECT_EQ(ReadText(Shard(1, "out") + ".zst"), ReadText(Shard(1) + ".zst"));
  EXPECT_THAT(Run({"compress", Path("set"), "-o", Path("out")}, 2).err, HasSubstr("--force"));
  Run({"decompress", Path("out"), "-o", Path("back")});
  ExpectSound("back");
  EXPECT_EQ(ReadText(Shard(1, "back")), ReadText(Shard(1)));
  Run({"compress", Shard(0), "-o", Path("one")});
  EXPECT_TRUE(Exists("one.rec.zst"));
}

TEST_F(ImrecOutputSets, SplitTakesSets) {
  Run({"split", Path("set"), "--ratio", "0.75", "-o", Path("s")});
  Run({"split", Path("whole.rec"), "--ratio", "0.75", "-o", Path("r")});
  EXPECT_EQ(ReadText(Path("s_train.rec")), ReadText(Path("r_train.rec")));
  ExpectSound("s_train");
  ExpectSound("s_val");
  Run({"split", Path("set"), "--shards", "5", "-o", Path("h")});
  ExpectSound("h");
  Run({"diff", Path("h"), Path("whole")});
  EXPECT_THAT(Run({"split", Path("set"), "--shards", "3", "-o", Path("set")}, 2).err,
              HasSubstr("is one of the files that are read"));
}

TEST_F(ImrecOutputSets, SplitNeedsDistinctKeysOfSeveralFiles) {
  WriteShardedSet(dir_ / "same", 12, 3, names_, true);
  EXPECT_THAT(Run({"split", Path("same"), "--count", "6", "-o", Path("s")}, 2).err,
              AllOf(HasSubstr(Shard(1, "same")), HasSubstr("--keys renumber")));
  EXPECT_FALSE(Exists("s_0.rec"));
  Run({"split", Path("same"), "--count", "6", "--keys", "renumber", "-o", Path("s")});
  EXPECT_THAT(Keys("s_1"), ElementsAre(ElementsAre(6, 7, 8, 9, 10, 11)));
  const RecordShard part(Path("s_1.rec"));
  std::vector<std::byte> payload;
  part.Read(5, payload);
  EXPECT_EQ(ImageRecordView(payload).id(), 11U);
}

TEST_F(ImrecOutputSets, MergeJoinsShards) {
  const ProcessResult result =
      Run({"merge", Path("set"), "--keys", "keep", "-o", Path("merged.rec")});
  EXPECT_THAT(result.out, HasSubstr("merged.rec: 12 records of 3 files"));
  EXPECT_EQ(ReadText(Path("merged.rec")), ReadText(Path("whole.rec")));
  ExpectSound("merged");
  // Names of a manifest and of a file agree.
  Run({"merge", Path("set"), Path("whole"), "-o", Path("both")});
  ExpectSound("both");
  const ProcessResult twice = Run({"merge", Path("whole"), Path("whole"), "-o", Path("twice")});
  EXPECT_THAT(twice.err, HasSubstr("its records are read as often"));
  EXPECT_EQ(RecordShard(Path("twice.rec")).size(), 24U);
  WriteShardedSet(dir_ / "same", 12, 3, names_, true);
  EXPECT_THAT(Run({"merge", Path("same"), "--keys", "keep", "-o", Path("k")}, 2).err,
              HasSubstr(Shard(1, "same") + ": record 0"));
}

TEST_F(ImrecOutputSets, OtherClassNamesAreRefusedWhereNumbersWouldMix) {
  WriteShardedSet(dir_ / "other", 12, 3, {"zebra"});
  const std::vector<std::string> sets = {Path("set"), Path("other")};
  for (std::vector<std::string> command : {std::vector<std::string>{"merge"},
                                           {"convert", "--jpeg", "baseline"},
                                           {"filter", "--min-size", "1x1"},
                                           {"split", "--keys", "renumber", "--count", "30"},
                                           {"repair"},
                                           {"compress"},
                                           {"extract"}}) {
    command.insert(command.begin() + 1, sets.begin(), sets.end());
    command.insert(command.end(), {"-o", Path("out")});
    EXPECT_THAT(Run(command, 2).err, AllOf(HasSubstr(Shard(0, "other")), HasSubstr("class names"),
                                           HasSubstr("--classes")))
        << command[0];
    EXPECT_FALSE(Exists("out.manifest.json")) << command[0];
  }
  Run({"merge", sets[0], sets[1], "--classes", Path("whole.classes.txt"), "-o", Path("m")});
  EXPECT_EQ(ReadManifest(Path("m.manifest.json")).class_names, names_);
  Run({"merge", sets[1], sets[0], "--first-classes", "--force", "-o", Path("m")});
  EXPECT_THAT(ReadManifest(Path("m.manifest.json")).class_names, ElementsAre("zebra"));
  // What only shows classes goes by number, and says so.
  const ProcessResult info = Run({"info", sets[0], sets[1]});
  EXPECT_THAT(info.err, HasSubstr("classes are shown as numbers"));
  EXPECT_THAT(info.out, AllOf(HasSubstr("\n  0 "), Not(HasSubstr("ant"))));
  EXPECT_THAT(Run({"stats", sets[0], sets[1], "--classes", Path("whole.classes.txt")}).out,
              HasSubstr("ant"));
}

TEST_F(ImrecOutputSets, ReindexEachFile) {
  const std::string index = ReadText(IndexPathFor(Shard(1)));
  for (std::size_t i = 0; i < 3; ++i) std::filesystem::remove(IndexPathFor(Shard(i)));
  const nlohmann::json report = Json({"reindex", Path("set")});
  EXPECT_EQ(report["records"], 12);
  EXPECT_EQ(report["files"][1]["index"], IndexPathFor(Shard(1)).string());
  EXPECT_EQ(ReadText(IndexPathFor(Shard(1))), index);
  // Numbers go on from file to file.
  Run({"reindex", Path("set"), "--renumber", "-q"});
  EXPECT_THAT(Keys("set"), ElementsAre(ElementsAre(0, 1, 2, 3), ElementsAre(4, 5, 6, 7),
                                       ElementsAre(8, 9, 10, 11)));
  WriteFile(Shard(1), "junk that is no record at all");
  EXPECT_THAT(Run({"reindex", Path("set")}, 1).err, HasSubstr(Shard(1)));
}

TEST_F(ImrecOutputSets, IdentitySetsStaySuch) {
  WriteIdentitySet(dir_ / "faces.rec", {2, 1, 3}, {.width = 16, .height = 16});
  const auto expect_layout = [&](const std::string& name, std::size_t images) {
    Run({"verify", Path(name), "--decode"});
    const RecordShard records(Path(name + ".rec"));
    EXPECT_EQ(records.size(), images) << name;
    EXPECT_TRUE(records.identities().has_value()) << name;
  };
  Run({"filter", Path("faces"), "--class", "0", "2", "-o", Path("f")});
  expect_layout("f", 5);
  Run({"convert", Path("faces"), "--encoding", ".png", "-o", Path("k")});
  expect_layout("k", 6);
  Run({"repair", Path("faces"), "--decode", "-o", Path("r")});
  expect_layout("r", 6);
  EXPECT_EQ(ReadText(Path("r.rec")), ReadText(Path("faces.rec")));
  Run({"compress", Path("faces"), "-o", Path("z")});
  Run({"decompress", Path("z"), "-o", Path("d")});
  EXPECT_EQ(ReadText(Path("d.rec")), ReadText(Path("faces.rec")));
  EXPECT_EQ(ReadText(Path("d.idx")), ReadText(Path("faces.idx")));
  Run({"split", Path("faces"), "--count", "3", "-o", Path("c")});
  expect_layout("c_1", 3);
  Run({"merge", Path("c_0"), Path("c_1"), "-o", Path("m")});
  expect_layout("m", 6);
}

}  // namespace
}  // namespace imrec::test
