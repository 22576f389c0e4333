
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/record_index.h>
#include <imrec/record_writer.h>

#include "reader/records/record_check.h"
#include "recordio/internal/checksum_file.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/image_records.h"
#include "tests/support/make_identity_set.h"

namespace imrec {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class RecordCheck : public testing::Test {
 protected:
  RecordCheck() { test::WriteDetectionSet(Path(), kRecords); }

  std::filesystem::path Path() const { return dir_ / "a.rec"; }
  RecordCheckResult Check(bool decode = false) const {
    return CheckRecords(Path(), {.decode = decode, .threads = 3});
  }
  std::vector<IndexEntry> Index() const { return ReadIndexFile(dir_ / "a.idx"); }
  void WriteIndex(const std::vector<IndexEntry>& entries) const {
    test::WriteFile(dir_ / "a.idx", FormatIndex(entries));
  }
  void Spoil(std::uint64_t offset) const {
    std::string contents = test::ReadText(Path());
    contents[offset] = static_cast<char>(contents[offset] ^ 0x55);
    test::WriteFile(Path(), contents);
  }
  // The one thing that is wrong with such a file, which has a good record beside the bad one.
  std::string ProblemOf(const std::vector<float>& label) const {
    RecordWriter writer(Path());
    std::vector<std::byte> payload;
    BuildImageRecord(1, test::MakeLabel({}), LabelPacking::kPacked, test::MakeJpeg({8, 8}),
                     payload);
    writer.Write(1, payload);
    BuildImageRecord(2, label, LabelPacking::kPacked, test::MakeJpeg({8, 8}), payload);
    writer.Write(2, payload);
    writer.Close();
    const RecordCheckResult result = Check();
    EXPECT_LE(result.damaged.size(), 1U);
    return result.damaged.empty() ? "" : result.damaged[0].reason;
  }

