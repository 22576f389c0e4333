#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/record_index.h>
#include <imrec/record_writer.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::Bytes;
using test::TempDir;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<IndexEntry> Read(std::string_view text) {
  const TempDir dir;
  test::WriteFile(dir / "a.idx", text);
  return ReadIndexFile(dir / "a.idx");
}

TEST(RecordIndex, ReadsLinesInFileOrder) {
  EXPECT_THAT(Read("5\t100\n0\t0\n18446744073709551615\t8\n"),
              ElementsAre(IndexEntry{5, 100}, IndexEntry{0, 0}, IndexEntry{~0ULL, 8}));
}

TEST(RecordIndex, AcceptsCrlfBlankLinesAndAMissingLastLineEnd) {
  EXPECT_THAT(Read("1\t0\r\n\r\n2\t16"), ElementsAre(IndexEntry{1, 0}, IndexEntry{2, 16}));
  EXPECT_THAT(Read(""), ElementsAre());
}

TEST(RecordIndex, ReportsTheMalformedLine) {
  for (const std::string_view bad : {"x\t5", "5", "5\t", "\t5", "5 5", "5\t5\t5", "5\t5x", "-5\t5",
                                     "5\t-5", "5\t5.0", "18446744073709551616\t0"}) {
    const TempDir dir;
    test::WriteFile(dir / "a.idx", "0\t0\r\n\n" + std::string(bad) + "\n7\t8\n");
    try {
      ReadIndexFile(dir / "a.idx");
      ADD_FAILURE() << bad;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kCorruptData);
      EXPECT_EQ(error.where().line, 3U) << bad;
      EXPECT_THAT(error.what(), HasSubstr("a.idx:3: expected 'key TAB offset'"));
    }
  }
}

TEST(RecordIndex, FormatReadsBack) {
  const std::vector<IndexEntry> entries = {{9, 0}, {~0ULL, 1ULL << 40}};
  EXPECT_EQ(FormatIndex(entries), "9\t0\n18446744073709551615\t1099511627776\n");
  EXPECT_EQ(Read(FormatIndex(entries)), entries);
}

TEST(RecordIndex, BuildUsesIdsOrPositionsAsKeys) {
  const TempDir dir;
  RecordWriter writer(dir / "a.rec");
  std::vector<std::byte> payload;
  BuildImageRecord(77, std::vector{1.0F}, LabelPacking::kInHeader, Bytes("image"), payload);
  writer.Write(0, payload);
  writer.Write(0, Bytes("too short for a header."));  // 23 bytes
  BuildImageRecord(5, std::vector{1.0F}, LabelPacking::kInHeader, {}, payload);
  writer.Write(0, payload);
  writer.Close();
  EXPECT_THAT(BuildIndex(RecordFile(dir / "a.rec")),
              ElementsAre(IndexEntry{77, 0}, IndexEntry{1, 40}, IndexEntry{5, 72}));
}

TEST(RecordIndex, BuildFailsOnDamage) {
  const TempDir dir;
  test::WriteFile(dir / "a.rec", "no records here!");
  EXPECT_THROW(BuildIndex(RecordFile(dir / "a.rec")), Error);
}

TEST(RecordIndex, PathIsNextToTheRecords) {
  EXPECT_EQ(IndexPathFor("data/train.rec"), "data/train.idx");
  EXPECT_EQ(IndexPathFor("data.v2/train"), "data.v2/train.idx");
}

}  // namespace
}  // namespace imrec
