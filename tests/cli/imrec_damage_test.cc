// imrec verify, repair and reindex, end to end.
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/dataset_writer.h>
#include <imrec/record_index.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ImrecDamage : public testing::Test {
 protected:
  ImrecDamage() { WriteDetectionSet(dir_ / "a.rec", 8); }

  std::string File(const std::string& name = "a.rec") const { return dir_ / name; }
  std::vector<IndexEntry> Index(const std::string& name = "a.idx") const {
    return ReadIndexFile(dir_ / name);
  }
  // Breaks the head of record 3, whose key is 103.
  void Spoil() const {
    std::string contents = ReadText(File());
    contents[Index()[3].offset] = '?';
    WriteFile(File(), contents);
  }

  TempDir dir_;
};

TEST_F(ImrecDamage, VerifyNamesTheDamagedRecord) {
  const ProcessResult sound = RunTool("imrec", {"verify", File(), "--decode"});
  EXPECT_EQ(sound.exit_code, 0) << sound.err;
  EXPECT_THAT(sound.out, AllOf(HasSubstr("8 records"), HasSubstr("nothing damaged"),
                               HasSubstr("complete images"), HasSubstr("index")));
  Spoil();
  const ProcessResult spoilt = RunTool("imrec", {"verify", File()});
  EXPECT_EQ(spoilt.exit_code, 1);
  const std::string place = std::to_string(Index()[3].offset);
  EXPECT_THAT(spoilt.out, HasSubstr("a.rec: record 103 at byte " + place + ": bad magic"));
  const auto json = nlohmann::json::parse(RunTool("imrec", {"verify", File(), "--json"}).out);
  EXPECT_EQ(json["records"], 7);
  EXPECT_EQ(json["damaged"][0]["key"], 103);
  EXPECT_EQ(json["damaged"][0]["offset"], Index()[3].offset);
  EXPECT_EQ(RunTool("imrec", {"verify", File("none.rec")}).exit_code, 2);
}

TEST_F(ImrecDamage, RepairSavesTheRest) {
  Spoil();
  const std::string before = ReadText(File());
  WriteFile(dir_ / "a.classes.txt", "dog\n");
  const ProcessResult repair = RunTool("imrec", {"repair", File(), "-o", File("b.rec")});
  EXPECT_EQ(repair.exit_code, 1);
  EXPECT_THAT(repair.out,
              AllOf(HasSubstr("record 103"), HasSubstr("7 records saved, 1 place lost")));
  EXPECT_EQ(ReadText(File()), before);
  EXPECT_EQ(ReadText(File("b.classes.txt")), "dog\n");
  EXPECT_EQ(RunTool("imrec", {"verify", File("b.rec"), "--decode"}).exit_code, 0);
  EXPECT_EQ(Index("b.idx").at(3).key, 104U);
  // Byte for byte the file without that record.
  EXPECT_EQ(ReadText(File("b.rec")),
            before.substr(0, Index()[3].offset) + before.substr(Index()[4].offset));
  const ProcessResult sound = RunTool("imrec", {"repair", File("b.rec"), "-o", File("c.rec")});
  EXPECT_EQ(sound.exit_code, 0);
  EXPECT_EQ(ReadText(File("c.rec")), ReadText(File("b.rec")));
}

