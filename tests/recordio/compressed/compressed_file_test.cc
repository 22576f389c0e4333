#include <imrec/error.h>
#include <imrec/record_file.h>
#include <imrec/record_writer.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "recordio/internal/compressed_file.h"
#include "recordio/internal/file_digest.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec {
namespace {

using test::Bytes;
using test::TempDir;
using testing::HasSubstr;

class CompressedFileTest : public testing::Test {
 protected:
  CompressedFileTest() {
    std::mt19937 random(5);
    RecordWriter writer(dir_ / "a.rec");
    for (std::uint64_t i = 0; i < 200; ++i) {
      std::string payload(random() % 6000, static_cast<char>('a' + i % 26));
      for (std::size_t k = 0; k < payload.size(); k += 5) payload[k] = static_cast<char>(random());
      payloads_.push_back(Bytes(payload));
      offsets_.push_back(writer.Write(i, payloads_.back()));
    }
    writer.Close();
    result_ = CompressRecords(dir_ / "a.rec", dir_ / "a.rec.zst", {.frame_bytes = 20'000});
    compressed_ = test::ReadText(dir_ / "a.rec.zst");
  }

  // Reads all records of a file with these bytes. Returns "read" or the error.
  std::string Outcome(const std::string& bytes) const {
    test::WriteFile(dir_ / "b.rec.zst", bytes);
    try {
      const RecordFile file(dir_ / "b.rec.zst");
      RecordScanner scanner(file);
      while (scanner.Next()) continue;
      return "read";
    } catch (const Error& error) {
      EXPECT_EQ(error.where().file, (dir_ / "b.rec.zst").string());
      return error.what();
    }
  }
  // Returns the compressed file with `value` as the 32-bit number `place` bytes before its end.
  std::string WithNumberFromEnd(std::size_t place, std::uint32_t value) const {
    std::string bytes = compressed_;
    for (std::size_t i = 0; i < 4; ++i) {
      bytes[bytes.size() - place + i] = static_cast<char>(value >> (8 * i));
    }
    return bytes;
  }

  TempDir dir_;
  std::vector<std::vector<std::byte>> payloads_;
  std::vector<std::uint64_t> offsets_;
  CompressionResult result_;
  std::string compressed_;
};

TEST_F(CompressedFileTest, ReadsAtTheOffsetsOfThePlainFile) {
  const RecordFile plain(dir_ / "a.rec");
  const RecordFile file(dir_ / "a.rec.zst");
  EXPECT_EQ(file.size(), plain.size());
  EXPECT_EQ(result_.records, 200U);
  EXPECT_EQ(result_.bytes, plain.size());
  EXPECT_EQ(result_.compressed_bytes, compressed_.size());
  EXPECT_EQ(result_.compressed_digest, ReadFingerprint(dir_ / "a.rec.zst").digest);
  EXPECT_LT(compressed_.size(), plain.size());
  std::vector<std::byte> payload;
  std::mt19937 random(1);
  for (int i = 0; i < 500; ++i) {
    const std::size_t k = random() % payloads_.size();
    file.ReadAt(offsets_[k], payload);
    ASSERT_EQ(payload, payloads_[k]) << k;
  }
  RecordScanner scanner(file);
  for (const auto& expected : payloads_) {
    const auto record = scanner.Next();
    ASSERT_TRUE(record);
    EXPECT_TRUE(std::ranges::equal(record->payload, expected));
  }
  EXPECT_FALSE(scanner.Next());
}

TEST_F(CompressedFileTest, ManyThreadsReadConcurrently) {
  const RecordFile file(dir_ / "a.rec.zst");
  std::atomic<int> wrong = 0;
  std::vector<std::jthread> threads;
  for (unsigned t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      std::mt19937 random(t);
      std::vector<std::byte> payload;
      for (int i = 0; i < 300; ++i) {
        const std::size_t k = random() % payloads_.size();
        file.ReadAt(offsets_[k], payload);
        if (payload != payloads_[k]) ++wrong;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
}

TEST_F(CompressedFileTest, ZstdRestoresThePlainFile) {
  const auto result =
      test::RunProgram("zstd", {"-q", "-d", dir_ / "a.rec.zst", "-o", dir_ / "restored.rec"});
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(test::ReadText(dir_ / "restored.rec"), test::ReadText(dir_ / "a.rec"));
}

TEST_F(CompressedFileTest, DecompressRestoresThePlainFile) {
  DecompressRecords(dir_ / "a.rec.zst", dir_ / "restored.rec");
  EXPECT_EQ(test::ReadText(dir_ / "restored.rec"), test::ReadText(dir_ / "a.rec"));
  CompressRecords(dir_ / "a.rec", dir_ / "again.zst", {.frame_bytes = 20'000});
  EXPECT_EQ(test::ReadText(dir_ / "again.zst"), compressed_);
}

TEST_F(CompressedFileTest, EmptyFileSurvives) {
  RecordWriter(dir_ / "empty.rec").Close();
  CompressRecords(dir_ / "empty.rec", dir_ / "empty.rec.zst");
  const RecordFile file(dir_ / "empty.rec.zst");
  EXPECT_EQ(file.size(), 0U);
  EXPECT_FALSE(RecordScanner(file).Next());
}

TEST_F(CompressedFileTest, EveryTruncationIsAClearError) {
  for (std::size_t size = 0; size < compressed_.size(); size += 1 + size / 50) {
    EXPECT_THAT(Outcome(compressed_.substr(0, size)), HasSubstr("not a seekable Zstandard file"))
        << size;
  }
  EXPECT_EQ(Outcome(compressed_), "read");
  EXPECT_NE(Outcome(compressed_.substr(7)), "read");
}

TEST_F(CompressedFileTest, WrongSeekTablesAreClearErrors) {
  const std::uint32_t huge = 0xffffffff;
  EXPECT_THAT(Outcome(WithNumberFromEnd(9, huge)), HasSubstr("do not fit"));
  EXPECT_THAT(Outcome(WithNumberFromEnd(9, 1)), HasSubstr("damaged seek table"));
  EXPECT_THAT(Outcome(WithNumberFromEnd(13, huge)), HasSubstr("the format allows"));
  EXPECT_THAT(Outcome(WithNumberFromEnd(17, huge)), HasSubstr("its frames have"));
  // The table says 1 GiB for the last frame, which is smaller; then 1 byte, and it is larger.
  EXPECT_THAT(Outcome(WithNumberFromEnd(13, 1U << 30U)), HasSubstr("the seek table says"));
  EXPECT_THAT(Outcome(WithNumberFromEnd(13, 1)), HasSubstr("in the seek table"));
  std::string reserved = compressed_;
  reserved[reserved.size() - 5] = 0x40;
  EXPECT_THAT(Outcome(reserved), HasSubstr("reserved bits"));
}

// Otherwise the records of the frame would be missing without an error: frames begin at records.
TEST_F(CompressedFileTest, AFrameThatIsNotEmptyMayNotBeSoInTheTable) {
  const std::size_t size_of_last_frame = 9 + 4;  // before the foot of the table
  EXPECT_THAT(Outcome(WithNumberFromEnd(size_of_last_frame, 0)),
              HasSubstr("frame is longer than the 0 bytes in the seek table"));
  EXPECT_THAT(Outcome(WithNumberFromEnd(size_of_last_frame + 3 * 8, 0)),
              HasSubstr("frame is longer than the 0 bytes in the seek table"));
}

TEST_F(CompressedFileTest, DetectsFlippedBits) {
  std::mt19937 random(9);
  for (int i = 0; i < 300; ++i) {
    std::string bytes = compressed_;
    char& byte = bytes[random() % bytes.size()];
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << (random() % 8)));
    // Bits 0 and 1 of the descriptor are unused.
    if (&byte == &bytes[bytes.size() - 5]) continue;
    EXPECT_NE(Outcome(bytes), "read") << &byte - bytes.data();
  }
}

TEST_F(CompressedFileTest, RefusesDamagedFilesAndInvalidOptions) {
  EXPECT_THROW(CompressRecords(dir_ / "a.rec.zst", dir_ / "c.zst"), Error);
  EXPECT_THROW(CompressRecords(dir_ / "a.rec", dir_ / "c.zst", {.level = 0}), Error);
  EXPECT_THROW(CompressRecords(dir_ / "a.rec", dir_ / "c.zst", {.level = 20}), Error);
  test::WriteFile(dir_ / "bad.rec", test::ReadText(dir_ / "a.rec") + "1234");
  EXPECT_THROW(CompressRecords(dir_ / "bad.rec", dir_ / "c.zst"), Error);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "c.zst"));
  test::WriteFile(dir_ / "bad.zst", compressed_.substr(0, 100));
  EXPECT_THROW(DecompressRecords(dir_ / "bad.zst", dir_ / "c.rec"), Error);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "c.rec"));
}

}  // namespace
}  // namespace imrec
