
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/record_writer.h>

#include "recordio/internal/compressed_file.h"
#include "recordio/internal/record_salvage.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class RecordSalvage : public testing::Test {
 protected:
  // Writes records of 10 + 4 i bytes; every third contains an aligned magic, which must be escaped.
  void Write(std::size_t count) {
    RecordWriter writer(dir_ / "a.rec");
    for (std::size_t i = 0; i < count; ++i) {
      std::string payload(10 + 4 * i, static_cast<char>('a' + i % 26));
      if (i % 3 == 2) payload.replace(4, 4, "\x0a\x23\xd7\xce");
      payloads_.push_back(payload);
      offsets_.push_back(writer.Write(i, test::Bytes(payload)));
    }
    writer.Close();
    contents_ = test::ReadText(dir_ / "a.rec");
    offsets_.push_back(contents_.size());
  }

  // Compresses what is written. Returns where the frames end and the seek table begins.
  std::size_t Compress(std::uint64_t frame_bytes) {
    CompressRecords(dir_ / "a.rec", dir_ / "a.rec.zst", {.frame_bytes = frame_bytes});
    contents_ = test::ReadText(dir_ / "a.rec.zst");
    name_ = "b.rec.zst";
    return contents_.rfind("\x5e\x2a\x4d\x18");  // the magic of a skippable frame
  }

  // Returns the numbers of the payloads that are salvaged from `contents_`.
  std::vector<std::size_t> Salvage() {
    test::WriteFile(dir_ / name_, contents_);
    const RecordFile file(dir_ / name_);
    RecordSalvager salvager(file);
    std::vector<std::size_t> saved;
    while (const auto record = salvager.Next()) {
      const std::string payload(reinterpret_cast<const char*>(record->payload.data()),
                                record->payload.size());
      const auto found = std::ranges::find(payloads_, payload);
      saved.push_back(static_cast<std::size_t>(found - payloads_.begin()));
    }
    damage_ = salvager.damage();
    return saved;
  }

  test::TempDir dir_;
  std::string name_ = "b.rec";
  std::vector<std::string> payloads_;
  std::vector<std::uint64_t> offsets_;
  std::string contents_;
  std::vector<DamagedRegion> damage_;
};

std::vector<std::size_t> AllBut(std::size_t count, std::vector<std::size_t> lost) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < count; ++i) {
    if (std::ranges::find(lost, i) == lost.end()) numbers.push_back(i);
  }
  return numbers;
}

TEST_F(RecordSalvage, ReadsAnIntactFileCompletely) {
  Write(12);
  EXPECT_EQ(Salvage(), AllBut(12, {}));
  EXPECT_THAT(damage_, IsEmpty());
}

TEST_F(RecordSalvage, ADamagedHeadLosesOnlyItsRecord) {
  for (std::size_t i = 0; i < 12; ++i) {
    payloads_.clear();
    offsets_.clear();
    Write(12);
    contents_[offsets_[i]] = 'x';
    EXPECT_EQ(Salvage(), AllBut(12, {i}));
    ASSERT_THAT(damage_, SizeIs(1));
    EXPECT_EQ(damage_[0].begin, offsets_[i]);
    EXPECT_EQ(damage_[0].end, offsets_[i + 1]);
    EXPECT_THAT(damage_[0].reason, HasSubstr("bad magic"));
  }
}

TEST_F(RecordSalvage, ALengthThatExtendsOverOthersLosesOnlyItsRecord) {
  Write(12);
  // The length of record 3 covers part of the records after it.
  contents_[offsets_[3] + 4] = static_cast<char>(offsets_[5] + 12 - offsets_[3] - 8);
  EXPECT_EQ(Salvage(), AllBut(12, {3}));
  EXPECT_THAT(damage_.at(0).reason, HasSubstr("extends over the record at byte"));
}

TEST_F(RecordSalvage, ALengthThatEndsWithinTheNextHeadLosesOnlyItsRecord) {
  Write(12);
  contents_[offsets_[4] + 4] = static_cast<char>(offsets_[5] + 4 - offsets_[4] - 8);
  EXPECT_EQ(Salvage(), AllBut(12, {4}));
}

TEST_F(RecordSalvage, AdjacentDamageIsOneRegion) {
  Write(12);
  for (std::uint64_t at = offsets_[4]; at < offsets_[6] + 4; ++at) contents_[at] = '\0';
  EXPECT_EQ(Salvage(), AllBut(12, {4, 5, 6}));
  EXPECT_THAT(damage_, SizeIs(1));
}

TEST_F(RecordSalvage, SkipsGarbageAroundRecords) {
  Write(5);
  contents_ = std::string(8, '?') + contents_ + std::string(64, '\0');
  EXPECT_EQ(Salvage(), AllBut(5, {}));
  EXPECT_THAT(damage_, ElementsAre(testing::Field(&DamagedRegion::begin, 0U),
                                   testing::Field(&DamagedRegion::begin, offsets_[5] + 8)));
}

