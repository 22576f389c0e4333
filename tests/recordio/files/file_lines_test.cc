#include "recordio/internal/file_lines.h"

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/record_index.h>

#include "recordio/internal/text_lines.h"
#include "tests/support/files.h"
#include "tests/support/peak_memory.h"

namespace imrec::test {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;  // as FileLines reads

// Compares with TextLines, which needs the whole text in memory.
void ExpectSameLines(const std::string& text) {
  const TempDir dir;
  WriteFile(dir / "a.txt", text);
  const bool marked = text.starts_with("\xef\xbb\xbf");
  TextLines expected(std::string_view(text).substr(marked ? 3 : 0));
  FileLines lines(dir / "a.txt");
  EXPECT_EQ(lines.number(), 0U);
  EXPECT_EQ(lines.file_size(), text.size());
  while (expected.Next()) {
    ASSERT_TRUE(lines.Next()) << expected.number();
    ASSERT_EQ(lines.line(), expected.line()) << expected.number();
    ASSERT_EQ(lines.number(), expected.number());
  }
  EXPECT_EQ(lines.line_end(), text.size());
  EXPECT_FALSE(lines.Next());
  EXPECT_FALSE(lines.Next());
}

TEST(FileLines, AreThoseOfTheTextInMemory) {
  for (const char* text : {"", "\n", "a", "a\n", "\r\n\r\n", "a\r\nb\n\nc", "\xef\xbb\xbf",
                           "\xef\xbb\xbfx\n", "\xef\xbb", "a\rb\n"}) {
    ExpectSameLines(text);
  }
}

TEST(FileLines, MayCrossThePiecesThatAreRead) {
  for (const std::size_t length : {kPiece - 3, kPiece - 2, kPiece - 1, kPiece, kPiece + 1}) {
    const std::string line(length, 'x');
    for (const char* end : {"", "\n", "\r\n", "\nab\n", "\r\nab\r\n", "\n\n"}) {
      ExpectSameLines(line + end);
    }
  }
  ExpectSameLines("first\n" + std::string(3 * kPiece, 'y') + "\nlast\n");
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += std::to_string(i * 7919 % 100'003) + "\tline\r\n";
  ExpectSameLines(many);
}

TEST(FileLines, FileMustExist) {
  const TempDir dir;
  EXPECT_THROW(FileLines(dir / "none"), Error);
}

// Writes an index in which the keys are in the order of the records, or not.
std::vector<IndexEntry> WriteIndex(const std::filesystem::path& path, std::uint64_t count) {
  std::vector<IndexEntry> entries;
  for (std::uint64_t i = 0; i < count; ++i) {
    entries.push_back({.key = i * 7919 % count, .offset = i * 1016});
  }
  WriteFile(path, FormatIndex(entries));
  return entries;
}

TEST(ReadIndexFile, OfManyRecordsIsTheSame) {
  const TempDir dir;
  const std::vector<IndexEntry> entries = WriteIndex(dir / "a.idx", 100'000);
  EXPECT_EQ(ReadIndexFile(dir / "a.idx"), entries);
}

TEST(ReadIndexFile, Takes16BytesPerRecord) {
  if (!CanMeasureMemory()) GTEST_SKIP();
  constexpr std::uint64_t kRecords = 1'000'000;
  const TempDir dir;
  WriteIndex(dir / "small.idx", 1000);
  {
    std::ofstream file(dir / "large.idx");  // the text is not in the memory of this process
    for (std::uint64_t i = 0; i < kRecords; ++i) file << i << '\t' << i * 1016 << '\n';
  }
  const auto peak_of = [&](const char* name) {
    return PeakMemoryOf([&] { static_cast<void>(ReadIndexFile(dir / name)); });
  };
  EXPECT_LE(peak_of("large.idx") - peak_of("small.idx"),
            std::int64_t{16} * kRecords + (std::int64_t{1} << 20));
}

}  // namespace
}  // namespace imrec::test
