#include <imrec/error.h>
#include <imrec/record_file.h>
#include <imrec/record_writer.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::Bytes;
using test::TempDir;
using testing::HasSubstr;

constexpr std::string_view kMagicBytes = "\x0a\x23\xd7\xce";
// Heads of parts of 5 bytes: whole record; first, middle and last part.
constexpr std::string_view kWholeHead("\x0a\x23\xd7\xce\x05\x00\x00\x00", 8);

using Payloads = std::vector<std::vector<std::byte>>;

std::vector<std::uint64_t> WriteRecords(const std::filesystem::path& path,
                                        const Payloads& payloads) {
  RecordWriter writer(path);
  std::vector<std::uint64_t> offsets;
  for (const auto& payload : payloads) offsets.push_back(writer.Write(offsets.size(), payload));
  writer.Close();
  return offsets;
}

// A random payload that contains many magics, at all alignments.
std::vector<std::byte> RandomPayload(std::mt19937& random) {
  std::string payload;
  for (auto i = random() % 10; i > 0; --i) {
    if (random() % 3 != 0) payload += kMagicBytes;
    for (auto k = random() % 8; k > 0; --k) payload += static_cast<char>(random());
    if (random() % 4 == 0) payload += kWholeHead;
  }
  return Bytes(payload);
}

Payloads ThreeRecords() {
  return {Bytes("first record"), Bytes("abcd" + std::string(kMagicBytes) + "efg"), Bytes("third")};
}

Error ErrorOf(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return Error(ErrorCode::kUnsupported, "");
}

TEST(RecordFile, ReadsBackWhatTheWriterWrote) {
  const TempDir dir;
  std::mt19937 random(42);
  Payloads payloads;
  for (int i = 0; i < 400; ++i) payloads.push_back(RandomPayload(random));
  // Longer than the scanner's buffer, with an aligned magic.
  payloads.push_back(std::vector<std::byte>((std::size_t{1} << 21) + 3, std::byte{0x5a}));
  std::ranges::copy(Bytes(kMagicBytes), payloads.back().begin() + (1 << 20));
  for (int i = 0; i < 20; ++i) payloads.push_back(RandomPayload(random));
  const std::vector<std::uint64_t> offsets = WriteRecords(dir / "a.rec", payloads);

  const RecordFile file(dir / "a.rec");
  RecordScanner scanner(file);
  std::vector<std::byte> payload;
  for (std::size_t i = 0; i < payloads.size(); ++i) {
    const std::uint64_t next = i + 1 < offsets.size() ? offsets[i + 1] : file.size();
    EXPECT_EQ(file.ReadAt(offsets[i], payload), next);
    EXPECT_EQ(payload, payloads[i]) << i;
    const auto record = scanner.Next();
    ASSERT_TRUE(record) << i;
    EXPECT_EQ(record->offset, offsets[i]);
    EXPECT_EQ(record->next_offset, next);
    EXPECT_TRUE(std::ranges::equal(record->payload, payloads[i])) << i;
  }
  EXPECT_FALSE(scanner.Next());
  EXPECT_FALSE(scanner.Next());
}

TEST(RecordFile, EmptyFileHasNoRecords) {
  const TempDir dir;
  test::WriteFile(dir / "a.rec", "");
  const RecordFile file(dir / "a.rec");
  EXPECT_FALSE(RecordScanner(file).Next());
  std::vector<std::byte> payload;
  EXPECT_EQ(ErrorOf([&] { file.ReadAt(0, payload); }).code(), ErrorCode::kCorruptData);
}

TEST(RecordFile, OpeningReportsTheProblem) {
  const TempDir dir;
  const Error missing = ErrorOf([&] { RecordFile file(dir / "none.rec"); });
  EXPECT_EQ(missing.code(), ErrorCode::kNotFound);
  EXPECT_EQ(missing.where().file, (dir / "none.rec").string());
  const Error folder = ErrorOf([&] { RecordFile file(dir.path()); });
  EXPECT_EQ(folder.code(), ErrorCode::kIo);
  EXPECT_EQ(folder.where().file, dir.path().string());
}

TEST(RecordFile, ReadPrefixAtReadsAtMostTheRequestedLength) {
  const TempDir dir;
  const std::string magic(kMagicBytes);
  const std::string text = "abcd" + magic + magic + std::string(1000, 'x') + magic + "end";
  const auto offsets = WriteRecords(dir / "a.rec", {Bytes("before"), Bytes(text)});
  const RecordFile file(dir / "a.rec");
  std::vector<std::byte> payload;
  for (std::size_t length = 0; length < text.size() + 5; ++length) {
    file.ReadPrefixAt(offsets[1], length, payload);
    ASSERT_EQ(payload, Bytes(text.substr(0, length))) << length;
  }
}

TEST(RecordFile, OffsetsThatAreNotRecordsAreErrors) {
  const TempDir dir;
  // The payload contains a complete record at an offset that is not a multiple of four.
  const auto offsets =
      WriteRecords(dir / "a.rec", {Bytes("x" + std::string(kWholeHead) + "hello and more"),
                                   Bytes("abcd" + std::string(kMagicBytes) + "efg")});
  const RecordFile file(dir / "a.rec");
  std::vector<std::byte> payload;
  for (std::uint64_t offset = 0; offset < file.size() + 20; ++offset) {
    if (std::ranges::find(offsets, offset) != offsets.end()) continue;
    const Error error = ErrorOf([&] { file.ReadAt(offset, payload); });
    EXPECT_EQ(error.code(), ErrorCode::kCorruptData) << offset;
    EXPECT_EQ(error.where().offset, offset);
    EXPECT_EQ(error.where().file, file.path());
  }
  EXPECT_EQ(ErrorOf([&] { file.ReadAt(~std::uint64_t{0}, payload); }).code(),
            ErrorCode::kCorruptData);
}