  static constexpr std::size_t kRecords = 12;  // keys from 100
  test::TempDir dir_;
};

TEST_F(RecordCheck, ASoundFileHasNoDamage) {
  const RecordCheckResult result = Check(true);
  EXPECT_EQ(result.records, kRecords);
  EXPECT_EQ(result.bytes, std::filesystem::file_size(Path()));
  EXPECT_TRUE(result.had_index);
  EXPECT_FALSE(result.had_checksums);
  EXPECT_THAT(result.damaged, IsEmpty());
}

TEST_F(RecordCheck, LostRecordsAreNamedByTheirKey) {
  const std::uint64_t offset = Index()[4].offset;
  Spoil(offset);
  const RecordCheckResult result = Check();
  EXPECT_EQ(result.records, kRecords - 1);
  ASSERT_THAT(result.damaged, SizeIs(1));
  EXPECT_EQ(result.damaged[0].key, 104U);
  EXPECT_EQ(result.damaged[0].offset, offset);
  EXPECT_THAT(result.damaged[0].reason, HasSubstr("bad magic"));
}

TEST_F(RecordCheck, OnlyDecodingFindsWhatIsWrongInsideAnImage) {
  std::string contents = test::ReadText(Path());
  for (std::uint64_t i = Index()[6].offset - 200; i < Index()[6].offset - 8; ++i)
    contents[i] = '\xff';
  test::WriteFile(Path(), contents);
  EXPECT_THAT(Check(false).damaged, IsEmpty());
  const RecordCheckResult result = Check(true);
  ASSERT_THAT(result.damaged, SizeIs(1));
  EXPECT_EQ(result.damaged[0].key, 105U);
  EXPECT_THAT(result.damaged[0].reason, HasSubstr("corrupt JPEG"));
}

TEST_F(RecordCheck, NotesTellOfSoundRecords) {
  const std::vector<std::byte> sound = test::MakeJpeg({60, 40});
  std::vector<std::byte> no_end = sound;
  no_end.resize(no_end.size() - 2);
  test::WriteImageRecords(Path(), {sound, no_end, sound, no_end});
  RecordCheckResult result = Check(true);
  EXPECT_THAT(result.damaged, IsEmpty());
  ASSERT_THAT(result.notes, SizeIs(2));
  EXPECT_EQ(result.notes[0].key, 1U);
  EXPECT_EQ(result.notes[0].offset, Index()[1].offset);
  EXPECT_EQ(result.notes[0].text, "the end marker is missing");
  EXPECT_EQ(result.notes[1].key, 3U);
  // They show when images are decoded.
  EXPECT_THAT(Check(false).notes, IsEmpty());
}

TEST_F(RecordCheck, ImagesBeyondTheLimitsAreDamage) {
  for (const bool decode : {false, true}) {
    const RecordCheckResult result =
        CheckRecords(Path(), {.decode = decode, .threads = 2, .limits = {.max_pixels = 10}});
    // No payload is an image record then.
    EXPECT_FALSE(result.image_records);
  }
  test::WriteImageRecords(Path(), {test::MakeJpeg({10, 10}), test::MakeJpeg({11, 10})});
  const RecordCheckResult result = CheckRecords(Path(), {.limits = {.max_pixels = 100}});
  ASSERT_THAT(result.damaged, SizeIs(1));
  EXPECT_EQ(result.damaged[0].key, 1U);
  EXPECT_THAT(result.damaged[0].reason, HasSubstr("11x10 pixels, more than the limit of 100"));
}

TEST_F(RecordCheck, ChecksumsFindAnySpoiltByte) {
  const RecordFile file(Path());
  RecordScanner scanner(file);
  std::vector<RecordChecksum> checksums;
  while (const auto record = scanner.Next()) {
    checksums.push_back({.key = 100 + checksums.size(),
                         .offset = record->offset,
                         .length = record->payload.size(),
                         .digest = PayloadDigest(record->payload)});
  }
  WriteChecksumFile(dir_ / "a.crc", checksums);
  EXPECT_TRUE(Check().had_checksums);
  EXPECT_THAT(Check().damaged, IsEmpty());
  Spoil(Index()[7].offset - 20);
  const RecordCheckResult result = Check();
  ASSERT_THAT(result.damaged, SizeIs(1));
  EXPECT_EQ(result.damaged[0].key, 106U);
  EXPECT_THAT(result.damaged[0].reason, HasSubstr("checksum"));
  checksums.push_back({.key = 1, .offset = checksums.back().offset + 4000});
  WriteChecksumFile(dir_ / "a.crc", checksums);
  EXPECT_THAT(Check().damaged, SizeIs(2));
}

TEST_F(RecordCheck, TheIndexMustNameEachRecordOnce) {
  const std::vector<IndexEntry> good = Index();
  std::vector<IndexEntry> entries = good;
  entries.erase(entries.begin() + 2);
  WriteIndex(entries);
  ASSERT_THAT(Check().damaged, SizeIs(1));
  EXPECT_EQ(Check().damaged[0].offset, good[2].offset);
  EXPECT_THAT(Check().damaged[0].reason, HasSubstr("the index does not have this record"));

  entries = good;
  entries[3].offset += 4;
  WriteIndex(entries);
  EXPECT_THAT(Check().damaged, SizeIs(2));

  entries = good;
  entries[3].key = entries[2].key;
  WriteIndex(entries);
  ASSERT_THAT(Check().damaged, SizeIs(1));
  EXPECT_THAT(Check().damaged[0].reason, HasSubstr("this key twice"));

  test::WriteFile(dir_ / "a.idx", "1\t0\nnonsense\n");
  EXPECT_THAT(Check().damaged.at(0).reason, HasSubstr("a.idx:2"));
}

TEST_F(RecordCheck, LabelsMustBeInRange) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(ProblemOf(test::MakeLabel({{0, 0, 0, 1.0005F, 1}})), "");
  EXPECT_EQ(ProblemOf({2, 6, -1, 0, 0, 0, 0, 0}), "");
  EXPECT_THAT(ProblemOf(test::MakeLabel({{}, {1, 0, 0, 0.5F, 1.2F}})),
              HasSubstr("object 2: its box reaches outside 0..1"));
  EXPECT_THAT(ProblemOf(test::MakeLabel({{1, 0.5F, 0, 0.25F, 1}})), HasSubstr("inverted"));
  EXPECT_THAT(ProblemOf(test::MakeLabel({{1, 0, nan, 1, 1}})), HasSubstr("not a number"));
  EXPECT_THAT(ProblemOf({2, nan}), HasSubstr("not a number"));
}

