#include <imrec/identity_set.h>

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/record_writer.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/make_identity_set.h"

namespace imrec {
namespace {

using testing::ElementsAre;

std::vector<std::uint64_t> KeysOf(const std::vector<IndexEntry>& entries) {
  std::vector<std::uint64_t> keys;
  for (const IndexEntry& entry : entries) keys.push_back(entry.key);
  return keys;
}

TEST(ParseKeyRange, AcceptsTwoWholeNumbersWithoutAnImage) {
  const auto range = ParseKeyRange(test::KeyRangePayload(9, 13));
  ASSERT_TRUE(range);
  EXPECT_EQ(range->begin, 9);
  EXPECT_EQ(range->end, 13);
  EXPECT_TRUE(ParseKeyRange(test::KeyRangePayload(3, 3)));
}

TEST(ParseKeyRange, RejectsOtherRecords) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  for (const auto& [begin, end] : {std::pair{4.0F, 3.0F},
                                   {-1.0F, 3.0F},
                                   {1.5F, 3.0F},
                                   {kNan, 3.0F},
                                   {1.0F, kNan},
                                   {1.0F, 1e30F}}) {
    EXPECT_FALSE(ParseKeyRange(test::KeyRangePayload(begin, end))) << begin << ' ' << end;
  }
  std::vector<std::byte> payload;
  BuildImageRecord(0, std::vector<float>{1, 2}, LabelPacking::kPacked, test::Bytes("x"), payload);
  EXPECT_FALSE(ParseKeyRange(payload));
  BuildImageRecord(0, std::vector<float>{1}, LabelPacking::kPacked, test::Bytes("8 bytes!"),
                   payload);
  EXPECT_FALSE(ParseKeyRange(payload));
  EXPECT_FALSE(ParseKeyRange({}));
}

class TakeIdentityRecordsTest : public testing::Test {
 protected:
  std::optional<IdentityRecords> Take(bool keys_are_ids) {
    const RecordFile file(dir_ / "a.rec");
    entries_ = keys_are_ids ? BuildIndex(file) : ReadIndexFile(dir_ / "a.idx");
    return TakeIdentityRecords(file, keys_are_ids, entries_);
  }

  test::TempDir dir_;
  std::vector<IndexEntry> entries_;
};

TEST_F(TakeIdentityRecordsTest, ByTheIndex) {
  test::WriteIdentitySet(dir_ / "a.rec", {2, 3, 1});
  const auto records = Take(false);
  ASSERT_TRUE(records);
  EXPECT_EQ(records->head, (IndexEntry{.key = 0, .offset = 0}));
  EXPECT_THAT(KeysOf(records->identities), ElementsAre(7, 8, 9));
  EXPECT_THAT(KeysOf(entries_), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(TakeIdentityRecordsTest, ByTheRecordsThemselves) {
  test::WriteIdentitySet(dir_ / "a.rec", {2, 3, 1});
  const auto records = Take(true);
  ASSERT_TRUE(records);
  EXPECT_THAT(KeysOf(records->identities), ElementsAre(7, 8, 9));
  EXPECT_THAT(KeysOf(entries_), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(TakeIdentityRecordsTest, LeavesOtherSetsUnchanged) {
  test::WriteDetectionSet(dir_ / "a.rec", 5);
  EXPECT_FALSE(Take(false));
  EXPECT_EQ(entries_.size(), 5U);
  EXPECT_FALSE(Take(true));
}

TEST_F(TakeIdentityRecordsTest, AnEmptyImageIsNotAnIdentityRecord) {
  // An image of 0 bytes with the label of an image without objects, "2, 5". It looks like a head
  // record, but there are no records 2 .. 4 without an image.
  RecordWriter writer(dir_ / "a.rec");
  writer.Write(0, test::KeyRangePayload(2, 5));
  writer.Write(1, test::KeyRangePayload(2, 5));
  writer.Close();
  EXPECT_FALSE(Take(false));
  EXPECT_EQ(entries_.size(), 2U);
}

TEST(IdentitySetWriter, RoundTrip) {
  const test::TempDir dir;
  DatasetWriter writer({.prefix = dir / "out"});
  IdentitySetWriter identities(writer);
  std::vector<std::byte> payload;
  for (const float label : {0.0F, 0.0F, 1.0F, 4.0F, 4.0F, 4.0F}) {
    BuildImageRecord(77, std::vector<float>{label}, LabelPacking::kPacked, test::MakeJpeg({8, 8}),
                     payload);
    identities.Write(payload);
  }
  EXPECT_EQ(identities.images(), 6U);
  identities.Finish();
  const Manifest manifest = writer.Close();
  EXPECT_EQ(manifest.labels.kind, LabelKind::kIdentity);

  const RecordFile file(dir / "out.rec");
  std::vector<IndexEntry> entries = ReadIndexFile(dir / "out.idx");
  EXPECT_THAT(KeysOf(entries), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 0));
  const auto records = TakeIdentityRecords(file, false, entries);
  ASSERT_TRUE(records);
  EXPECT_THAT(KeysOf(entries), ElementsAre(1, 2, 3, 4, 5, 6));
  file.ReadAt(records->head.offset, payload);
  EXPECT_EQ(ParseKeyRange(payload)->begin, 7);
  EXPECT_EQ(ParseKeyRange(payload)->end, 10);
  EXPECT_EQ(ImageRecordView(payload).id2(), 1U);
  file.ReadAt(records->identities[2].offset, payload);
  EXPECT_EQ(ParseKeyRange(payload)->begin, 4);
  EXPECT_EQ(ParseKeyRange(payload)->end, 7);
  file.ReadAt(entries[3].offset, payload);
  EXPECT_EQ(ImageRecordId(payload), 4U);
}

TEST(IdentitySetWriter, RefusesLabelsThatAreNotAnIdentity) {
  const test::TempDir dir;
  DatasetWriter writer({.prefix = dir / "out"});
  IdentitySetWriter identities(writer);
  std::vector<std::byte> payload;
  BuildImageRecord(1, std::vector<float>{0.5F}, LabelPacking::kPacked, {}, payload);
  EXPECT_THROW(identities.Write(payload), Error);
  EXPECT_EQ(identities.images(), 0U);
}

}  // namespace
}  // namespace imrec
