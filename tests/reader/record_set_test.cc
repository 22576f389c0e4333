#include <imrec/record_set.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/image_record.h>
#include <imrec/record_writer.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

TEST(RecordSet, IndexAndScanAgree) {
  const test::TempDir dir;
  test::WriteDetectionSet(dir / "a.rec", 9);
  const RecordSet indexed(dir / "a.rec");
  EXPECT_FALSE(indexed.index_was_built());
  std::filesystem::remove(dir / "a.idx");
  const RecordSet scanned(dir / "a.rec");
  EXPECT_TRUE(scanned.index_was_built());
  ASSERT_EQ(scanned.size(), indexed.size());
  for (std::uint64_t i = 0; i < scanned.size(); ++i) {
    EXPECT_EQ(scanned.key(i), indexed.key(i));
    EXPECT_EQ(scanned.offset(i), indexed.offset(i));
  }
}

TEST(RecordSet, OrdinalsFollowTheFileWhateverTheIndexOrder) {
  const test::TempDir dir;
  test::WriteDetectionSet(dir / "a.rec", 3);
  const std::vector<IndexEntry> entries = ReadIndexFile(dir / "a.idx");
  test::WriteFile(dir / "a.idx", FormatIndex({entries[2], entries[0], entries[1]}));
  const RecordSet records(dir / "a.rec");
  EXPECT_EQ(records.key(0), 100U);
  EXPECT_EQ(records.key(2), 102U);
}

TEST(RecordSet, ReadsLabelsLongerThanOneRead) {
  const test::TempDir dir;
  std::vector<float> labels(5000);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<float>(i);
  std::vector<std::byte> payload;
  BuildImageRecord(1, labels, LabelPacking::kPacked, test::Bytes("image"), payload);
  RecordWriter writer(dir / "a.rec");
  writer.Write(1, payload);
  writer.Close();
  std::vector<std::byte> scratch;
  std::vector<float> read;
  RecordSet(dir / "a.rec").ReadLabels(0, scratch, read);
  EXPECT_EQ(read, labels);
}

TEST(RecordSet, RefusesAnIndexOfAnotherFile) {
  const test::TempDir dir;
  test::WriteDetectionSet(dir / "a.rec", 3);
  test::WriteFile(dir / "a.idx", "100\t0\n101\t99999999\n");
  try {
    const RecordSet records(dir / "a.rec");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kCorruptData);
    EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("a.idx"), testing::HasSubstr("101"),
                                             testing::HasSubstr("99999999")));
  }
}

TEST(RecordSet, MissingAndEmptyFilesAreErrors) {
  const test::TempDir dir;
  EXPECT_THROW(RecordSet(dir / "none.rec"), Error);
  test::WriteFile(dir / "empty.rec", "");
  EXPECT_THROW(RecordSet(dir / "empty.rec"), Error);
}

TEST(RecordSet, DamageIsNamedByKeyAndOffset) {
  const test::TempDir dir;
  test::WriteDetectionSet(dir / "a.rec", 3);
  const std::uint64_t offset = ReadIndexFile(dir / "a.idx")[1].offset;
  std::string contents = test::ReadText(dir / "a.rec");
  contents[offset] = '!';
  test::WriteFile(dir / "a.rec", contents);
  const RecordSet records(dir / "a.rec");
  std::vector<std::byte> payload;
  EXPECT_NO_THROW(records.Read(0, payload));
  EXPECT_NO_THROW(records.Read(2, payload));
  try {
    records.Read(1, payload);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where().key, 101U);
    EXPECT_EQ(error.where().offset, offset);
    EXPECT_THAT(error.what(), testing::HasSubstr("a.rec: record 101 at byte"));
  }
}

}  // namespace
}  // namespace imrec