// Whoever cut the file did so between two records, so that nothing in it is damaged.
TEST_F(ImrecDamage, RepairReportsRecordsThatOnlyTheIndexHas) {
  const std::string before = ReadText(File());
  WriteFile(File(), before.substr(0, Index()[2].offset));
  const ProcessResult cut = RunTool("imrec", {"repair", File(), "-o", File("b.rec")});
  EXPECT_EQ(cut.exit_code, 1);
  const std::string place = std::to_string(Index()[5].offset);
  EXPECT_THAT(cut.out, AllOf(HasSubstr("record 105 at byte " + place +
                                       ": the index has a record here, but the file does not"),
                             HasSubstr("2 records saved, 6 places lost")));
  // The records after the damage have moved by eight bytes, and are not lost.
  WriteFile(File(), before.substr(0, Index()[3].offset) + before.substr(Index()[3].offset + 8));
  const ProcessResult moved = RunTool("imrec", {"repair", File(), "-o", File("c.rec"), "--json"});
  EXPECT_EQ(moved.exit_code, 1);
  const auto json = nlohmann::json::parse(moved.out);
  EXPECT_EQ(json["saved"], 7);
  ASSERT_EQ(json["lost"].size(), 1U);
  EXPECT_EQ(json["lost"][0]["key"], 103);
}

// Raw pixels of 288 KB, so that each record has a frame of its own.
TEST_F(ImrecDamage, ADamagedFrameLosesItsRecordsOnly) {
  std::string list;
  for (int i = 0; i < 4; ++i) {
    const std::string number = std::to_string(i);
    list += number + "\t1\t" + number + ".ppm\n";
    WriteFile(dir_ / (number + ".ppm"),
              "P6 320 300 255\n" + std::string(std::size_t{320} * 300 * 3, static_cast<char>(i)));
  }
  WriteFile(dir_ / "z.lst", list);
  ASSERT_EQ(RunTool("im2rec", {File("z.lst"), File(""), "--encoding", ".raw"}).exit_code, 0);
  ASSERT_EQ(RunTool("imrec", {"compress", File("z.rec"), "-o", File("y.rec.zst")}).exit_code, 0);
  std::string contents = ReadText(File("y.rec.zst"));
  const std::size_t second = contents.find("\x28\xb5\x2f\xfd", 4);
  ASSERT_NE(second, std::string::npos);
  contents[second + 30] = static_cast<char>(contents[second + 30] ^ 1);
  WriteFile(dir_ / "y.rec.zst", contents);

  const auto verified =
      nlohmann::json::parse(RunTool("imrec", {"verify", File("y.rec.zst"), "--json"}).out);
  EXPECT_EQ(verified["records"], 3);
  ASSERT_EQ(verified["damaged"].size(), 1U);
  EXPECT_EQ(verified["damaged"][0]["key"], 1);
  EXPECT_THAT(verified["damaged"][0]["reason"].get<std::string>(), HasSubstr("damaged frame"));
  const ProcessResult repair = RunTool("imrec", {"repair", File("y.rec.zst"), "-o", File("x.rec")});
  EXPECT_EQ(repair.exit_code, 1) << repair.err;
  EXPECT_THAT(repair.out, AllOf(HasSubstr("record 1 at byte"), HasSubstr("3 records saved")));
  EXPECT_EQ(RunTool("imrec", {"verify", File("x.rec"), "--decode"}).exit_code, 0);
  EXPECT_EQ(Index("x.idx").at(1).key, 2U);
}

TEST_F(ImrecDamage, RepairLeavesOutBadImagesOnDemand) {
  std::string contents = ReadText(File());
  for (std::uint64_t i = Index()[3].offset - 200; i < Index()[3].offset - 8; ++i) {
    contents[i] = '\xff';
  }
  WriteFile(File(), contents);
  EXPECT_EQ(RunTool("imrec", {"repair", File(), "-o", File("b.rec")}).exit_code, 0);
  const ProcessResult decoded =
      RunTool("imrec", {"repair", File(), "--decode", "--force", "-o", File("b.rec"), "--json"});
  EXPECT_EQ(decoded.exit_code, 1);
  const auto json = nlohmann::json::parse(decoded.out);
  EXPECT_EQ(json["saved"], 7);
  EXPECT_EQ(json["lost"][0]["key"], 102);
}

// A set with checksums.
class ImrecCheckedDamage : public ImrecDamage {
 protected:
  ImrecCheckedDamage() { WriteShardedSet(dir_ / "c", 8, 1); }