TEST(RecordFile, LengthIsCheckedBeforeAllocation) {
  const TempDir dir;
  test::WriteFile(dir / "a.rec",
                  "\x0a\x23\xd7\xce\xff\xff\xff\x1f"
                  "abcd");
  const RecordFile file(dir / "a.rec");
  std::vector<std::byte> payload;
  const Error error = ErrorOf([&] { file.ReadAt(0, payload); });
  EXPECT_THAT(error.what(), HasSubstr("536870911"));
  EXPECT_THAT(error.what(), HasSubstr("ends at 12"));
  EXPECT_EQ(payload.capacity(), 0U);
}

TEST(RecordFile, PartsBeforeTheLastMustBeMultiplesOfFour) {
  const TempDir dir;
  // ThreeRecords()[1] as it is stored, but with the length 3 instead of 4 in the first part. With
  // the padding, the next part would still be found.
  const auto first_part = [](char length) {
    return std::string(kMagicBytes) + std::string{length, 0, 0, 0x20} + std::string("abc\0", 4);
  };
  const std::string last_part =
      std::string(kMagicBytes) + std::string{3, 0, 0, 0x60} + std::string("efg\0", 4);
  test::WriteFile(dir / "good.rec", first_part(4) + last_part);
  test::WriteFile(dir / "bad.rec", first_part(3) + last_part);
  std::vector<std::byte> payload;
  RecordFile(dir / "good.rec").ReadAt(0, payload);
  EXPECT_EQ(payload.size(), 11U);
  EXPECT_EQ(ErrorOf([&] { RecordFile(dir / "bad.rec").ReadAt(0, payload); }).code(),
            ErrorCode::kCorruptData);
}

TEST(RecordScanner, TruncationAnywhereIsFewerRecordsOrAnError) {
  const TempDir dir;
  const Payloads payloads = ThreeRecords();
  const auto offsets = WriteRecords(dir / "whole.rec", payloads);
  const std::string whole = test::ReadText(dir / "whole.rec");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    test::WriteFile(dir / "cut.rec", std::string_view(whole).substr(0, size));
    const RecordFile file(dir / "cut.rec");
    RecordScanner scanner(file);
    std::size_t before = 0;
    while (before < 2 && offsets[before + 1] <= size) {
      ASSERT_TRUE(scanner.Next()) << size;
      ++before;
    }
    if (offsets[before] == size) {
      EXPECT_FALSE(scanner.Next()) << size;
      continue;
    }
    const Error error = ErrorOf([&] { scanner.Next(); });
    EXPECT_EQ(error.code(), ErrorCode::kCorruptData) << size;
    EXPECT_EQ(error.where().offset, offsets[before]) << size;
    EXPECT_EQ(error.where().file, (dir / "cut.rec").string());
  }
}

TEST(RecordScanner, FlippedBytesAreOtherRecordsOrAnError) {
  const TempDir dir;
  WriteRecords(dir / "whole.rec", ThreeRecords());
  const std::string whole = test::ReadText(dir / "whole.rec");
  int errors = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const unsigned mask : {0x01U, 0x20U, 0x80U, 0xFFU}) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ mask);
      test::WriteFile(dir / "bad.rec", damaged);
      const RecordFile file(dir / "bad.rec");
      RecordScanner scanner(file);
      std::uint64_t end = 0;
      try {
        while (const auto record = scanner.Next()) {
          EXPECT_EQ(record->offset, end);
          EXPECT_LE(record->payload.size(), damaged.size());
          end = record->next_offset;
        }
        EXPECT_EQ(end, damaged.size());
      } catch (const Error& error) {
        ++errors;
        EXPECT_EQ(error.code(), ErrorCode::kCorruptData);
        EXPECT_EQ(error.where().offset, end) << at;
        EXPECT_EQ(error.where().file, file.path());
      }
    }
  }
  // There are four heads with four bytes of magic each; every flip in those is an error.
  EXPECT_GE(errors, 4 * 4 * 4);
}

TEST(RecordScanner, OffsetStaysAtTheDamage) {
  const TempDir dir;
  const auto offsets = WriteRecords(dir / "a.rec", ThreeRecords());
  std::string text = test::ReadText(dir / "a.rec");
  text[offsets[1]] = 'X';
  test::WriteFile(dir / "a.rec", text);
  const RecordFile file(dir / "a.rec");
  RecordScanner scanner(file);
  EXPECT_TRUE(scanner.Next());
  for (int attempt = 0; attempt < 3; ++attempt) {
    EXPECT_EQ(ErrorOf([&] { scanner.Next(); }).where().offset, offsets[1]);
  }
}

// After a failed read, the buffer must not be used.
TEST(RecordScanner, FileThatShrinksWhileOpenIsAnErrorEachTime) {
  const TempDir dir;
  WriteRecords(dir / "a.rec", {std::vector<std::byte>(100, std::byte{1})});
  const RecordFile file(dir / "a.rec");
  std::filesystem::resize_file(dir / "a.rec", 20);
  RecordScanner scanner(file);
  for (int attempt = 0; attempt < 3; ++attempt) {
    EXPECT_EQ(ErrorOf([&] { scanner.Next(); }).code(), ErrorCode::kCorruptData);
  }
}

}  // namespace
}  // namespace imrec
