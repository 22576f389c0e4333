#include <imrec/record_shard.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/image_record.h>
#include <imrec/record_writer.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

TEST(RecordShard, IndexAndScanAgree) {
  const test::TempDir dir;
  test::WriteDetectionSet(dir / "a.rec", 9);
  const RecordShard indexed(dir / "a.rec");
  EXPECT_FALSE(indexed.index_was_built());
  std::filesystem::remove(dir / "a.idx");
  const RecordShard scanned(dir / "a.rec");
  EXPECT_TRUE(scanned.index_was_built());
  ASSERT_EQ(scanned.size(), indexed.size());
  for (std::uint64_t i = 0; i < scanned.size(); ++i) {
    EXPECT_EQ(scanned.key(i), indexed.key(i));
    EXPECT_EQ(scanned.offset(i), indexed.offset(i));
  }
}

TEST(RecordShard, OrdinalsFollowTheFileWhateverTheIndexOrder) {
  const test::TempDir dir;
  test::WriteDetectionSet(dir / "a.rec", 3);
  const std::vector<IndexEntry> entries = ReadIndexFile(dir / "a.idx");
  test::WriteFile(dir / "a.idx", FormatIndex({entries[2], entries[0], entries[1]}));
  const RecordShard records(dir / "a.rec");
  EXPECT_EQ(records.key(0), 100U);
  EXPECT_EQ(records.key(2), 102U);
}

TEST(RecordShard, ReadsLabelsLongerThanOneRead) {
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
  RecordShard(dir / "a.rec").ReadLabels(0, scratch, read);
  EXPECT_EQ(read, labels);
}

TEST(RecordShard, RefusesAnIndexOfAnotherFile) {
  const test::TempDir dir;
  test::WriteDetectionSet(dir / "a.rec", 3);
  test::WriteFile(dir / "a.idx", "100\t0\n101\t99999999\n");
  try {
    const RecordShard records(dir / "a.rec");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kCorruptData);
    EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("a.idx"), testing::HasSubstr("101"),
                                             testing::HasSubstr("99999999")));
  }
}

TEST(RecordShard, AMissingFileIsAnError) {
  const test::TempDir dir;
  EXPECT_THROW(RecordShard(dir / "none.rec"), Error);
}

TEST(RecordShard, AnEmptyFileHasNoRecords) {
  const test::TempDir dir;
  test::WriteFile(dir / "empty.rec", "");
  EXPECT_EQ(RecordShard(dir / "empty.rec").size(), 0U);
  test::WriteFile(dir / "empty.idx", "");
  EXPECT_EQ(RecordShard(dir / "empty.rec").size(), 0U);
  EXPECT_EQ(RecordShard(dir / "empty.rec").notice(), "");
}

// The .idx of a set, spoilt in several ways.
class BadIndexTest : public testing::Test {
 protected:
  BadIndexTest() {
    test::WriteDetectionSet(dir_ / "a.rec", 8);
    index_ = test::ReadText(dir_ / "a.idx");
  }

  std::string ErrorWith(const std::string& index) const {
    test::WriteFile(dir_ / "a.idx", index);
    // Those who can work without the index do.
    const RecordShard scanned(dir_ / "a.rec", {.scan_if_index_is_bad = true});
    EXPECT_EQ(scanned.size(), 8U);
    EXPECT_TRUE(scanned.index_was_built());
    EXPECT_THAT(scanned.notice(), testing::HasSubstr("a.idx"));
    try {
      const RecordShard records(dir_ / "a.rec");
      return "no error";
    } catch (const Error& error) {
      return error.what();
    }
  }

  test::TempDir dir_;
  std::string index_;
};

TEST_F(BadIndexTest, IsNamedWithTheRemedy) {
  const auto names = [](const char* problem) {
    return testing::AllOf(testing::HasSubstr("a.idx"), testing::HasSubstr(problem),
                          testing::HasSubstr("imrec reindex"));
  };
  EXPECT_THAT(ErrorWith(""), names("is empty, but"));
  EXPECT_THAT(ErrorWith(index_.substr(0, index_.find_last_of('\t'))), names("expected 'key TAB"));
  EXPECT_THAT(ErrorWith(index_.substr(0, index_.size() - 3)), names("last line is cut off"));
  EXPECT_THAT(ErrorWith("nonsense"), names("expected 'key TAB"));
  EXPECT_THAT(ErrorWith("100\t0\n101\t99999999\n"), names("from different runs"));
}

TEST_F(BadIndexTest, OneThatEndsEarlyIsNoticed) {
  test::WriteFile(dir_ / "a.idx", index_.substr(0, index_.find('\n', 20) + 1));
  const RecordShard records(dir_ / "a.rec");
  EXPECT_LT(records.size(), 8U);
  EXPECT_THAT(records.notice(),
              testing::AllOf(testing::HasSubstr("a.idx"), testing::HasSubstr("imrec reindex")));
}

TEST_F(BadIndexTest, ADamagedLastRecordIsNoFaultOfTheIndex) {
  std::string contents = test::ReadText(dir_ / "a.rec");
  contents.resize(contents.size() - 8);
  test::WriteFile(dir_ / "a.rec", contents);
  const RecordShard records(dir_ / "a.rec");
  EXPECT_EQ(records.size(), 8U);
  EXPECT_EQ(records.notice(), "");
}

TEST(RecordShard, DamageIsNamedByKeyAndOffset) {
  const test::TempDir dir;
  test::WriteDetectionSet(dir / "a.rec", 3);
  const std::uint64_t offset = ReadIndexFile(dir / "a.idx")[1].offset;
  std::string contents = test::ReadText(dir / "a.rec");
  contents[offset] = '!';
  test::WriteFile(dir / "a.rec", contents);
  const RecordShard records(dir / "a.rec");
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
