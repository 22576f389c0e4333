#include <imrec/error.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordio/internal/checksum_file.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using test::Bytes;
using test::TempDir;
using testing::HasSubstr;

TEST(ChecksumFile, DigestIsXxh3) {
  // Published test values of XXH3-64 with seed 0.
  EXPECT_EQ(FormatDigest(PayloadDigest({})), "2d06800538d394c2");
  EXPECT_EQ(FormatDigest(0x1f), "000000000000001f");
  EXPECT_NE(PayloadDigest(Bytes("abc")), PayloadDigest(Bytes("abd")));
}

TEST(ChecksumFile, ReadsBackWhatWasWritten) {
  const TempDir dir;
  const std::vector<RecordChecksum> checksums = {
      {.key = 7, .offset = 0, .length = 5, .digest = 0xffffffffffffffff},
      {.key = 1ULL << 63, .offset = 16, .length = 0, .digest = 1}};
  WriteChecksumFile(dir / "a.crc", checksums);
  EXPECT_EQ(test::ReadText(dir / "a.crc"),
            "# imrec-crc 1 xxh3-64: key, offset, length and digest of the payload\n"
            "7\t0\t5\tffffffffffffffff\n"
            "9223372036854775808\t16\t0\t0000000000000001\n");
  EXPECT_EQ(ReadChecksumFile(dir / "a.crc"), checksums);
  WriteChecksumFile(dir / "a.crc", {});
  EXPECT_TRUE(ReadChecksumFile(dir / "a.crc").empty());
}

TEST(ChecksumFile, ReportsTheInvalidLine) {
  const TempDir dir;
  const std::string header(kChecksumHeader);
  const std::string good = "1\t0\t4\t0123456789abcdef\n";
  const std::vector<std::tuple<std::string, std::uint64_t, std::string>> cases = {
      {"", 0, "should start with '# imrec-crc"},
      {"1\t0\n", 1, "should start with"},
      {"# imrec-crc 2 sha256\n", 1, "unsupported version"},
      {header + good + "x\n", 3, "expected 'key TAB"},
      {header + "1\t0\t4\t0123456789abcde\n", 2, "expected 'key TAB"},
      {header + "1\t0\t4\t0123456789abcdefg\n", 2, "expected 'key TAB"},
      {header + "1\t0\t4\t0123456789abcdeg\n", 2, "expected 'key TAB"},
      {header + "1\t0\t-4\t0123456789abcdef\n", 2, "expected 'key TAB"},
      {header + "1 0 4 0123456789abcdef\n", 2, "expected 'key TAB"},
      {header + good + good, 3, "file order"}};
  for (const auto& [text, line, message] : cases) {
    test::WriteFile(dir / "a.crc", text);
    try {
      ReadChecksumFile(dir / "a.crc");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.where().line, line) << text;
      EXPECT_THAT(error.what(), HasSubstr(message));
      EXPECT_EQ(error.where().file, (dir / "a.crc").string());
    }
  }
}

TEST(ChecksumFile, PathIsNextToTheRecords) {
  EXPECT_EQ(ChecksumPathFor("d/a.rec"), "d/a.crc");
  EXPECT_EQ(ChecksumPathFor("d/a.rec.zst"), "d/a.crc");
}

}  // namespace
}  // namespace imrec