TEST_F(RecordSalvage, ReadsTheCompleteRecordsOfATruncatedFile) {
  Write(6);
  for (std::size_t size = 0; size < contents_.size(); ++size) {
    const std::string whole = contents_;
    contents_.resize(size);
    std::size_t expected = 0;
    while (expected + 1 < offsets_.size() && offsets_[expected + 1] <= size) ++expected;
    EXPECT_THAT(Salvage(), SizeIs(expected)) << size;
    EXPECT_EQ(damage_.size(), size == offsets_[expected] ? 0U : 1U) << size;
    contents_ = whole;
  }
}

// Each record has a frame of its own, and only that one is lost.
TEST_F(RecordSalvage, ADamagedFrameLosesOnlyItsRecords) {
  Write(12);
  const std::size_t frames_end = Compress(1);
  const std::string whole = contents_;
  ASSERT_GT(frames_end, 12U * 9U);
  std::set<std::size_t> lost;
  for (std::size_t at = 0; at < frames_end; ++at) {
    contents_ = whole;
    contents_[at] = static_cast<char>(contents_[at] ^ 4);
    const std::vector<std::size_t> saved = Salvage();
    EXPECT_TRUE(std::ranges::is_sorted(saved)) << at;
    EXPECT_EQ(saved.size() + damage_.size(), 12U) << at;
    ASSERT_THAT(damage_, SizeIs(testing::Le(1U))) << at;
    for (const DamagedRegion& region : damage_) {
      const auto record = std::ranges::find(offsets_, region.begin);
      ASSERT_NE(record, offsets_.end()) << at;
      EXPECT_EQ(region.end, *(record + 1)) << at;
      EXPECT_THAT(region.reason, HasSubstr("frame")) << at;
      lost.insert(static_cast<std::size_t>(record - offsets_.begin()));
    }
  }
  EXPECT_EQ(lost.size(), 12U);
}

// Looking at heads costs more than such frames have bytes.
TEST_F(RecordSalvage, ManyTinyFramesAreRead) {
  constexpr std::size_t kRecords = 500'000;
  RecordWriter writer(dir_ / "a.rec");
  for (std::size_t i = 0; i < kRecords; ++i) writer.Write(i, test::Bytes("tiny"));
  writer.Close();
  Compress(1);
  test::WriteFile(dir_ / name_, contents_);
  const RecordFile file(dir_ / name_);
  RecordSalvager salvager(file);
  std::size_t saved = 0;
  while (salvager.Next()) ++saved;
  EXPECT_EQ(saved, kRecords);
  EXPECT_THAT(salvager.damage(), IsEmpty());
}

// Records whose frames are neighbours of damaged ones, with all of them in the buffer of a scan.
TEST_F(RecordSalvage, SeveralDamagedFramesAreLeftOut) {
  Write(40);
  Compress(200);
  const std::string magic = "\x28\xb5\x2f\xfd";
  std::vector<std::size_t> frames;
  for (std::size_t at = contents_.find(magic); at != std::string::npos;
       at = contents_.find(magic, at + 1)) {
    frames.push_back(at);
  }
  ASSERT_GT(frames.size(), 6U);
  for (const std::size_t frame : {frames[0], frames[2], frames[3], frames.back()}) {
    contents_[frame] = 'x';
  }
  const std::vector<std::size_t> saved = Salvage();
  EXPECT_THAT(damage_, SizeIs(3));
  std::uint64_t bytes = 0;
  for (const DamagedRegion& region : damage_) bytes += region.end - region.begin;
  for (const std::size_t i : saved) bytes += offsets_[i + 1] - offsets_[i];
  EXPECT_EQ(bytes, offsets_.back());
  EXPECT_THAT(saved, SizeIs(testing::Gt(20U)));
}

// Overwriting any bytes must not lose other records, and must not produce records that were not
// written.
TEST_F(RecordSalvage, RandomDamageStaysLocal) {
  Write(40);
  const std::string whole = contents_;
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    contents_ = whole;
    const std::size_t begin = random() % whole.size();
    const std::size_t end = std::min(whole.size(), begin + 1 + random() % 60);
    for (std::size_t i = begin; i < end; ++i) contents_[i] = static_cast<char>(random());
    const std::vector<std::size_t> saved = Salvage();
    for (std::size_t i = 0; i < 40; ++i) {
      const bool touched = offsets_[i] < end && offsets_[i + 1] > begin;
      if (touched) continue;
      EXPECT_THAT(saved, testing::Contains(i)) << begin << ".." << end;
    }
  }
}

}  // namespace
}  // namespace imrec
