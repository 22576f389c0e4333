// Damaged copies of a file that MXNet wrote: what our readers make of them.
#include <imrec/error.h>
#include <imrec/record_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

#include "recordio/internal/record_salvage.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec {
namespace {

const std::filesystem::path kFolder =
    std::filesystem::path(IMREC_TEST_DIR) / "golden/mxnet/corrupt";

struct Case {
  std::string file;
  std::size_t records;                        // that come before the end or the error
  std::optional<std::uint64_t> error_offset;  // of the record that is damaged
  std::string reason;
};

// Record 8 starts at 104, the 32nd at 684.
const std::vector<Case> kCases = {
    {"base.rec", 32, std::nullopt, ""},
    {"empty.rec", 0, std::nullopt, ""},
    {"trunc_1.rec", 31, 684, "truncated"},
    {"trunc_4.rec", 31, 684, "truncated"},
    {"bad_magic_rec8.rec", 8, 104, "bad magic"},
    {"len_too_big_rec8.rec", 8, 104, "truncated"},
    {"cflag2_orphan_rec8.rec", 8, 104, "kind 2"},
    {"prefix_garbage_4.rec", 0, 0, "bad magic"},
    {"zero_tail_64.rec", 32, 708, "bad magic 0x00000000"},
};

TEST(GoldenCorrupt, GivesAllRecordsOrACleanError) {
  for (const Case& expected : kCases) {
    SCOPED_TRACE(expected.file);
    const std::filesystem::path path = kFolder / expected.file;
    const RecordFile file(path);
    RecordScanner scanner(file);
    std::size_t records = 0;
    try {
      while (scanner.Next()) ++records;
      EXPECT_FALSE(expected.error_offset);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kCorruptData);
      EXPECT_EQ(error.where().file, path.string());
      EXPECT_EQ(error.where().offset, expected.error_offset);
      EXPECT_THAT(error.reason(), testing::HasSubstr(expected.reason));
    }
    EXPECT_EQ(records, expected.records);
  }
}

// All records but the damaged one are saved, and the damage has a place.
TEST(GoldenCorrupt, SalvagingLosesAtMostOneRecord) {
  for (const Case& expected : kCases) {
    SCOPED_TRACE(expected.file);
    const RecordFile file(kFolder / expected.file);
    RecordSalvager salvager(file);
    std::size_t records = 0;
    while (salvager.Next()) ++records;
    const bool in_front_or_behind =
        expected.file == "prefix_garbage_4.rec" || expected.file == "zero_tail_64.rec";
    const std::size_t lost = expected.error_offset && !in_front_or_behind ? 1 : 0;
    EXPECT_EQ(records, expected.file == "empty.rec" ? 0 : 32 - lost);
    ASSERT_EQ(salvager.damage().size(), expected.error_offset ? 1U : 0U);
    if (!expected.error_offset) continue;
    EXPECT_EQ(salvager.damage()[0].begin, *expected.error_offset);
    EXPECT_THAT(salvager.damage()[0].reason, testing::HasSubstr(expected.reason));
  }
}

// What a user sees: verify names the place, repair saves the other records.
TEST(GoldenCorrupt, VerifyAndRepairAnswerClearly) {
  const test::TempDir dir;
  for (const Case& expected : kCases) {
    SCOPED_TRACE(expected.file);
    const std::string path = kFolder / expected.file;
    const auto verify = test::RunTool("imrec", {"verify", path, "--json"});
    const auto repair =
        test::RunTool("imrec", {"repair", path, "--force", "-o", dir / "saved.rec"});
    if (expected.file == "empty.rec") {
      EXPECT_EQ(verify.exit_code, 1);
      EXPECT_EQ(repair.exit_code, 2);
      EXPECT_THAT(repair.err, testing::HasSubstr("none of its records is valid"));
      continue;
    }
    const nlohmann::json answer = nlohmann::json::parse(verify.out);
    EXPECT_EQ(verify.exit_code, expected.error_offset ? 1 : 0);
    EXPECT_EQ(repair.exit_code, expected.error_offset ? 1 : 0) << repair.err;
    ASSERT_EQ(answer["damaged"].size(), expected.error_offset ? 1U : 0U);
    if (expected.error_offset) {
      EXPECT_EQ(answer["damaged"][0]["offset"], *expected.error_offset);
      EXPECT_THAT(answer["damaged"][0]["reason"], testing::HasSubstr(expected.reason));
    }
    const auto saved = test::RunTool("imrec", {"verify", dir / "saved.rec", "--json"});
    EXPECT_EQ(saved.exit_code, 0) << saved.out;
    EXPECT_EQ(nlohmann::json::parse(saved.out)["records"], answer["records"]);
  }
}

TEST(GoldenCorrupt, TableNamesEveryFile) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".rec") files.push_back(entry.path().filename().string());
  }
  std::vector<std::string> named;
  for (const Case& expected : kCases) named.push_back(expected.file);
  EXPECT_THAT(files, testing::UnorderedElementsAreArray(named));
}

}  // namespace
}  // namespace imrec