  std::string Repaired(int exit_code) const {
    const ProcessResult result =
        RunTool("imrec", {"repair", File("c.rec"), "--force", "-o", File("d.rec"), "--json"});
    EXPECT_EQ(result.exit_code, exit_code) << result.err;
    return result.out;
  }
};

TEST_F(ImrecCheckedDamage, RepairLeavesOutRecordsThatDoNotMatchTheirChecksum) {
  const std::string before = ReadText(File("c.rec"));
  const std::vector<IndexEntry> entries = Index("c.idx");
  std::string contents = before;
  contents[entries[3].offset + 100] ^= 1;
  WriteFile(File("c.rec"), contents);
  const auto json = nlohmann::json::parse(Repaired(1));
  EXPECT_EQ(json["saved"], 7);
  ASSERT_EQ(json["lost"].size(), 1U);
  EXPECT_EQ(json["lost"][0]["key"], 103);
  EXPECT_EQ(json["lost"][0]["reason"], "its bytes do not match its checksum");
  EXPECT_EQ(ReadText(File("d.rec")),
            before.substr(0, entries[3].offset) + before.substr(entries[4].offset));
}

TEST_F(ImrecCheckedDamage, RepairKnowsTheKeysOfRecordsThatHaveMoved) {
  // Without record 3, those after it lie where the index has others.
  const std::string before = ReadText(File("c.rec"));
  const std::vector<IndexEntry> entries = Index("c.idx");
  WriteFile(File("c.rec"), before.substr(0, entries[3].offset) + before.substr(entries[4].offset));
  const auto json = nlohmann::json::parse(Repaired(1));
  EXPECT_EQ(json["saved"], 7);
  ASSERT_EQ(json["lost"].size(), 1U);
  EXPECT_EQ(json["lost"][0]["key"], 103);
  EXPECT_EQ(Index("d.idx").at(3).key, 104U);
  EXPECT_EQ(Index("d.idx").back().key, 107U);
}

TEST_F(ImrecCheckedDamage, RepairReportsThatTheManifestHasMoreRecords) {
  WriteFile(File("c.rec"), ReadText(File("c.rec")).substr(0, Index("c.idx")[5].offset));
  std::filesystem::remove(File("c.crc"));
  std::filesystem::remove(File("c.idx"));
  const auto json = nlohmann::json::parse(Repaired(1));
  EXPECT_EQ(json["saved"], 5);
  ASSERT_EQ(json["lost"].size(), 1U);
  EXPECT_EQ(json["lost"][0]["reason"],
            "the file has 5 records, and " + File("c.manifest.json") + " says 8");
}

TEST_F(ImrecCheckedDamage, RepairKeepsRecordsWhoseChecksumWasLost) {
  const std::string before = ReadText(File("c.rec"));
  const std::string checksums = ReadText(File("c.crc"));
  WriteFile(File("c.crc"), checksums.substr(0, checksums.find("\n103\t") + 1));
  const ProcessResult verify = RunTool("imrec", {"verify", File("c.rec")});
  EXPECT_EQ(verify.exit_code, 1);
  EXPECT_THAT(verify.out, HasSubstr("the checksums do not have this record"));
  EXPECT_EQ(nlohmann::json::parse(Repaired(0))["saved"], 8);
  EXPECT_EQ(ReadText(File("d.rec")), before);
}

TEST_F(ImrecCheckedDamage, RepairLeavesOutSecondCopies) {
  const std::string before = ReadText(File("c.rec"));
  const std::vector<IndexEntry> entries = Index("c.idx");
  const std::size_t begin = entries[2].offset;
  WriteFile(File("c.rec"), before + before.substr(begin, entries[3].offset - begin));
  const auto json = nlohmann::json::parse(Repaired(1));
  EXPECT_EQ(json["saved"], 8);
  ASSERT_EQ(json["lost"].size(), 1U);
  EXPECT_EQ(json["lost"][0]["key"], 102);
  EXPECT_EQ(json["lost"][0]["reason"], "a second copy of the record with this key");
  EXPECT_EQ(ReadText(File("d.rec")), before);
}