TEST_F(RecordCheck, LabelsAreHeldAgainstThoseOfMostRecords) {
  RecordWriter writer(Path());
  std::vector<std::byte> payload;
  const auto write = [&](const std::vector<float>& label) {
    BuildImageRecord(writer.count(), label, LabelPacking::kPacked, test::MakeJpeg({8, 8}), payload);
    writer.Write(writer.count(), payload);
  };
  const std::vector<float> good = test::MakeLabel({{1, 0, 0, 1, 1}});
  for (int i = 0; i < 5; ++i) write(good);
  write({2, 6, 1, .1F, .1F, .5F});
  write({4});
  write(good);
  writer.Close();
  const RecordCheckResult result = Check();
  EXPECT_EQ(result.labels.kind, LabelKind::kDetection);
  ASSERT_THAT(result.damaged, SizeIs(2));
  EXPECT_EQ(result.damaged[0].key, 5U);
  EXPECT_THAT(result.damaged[0].reason, HasSubstr("6 values do not divide"));
  EXPECT_EQ(result.damaged[1].key, 6U);
}

TEST_F(RecordCheck, BoxesInPixelsAreNamedAndCounted) {
  RecordWriter writer(Path());
  std::vector<std::byte> payload;
  for (int i = 0; i < 3; ++i) {
    BuildImageRecord(writer.count(), test::MakeLabel({{0, 10, 10, 50, 30}}), LabelPacking::kPacked,
                     test::MakeJpeg({8, 8}), payload);
    writer.Write(writer.count(), payload);
  }
  writer.Close();
  const RecordCheckResult result = Check();
  EXPECT_THAT(result.damaged, SizeIs(3));
  EXPECT_EQ(result.pixel_boxes, 3U);
  EXPECT_THAT(result.damaged[0].reason, HasSubstr("looks like pixels"));
}

TEST_F(RecordCheck, IdentitySetsAreSound) {
  test::WriteIdentitySet(Path(), {2, 3, 1});
  const RecordCheckResult result = Check(true);
  EXPECT_THAT(result.damaged, IsEmpty());
  EXPECT_EQ(result.labels.kind, LabelKind::kIdentity);
  EXPECT_EQ(result.identities, 3U);
  EXPECT_EQ(result.records, 10U);
}

TEST_F(RecordCheck, ARecordWithoutAnImageElsewhereIsDamaged) {
  RecordWriter writer(Path());
  std::vector<std::byte> payload;
  BuildImageRecord(1, test::MakeLabel({}), LabelPacking::kPacked, test::MakeJpeg({8, 8}), payload);
  writer.Write(1, payload);
  writer.Write(2, test::KeyRangePayload(2, 6));
  writer.Close();
  ASSERT_THAT(Check().damaged, SizeIs(1));
  EXPECT_EQ(Check().damaged[0].key, 2U);
  EXPECT_THAT(Check().damaged[0].reason, HasSubstr("no image"));
}

TEST_F(RecordCheck, AnEmptyShardIsSound) {
  test::WriteFile(Path(), "");
  WriteIndex({});
  EXPECT_THAT(Check(true).damaged, IsEmpty());
}

TEST_F(RecordCheck, FilesOfAnotherKindAreCheckedInTheirFraming) {
  RecordWriter writer(Path());
  writer.Write(0, test::Bytes("some text"));
  writer.Write(1, test::Bytes("more text"));
  writer.Close();
  const RecordCheckResult result = Check(true);
  EXPECT_FALSE(result.image_records);
  EXPECT_THAT(result.damaged, IsEmpty());
}

TEST_F(RecordCheck, AnEmptyFileIsDamaged) {
  test::WriteFile(Path(), "");
  std::filesystem::remove(dir_ / "a.idx");
  ASSERT_THAT(Check().damaged, SizeIs(1));
  EXPECT_EQ(Check().damaged[0].reason, "the file is empty");
  std::filesystem::remove(Path());
  EXPECT_THROW(Check(), Error);
}

TEST_F(RecordCheck, AnImageOfUnknownFormatIsNamed) {
  RecordWriter writer(Path());
  std::vector<std::byte> payload;
  for (const auto& image : {test::MakeJpeg({8, 8}), test::Bytes("<html>404</html>")}) {
    BuildImageRecord(writer.count(), test::MakeLabel({}), LabelPacking::kPacked, image, payload);
    writer.Write(writer.count(), payload);
  }
  writer.Close();
  ASSERT_THAT(Check().damaged, SizeIs(1));
  EXPECT_EQ(Check().damaged[0].key, 1U);
  EXPECT_THAT(Check().damaged[0].reason, testing::ContainsRegex("not a JPEG, PNG.* or RAW image"));
}

}  // namespace
}  // namespace imrec
