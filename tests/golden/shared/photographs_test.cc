// The whole way over real annotated photographs: XML to list to records to batches.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/image_record.h>
#include <imrec/list_file.h>
#include <imrec/record_shard.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

const fs::path kData = fs::path(IMREC_SHARED_DIR) / "data";

class Photographs : public testing::Test {
 protected:
  ProcessResult List(const std::string& set) const {
    return RunTool("voc2lst", {kData / set, "-o", dir_ / (set + ".lst"), "--json"});
  }
  ProcessResult Pack(const std::string& set) const {
    return RunTool("im2rec", {dir_ / set, kData / set, "--pass-through", "--pack-label"});
  }

  // Every record holds the bytes of the file that its line names.
  void ExpectPayloadsAreTheFiles(const std::string& set) const {
    const ListFile list = ReadListFile(dir_ / (set + ".lst"));
    const RecordShard records(dir_ / (set + ".rec"));
    ASSERT_EQ(records.size(), list.entries.size());
    std::vector<std::byte> payload;
    std::vector<float> labels;
    for (std::uint64_t i = 0; i < records.size(); ++i) {
      records.Read(i, payload);
      const ImageRecordView record(payload);
      record.CopyLabels(labels);
      EXPECT_EQ(records.key(i), list.entries[i].index);
      EXPECT_EQ(labels, list.entries[i].labels);
      const std::vector<std::byte> file = ReadBytes(kData / set / list.entries[i].path);
      EXPECT_TRUE(std::ranges::equal(record.image(), file)) << list.entries[i].path;
    }
  }

  std::string Digest(const std::string& set, const std::string& threads) const {
    const ProcessResult result =
        RunTool("imrec", {"bench", dir_ / (set + ".rec"), "--preset", "ssd300", "--epochs", "1",
                          "--threads", threads, "--digest", "--json"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(result.out)["digest"];
  }

  // Nothing is damaged, and there is something to look at.
  void ExpectVerifiedAndPreviewed(const std::string& set) const {
    const std::string file = dir_ / (set + ".rec");
    const ProcessResult verify = RunTool("imrec", {"verify", file, "--decode", "--json"});
    EXPECT_EQ(verify.exit_code, 0) << verify.err;
    EXPECT_TRUE(nlohmann::json::parse(verify.out)["damaged"].empty());
    const ProcessResult preview =
        RunTool("imrec", {"preview", file, "--count", "2", "-o", dir_ / "sheet.png"});
    EXPECT_EQ(preview.exit_code, 0) << preview.err;
    EXPECT_GT(fs::file_size(dir_ / "sheet.png"), 100'000U);
  }

  TempDir dir_;
};

TEST_F(Photographs, BloodCellsNameTheirTwoEmptyBoxes) {
  const ProcessResult list = List("bccd");
  EXPECT_EQ(list.exit_code, 1);
  EXPECT_THAT(list.err, AllOf(HasSubstr("BloodImage_00338.xml:163: object 13 (RBC): has no area"),
                              HasSubstr("BloodImage_00343.xml:55: object 4 (RBC): has no area")));
  const auto report = nlohmann::json::parse(list.out);
  EXPECT_EQ(report["images"], 364);
  EXPECT_EQ(report["objects"], 4888 - 2);
  EXPECT_EQ(report["problem_counts"], (nlohmann::json{{"empty_box", 2}}));
  EXPECT_EQ(ReadText(dir_ / "bccd.classes.txt"), "Platelets\nRBC\nWBC\n");
}

TEST_F(Photographs, BloodCellsFromXmlToBatches) {
  ASSERT_EQ(List("bccd").exit_code, 1);
  const ProcessResult pack = Pack("bccd");
  EXPECT_EQ(pack.exit_code, 0) << pack.err;
  ExpectPayloadsAreTheFiles("bccd");
  ExpectVerifiedAndPreviewed("bccd");
  const std::string digest = Digest("bccd", "1");
  EXPECT_EQ(Digest("bccd", "2"), digest);
  EXPECT_EQ(Digest("bccd", "8"), digest);
}

// From VOC to records, to COCO and YOLO, and to lists again.
TEST_F(Photographs, BloodCellsThroughCocoAndYolo) {
  ASSERT_EQ(RunTool("voc2lst", {kData / "bccd", "-o", dir_ / "bccd.lst", "--object-fields", "none"})
                .exit_code,
            1);
  ASSERT_EQ(Pack("bccd").exit_code, 0);
  const std::vector<ListEntry> entries = ReadListFile(dir_ / "bccd.lst").entries;
  for (const std::string format : {"coco", "yolo"}) {
    const fs::path folder = dir_ / format;
    const ProcessResult extracted =
        RunTool("imrec", {"extract", dir_ / "bccd.rec", "-o", folder, "--" + format});
    ASSERT_EQ(extracted.exit_code, 0) << extracted.err;
    std::vector<std::string> arguments = {
        "--from", format, "--object-fields", "none", "-o", dir_ / "again.lst", "--json"};
    if (format == "coco") {
      arguments.insert(arguments.end(), {folder / "instances.json", "--images", folder / "images"});
    } else {
      arguments.push_back(folder);
    }
    const ProcessResult again = RunTool("voc2lst", arguments);
    EXPECT_EQ(again.exit_code, 0) << again.err;
    const auto report = nlohmann::json::parse(again.out);
    EXPECT_EQ(report["images"], 364);
    EXPECT_EQ(report["objects"], 4886);
    EXPECT_EQ(report["classes"], (nlohmann::json{{"Platelets", 361}, {"RBC", 4153}, {"WBC", 372}}));
    const std::vector<ListEntry> read = ReadListFile(dir_ / "again.lst").entries;
    ASSERT_EQ(read.size(), entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      EXPECT_EQ(read[i].labels, entries[i].labels) << format << ' ' << entries[i].path;
    }
  }
}

TEST_F(Photographs, CardsFromXmlToBatches) {
  const ProcessResult list = List("cards");
  EXPECT_EQ(list.exit_code, 0) << list.err;
  EXPECT_EQ(nlohmann::json::parse(list.out)["images"], 100);
  const ProcessResult pack = Pack("cards");
  EXPECT_EQ(pack.exit_code, 0) << pack.err;
  ExpectPayloadsAreTheFiles("cards");
  ExpectVerifiedAndPreviewed("cards");
  EXPECT_EQ(Digest("cards", "1"), Digest("cards", "3"));
}

}  // namespace
}  // namespace imrec::test
