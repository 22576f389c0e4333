// MXNet's own RecordIO writer against ours, on payloads made to be hard.
#include <imrec/record_file.h>
#include <imrec/record_index.h>
#include <imrec/record_writer.h>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/golden/golden_set.h"
#include "tests/support/files.h"
#include "tests/support/sha256.h"

namespace imrec {
namespace {

class GoldenNasty : public testing::TestWithParam<test::GoldenSet> {
 protected:
  static std::filesystem::path File(const std::string& name) { return GetParam().folder / name; }
  static nlohmann::json ReadManifest() { return test::ReadJson(File("nasty.manifest.json")); }
};

INSTANTIATE_TEST_SUITE_P(Sets, GoldenNasty, testing::ValuesIn(test::GoldenSets()),
                         test::GoldenSetName);

TEST_P(GoldenNasty, EveryPayloadReadsBack) {
  const nlohmann::json manifest = ReadManifest();
  const RecordFile file(File("nasty.rec"));
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
    EXPECT_EQ(test::Sha256(record->payload), expected.at("sha256").get<std::string>());
    file.ReadAt(record->offset, payload);
    EXPECT_TRUE(std::ranges::equal(payload, record->payload));
  }
  EXPECT_FALSE(scanner.Next());
}

TEST_P(GoldenNasty, WriterGivesTheSameBytes) {
  const test::TempDir dir;
  const RecordFile file(File("nasty.rec"));
  RecordScanner scanner(file);
  RecordWriter writer(dir / "nasty.rec");
  while (const auto record = scanner.Next()) {
    EXPECT_EQ(writer.Write(writer.count(), record->payload), record->offset);
  }
  writer.Close();
  EXPECT_EQ(test::Sha256(test::ReadBytes(dir / "nasty.rec")),
            ReadManifest().at("file_sha256").get<std::string>());
  EXPECT_EQ(test::ReadText(dir / "nasty.idx"), test::ReadText(File("nasty.idx")));
}

TEST_P(GoldenNasty, IndexOffsetsAreThoseOfTheRecords) {
  const nlohmann::json manifest = ReadManifest();
  const std::vector<IndexEntry> index = ReadIndexFile(File("nasty.idx"));
  const std::vector<IndexEntry> built = BuildIndex(RecordFile(File("nasty.rec")));
  ASSERT_EQ(index.size(), manifest.at("count"));
  ASSERT_EQ(built.size(), index.size());
  for (std::size_t i = 0; i < index.size(); ++i) {
    EXPECT_EQ(index[i].offset, manifest.at("records")[i].at("offset"));
    EXPECT_EQ(built[i].offset, index[i].offset);
  }
}

}  // namespace
}  // namespace imrec