TEST_F(ImrecCheckedDamage, EqualRecordsThatMovedKeepTheirKeys) {
  const std::string payload = "the same bytes in both";
  {
    DatasetWriter writer({.prefix = dir_ / "e"});
    writer.Write(1, Bytes("lost"));
    writer.Write(2, Bytes(payload));
    writer.Write(3, Bytes(payload));
    writer.Close();
  }
  WriteFile(File("e.rec"), ReadText(File("e.rec")).substr(Index("e.idx")[1].offset));
  EXPECT_EQ(RunTool("imrec", {"repair", File("e.rec"), "-o", File("f.rec")}).exit_code, 1);
  const std::vector<IndexEntry> entries = Index("f.idx");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].key, 2U);
  EXPECT_EQ(entries[1].key, 3U);
}

TEST_F(ImrecCheckedDamage, RepairSaysIfTheChecksumsCannotBeRead) {
  WriteFile(File("c.crc"), "junk\n");
  const ProcessResult result = RunTool("imrec", {"repair", File("c.rec"), "-o", File("d.rec")});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("records are not compared with checksums: " + File("c.crc")));
}

TEST_F(ImrecCheckedDamage, VerifyComparesTheKeysOfIndexAndChecksums) {
  std::string index = ReadText(File("c.idx"));
  index[2] = '8';  // 100 -> 108
  WriteFile(File("c.idx"), index);
  const ProcessResult result = RunTool("imrec", {"verify", File("c.rec")});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("record 108 at byte 0"), HasSubstr("which is 100 in the checksums")));
  EXPECT_EQ(RunTool("imrec", {"reindex", File("c.rec")}).exit_code, 0);
  EXPECT_EQ(RunTool("imrec", {"verify", File("c.rec")}).exit_code, 0);
}

TEST_F(ImrecCheckedDamage, ReindexGivesTheChecksumsTheNewKeys) {
  EXPECT_EQ(RunTool("imrec", {"reindex", File("c.rec"), "--renumber"}).exit_code, 0);
  EXPECT_EQ(Index("c.idx").back().key, 7U);
  EXPECT_THAT(ReadText(File("c.crc")), HasSubstr("\n7\t"));
  EXPECT_EQ(RunTool("imrec", {"verify", File("c.rec")}).exit_code, 0);
}

TEST_F(ImrecDamage, RepairWritesNothingWhereNothingCanBeSaved) {
  WriteFile(File("junk.rec"), std::string(1000, 'j'));
  WriteFile(File("b.rec"), "precious");
  EXPECT_EQ(RunTool("imrec", {"repair", File("junk.rec"), "-o", File("b.rec")}).exit_code, 2);
  EXPECT_EQ(ReadText(File("b.rec")), "precious");
  EXPECT_EQ(RunTool("imrec", {"repair", File(), "-o", File()}).exit_code, 2);
}

TEST_F(ImrecDamage, ReindexWritesWhatTheWriterWrote) {
  const std::string index = ReadText(File("a.idx"));
  std::filesystem::remove(File("a.idx"));
  const ProcessResult result = RunTool("imrec", {"reindex", File()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(ReadText(File("a.idx")), index);
  EXPECT_EQ(RunTool("imrec", {"reindex", File(), "--renumber"}).exit_code, 0);
  EXPECT_EQ(Index().at(7).key, 7U);
}

TEST_F(ImrecDamage, ReindexSaysWhatItLeavesOut) {
  Spoil();
  const ProcessResult result = RunTool("imrec", {"reindex", File(), "--json"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("bad magic"));
  EXPECT_EQ(nlohmann::json::parse(result.out)["records"], 7);
  EXPECT_EQ(Index().size(), 7U);
}

}  // namespace
}  // namespace imrec::test
