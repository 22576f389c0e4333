// MXNet's own RecordIO writer against ours, on payloads made to be hard.
#include <imrec/record_file.h>
#include <imrec/record_index.h>
#include <imrec/record_writer.h>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/files.h"
#include "tests/support/sha256.h"

namespace imrec {
namespace {

const std::filesystem::path kGolden = std::filesystem::path(IMREC_SHARED_DIR) / "golden";

nlohmann::json ReadManifest() {
  return nlohmann::json::parse(test::ReadText(kGolden / "nasty.manifest.json"));
}

TEST(GoldenNasty, EveryPayloadReadsBack) {
  const nlohmann::json manifest = ReadManifest();
  const RecordFile file(kGolden / "nasty.rec");
  EXPECT_EQ(file.size(), manifest.at("file_size"));
  RecordScanner scanner(file);
  std::vector<std::byte> payload;
  for (const nlohmann::json& expected : manifest.at("records")) {
    SCOPED_TRACE(expected.at("name"));
    const auto record = scanner.Next();
    ASSERT_TRUE(record);
    EXPECT_EQ(record->offset, expected.at("offset"));
    EXPECT_EQ(record->next_offset - record->offset, expected.at("stored_bytes"));
    EXPECT_EQ(record->payload.size(), expected.at("length"));
    EXPECT_EQ(test::Sha256(record->payload), expected.at("sha256"));
    file.ReadAt(record->offset, payload);
    EXPECT_TRUE(std::ranges::equal(payload, record->payload));
  }
  EXPECT_FALSE(scanner.Next());
}

TEST(GoldenNasty, WriterGivesTheSameBytes) {
  const test::TempDir dir;
  const RecordFile file(kGolden / "nasty.rec");
  RecordScanner scanner(file);
  RecordWriter writer(dir / "nasty.rec");
  while (const auto record = scanner.Next()) {
    EXPECT_EQ(writer.Write(writer.count(), record->payload), record->offset);
  }
  writer.Close();
  EXPECT_EQ(test::Sha256(test::ReadBytes(dir / "nasty.rec")), ReadManifest().at("file_sha256"));
  EXPECT_EQ(test::ReadText(dir / "nasty.idx"), test::ReadText(kGolden / "nasty.idx"));
}

TEST(GoldenNasty, IndexOffsetsAreThoseOfTheRecords) {
  const nlohmann::json manifest = ReadManifest();
  const std::vector<IndexEntry> index = ReadIndexFile(kGolden / "nasty.idx");
  const std::vector<IndexEntry> built = BuildIndex(RecordFile(kGolden / "nasty.rec"));
  ASSERT_EQ(index.size(), manifest.at("count"));
  ASSERT_EQ(built.size(), index.size());
  for (std::size_t i = 0; i < index.size(); ++i) {
    EXPECT_EQ(index[i].offset, manifest.at("records")[i].at("offset"));
    EXPECT_EQ(built[i].offset, index[i].offset);
  }
}

}  // namespace
}  // namespace imrec
