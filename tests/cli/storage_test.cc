// im2rec's and imrec's files, end to end: manifest, checksums, shards, parts, compression.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/manifest.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

#include "recordio/internal/checksum_file.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class StorageTest : public testing::Test {
 protected:
  static constexpr int kImages = 23;

  StorageTest() {
    std::string list;
    for (int i = 0; i < kImages; ++i) {
      const std::string name = std::to_string(i) + ".jpg";
      if (i != 9) WriteFile(dir_ / ("in/" + name), MakeJpeg({30 + 5 * i, 40}, i));
      list += std::to_string(100 + i) + '\t' + std::to_string(i % 2) + '\t' + name + '\n';
      if (i % 6 == 2) list += "malformed\n";
    }
    WriteFile(dir_ / "set.lst", list);
    WriteFile(dir_ / "set.classes.txt", "cat\ndog\n");
  }

  ProcessResult Pack(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--pass-through", dir_ / "set", dir_ / "in"});
    ProcessResult result = RunTool("im2rec", arguments);
    EXPECT_EQ(result.exit_code, 1) << result.err;
    return result;
  }
  static std::string PartName(int part) {
    return (part < 10 ? "set.part00" : "set.part0") + std::to_string(part);
  }
  bool Exists(const std::string& name) const { return std::filesystem::exists(dir_ / name); }

  // Holds a .rec file, its index and its checksums against each other.
  void ExpectAgreement(const std::filesystem::path& path) const {
    const RecordFile file(path);
    const auto checksums = ReadChecksumFile(ChecksumPathFor(path));
    EXPECT_EQ(ReadIndexFile(IndexPathFor(path)), BuildIndex(file));
    RecordScanner scanner(file);
    for (const RecordChecksum& checksum : checksums) {
      const auto record = scanner.Next();
      ASSERT_TRUE(record);
      EXPECT_EQ(record->offset, checksum.offset);
      EXPECT_EQ(record->payload.size(), checksum.length);
      EXPECT_EQ(PayloadDigest(record->payload), checksum.digest);
    }
    EXPECT_FALSE(scanner.Next());
  }

  TempDir dir_;
};

TEST_F(StorageTest, ManifestSaysWhatTheDataSetIs) {
  Pack({});
  ExpectAgreement(dir_ / "set.rec");
  const Manifest manifest = ReadManifest(dir_ / "set.manifest.json");
  EXPECT_EQ(manifest.tool, "im2rec");
  EXPECT_EQ(manifest.options.at("pass-through"), "true");
  EXPECT_THAT(manifest.class_names, ElementsAre("cat", "dog"));
  EXPECT_EQ(manifest.labels,
            (LabelLayout{.kind = LabelKind::kClassification, .width_min = 1, .width_max = 1}));
  EXPECT_EQ(manifest.skipped, 5U);
  ASSERT_EQ(manifest.shards.size(), 1U);
  EXPECT_EQ(manifest.shards[0].file, "set.rec");
  EXPECT_EQ(manifest.shards[0].records, kImages - 1U);
  EXPECT_EQ(manifest.shards[0].bytes, std::filesystem::file_size(dir_ / "set.rec"));
}

TEST_F(StorageTest, DigestInTheManifestIsThatOfXxhsum) {
  Pack({});
  // xxhsum comes with another package; without it the digest is that of a second run at least.
  const Manifest manifest = ReadManifest(dir_ / "set.manifest.json");
  const ProcessResult sum = RunProgram("xxhsum", {"-H2", dir_ / "set.rec"});
  if (sum.exit_code == 0) {
    EXPECT_THAT(sum.out, HasSubstr(manifest.shards[0].digest));
  }
  WriteFile(dir_ / "in/0.jpg", MakeJpeg({31, 41}, 5));
  Pack({});
  EXPECT_NE(ReadManifest(dir_ / "set.manifest.json").shards[0].digest, manifest.shards[0].digest);
}

TEST_F(StorageTest, DetectionLabelsAreDescribed) {
  WriteFile(dir_ / "set.lst",
            "1\t2\t5\t0\t.1\t.1\t.5\t.5\t0.jpg\n"
            "2\t2\t5\t1\t.1\t.1\t.5\t.5\t0\t.2\t.2\t.4\t.4\t1.jpg\n");
  ASSERT_EQ(RunTool("im2rec", {"--pack-label", dir_ / "set", dir_ / "in"}).exit_code, 0);
  EXPECT_EQ(ReadManifest(dir_ / "set.manifest.json").labels,
            (LabelLayout{.kind = LabelKind::kDetection,
                         .width_min = 7,
                         .width_max = 12,
                         .header_width = 2,
                         .object_width = 5}));
}

TEST_F(StorageTest, ShardsByNumberJoinToTheWhole) {
  Pack({});
  const std::string whole = ReadText(dir_ / "set.rec");
  for (const char* threads : {"1", "3"}) {
    const ProcessResult result = Pack({"--num-shards", "4", "--num-thread", threads});
    EXPECT_THAT(result.err, AllOf(HasSubstr("4 shards"), HasSubstr("22 records")));
    const Manifest manifest = ReadManifest(dir_ / "set.manifest.json");
    ASSERT_EQ(manifest.shards.size(), 4U);
    EXPECT_EQ(manifest.shards[2].file, "set-00002-of-00004.rec");
    std::string joined;
    for (const ManifestShard& shard : manifest.shards) {
      ExpectAgreement(dir_ / shard.file);
      EXPECT_GE(shard.records, 5U);
      EXPECT_LE(shard.records, 6U);
      joined += ReadText(dir_ / shard.file);
    }
    EXPECT_EQ(joined, whole);
  }
}

TEST_F(StorageTest, ShardsBySizeKeepToIt) {
  Pack({});
  const std::string whole = ReadText(dir_ / "set.rec");
  Pack({"--shard-size", "5K"});
  const Manifest manifest = ReadManifest(dir_ / "set.manifest.json");
  ASSERT_GT(manifest.shards.size(), 3U);
  std::string joined;
  for (const ManifestShard& shard : manifest.shards) {
    ExpectAgreement(dir_ / shard.file);
    EXPECT_TRUE(shard.bytes <= 5 * 1024 || shard.records == 1) << shard.file;
    joined += ReadText(dir_ / shard.file);
  }
  EXPECT_EQ(joined, whole);
  EXPECT_FALSE(Exists("set-00000.rec.partial"));
}

TEST_F(StorageTest, PartsJoinToTheWhole) {
  Pack({});
  const std::string whole = ReadText(dir_ / "set.rec");
  const std::string skipped = ReadText(dir_ / "set.skipped.tsv");
  for (const int parts : {2, 5, 30}) {
    std::string joined;
    std::string joined_skips = skipped.substr(0, skipped.find('\n') + 1);
    for (int i = 0; i < parts; ++i) {
      RunTool("im2rec", {"--pass-through", "--num-parts", std::to_string(parts), "--part-index",
                         std::to_string(i), dir_ / "set", dir_ / "in"});
      const std::string name = PartName(i);
      if (Exists(name + ".rec")) {
        ExpectAgreement(dir_ / (name + ".rec"));
        joined += ReadText(dir_ / (name + ".rec"));
      }
      if (Exists(name + ".skipped.tsv")) {
        const std::string table = ReadText(dir_ / (name + ".skipped.tsv"));
        joined_skips += table.substr(table.find('\n') + 1);
      }
    }
    EXPECT_EQ(joined, whole) << parts;
    EXPECT_EQ(joined_skips, skipped) << parts;
    for (int i = 0; i < parts; ++i) {
      const std::string name = PartName(i);
      for (const char* end : {".rec", ".idx", ".crc", ".manifest.json", ".skipped.tsv"}) {
        std::filesystem::remove(dir_ / (name + end));
      }
    }
  }
}

TEST_F(StorageTest, CompressedPackingIsThatOfThePlainFile) {
  Pack({});
  const std::string plain = ReadText(dir_ / "set.rec");
  const std::string index = ReadText(dir_ / "set.idx");
  const ProcessResult result = Pack({"--compress", "zstd:5"});
  EXPECT_THAT(result.err, HasSubstr("set.rec.zst"));
  // The old plain file would not go with a new index.
  EXPECT_FALSE(Exists("set.rec"));
  EXPECT_EQ(ReadText(dir_ / "set.idx"), index);
  ExpectAgreement(dir_ / "set.rec.zst");
  const ProcessResult zstd =
      RunProgram("zstd", {"-q", "-d", dir_ / "set.rec.zst", "-o", dir_ / "restored.rec"});
  ASSERT_EQ(zstd.exit_code, 0) << zstd.err;
  EXPECT_EQ(ReadText(dir_ / "restored.rec"), plain);
  Pack({});
  EXPECT_FALSE(Exists("set.rec.zst"));
}

TEST_F(StorageTest, CompressAndDecompressAreInverse) {
  Pack({});
  const std::string plain = ReadText(dir_ / "set.rec");
  const ProcessResult compressed = RunTool("imrec", {"compress", dir_ / "set.rec", "--json"});
  ASSERT_EQ(compressed.exit_code, 0) << compressed.err;
  const auto report = nlohmann::json::parse(compressed.out);
  EXPECT_EQ(report["files"][0]["records"], kImages - 1);
  EXPECT_EQ(report["files"][0]["bytes"], plain.size());
  EXPECT_EQ(report["files"][0]["compressed_bytes"],
            std::filesystem::file_size(dir_ / "set.rec.zst"));
  ExpectAgreement(dir_ / "set.rec.zst");

  const ProcessResult refused = RunTool("imrec", {"decompress", dir_ / "set.rec.zst"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("set.rec: exists; --force replaces it"));
  WriteFile(dir_ / "set.rec", "");
  ASSERT_EQ(RunTool("imrec", {"decompress", "--force", dir_ / "set.rec.zst"}).exit_code, 0);
  EXPECT_EQ(ReadText(dir_ / "set.rec"), plain);
}

TEST_F(StorageTest, ToolsReadCompressedFilesAsPlainOnes) {
  const std::string plain = dir_ / "boxes.rec";
  const std::string compressed = dir_ / "boxes.rec.zst";
  WriteDetectionSet(plain, 40);
  WriteFile(dir_ / "boxes.classes.txt", "ant\nbee\ncat\ndog\nelk\n");
  ASSERT_EQ(RunTool("imrec", {"compress", plain}).exit_code, 0);
  const auto info = [](const std::string& file) {
    const ProcessResult result = RunTool("imrec", {"info", file, "--json"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.err, testing::IsEmpty()) << "the .idx serves both";
    return result.out;
  };
  EXPECT_EQ(info(compressed), info(plain));
  EXPECT_THAT(info(compressed), HasSubstr("\"elk\""));
  const auto digest = [](const std::string& file) {
    const ProcessResult result =
        RunTool("imrec", {"bench", file, "--digest", "--threads", "3", "--json"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return nlohmann::json::parse(result.out)["digest"];
  };
  EXPECT_EQ(digest(compressed), digest(plain));
  const auto preview = [this](const std::string& file) {
    const ProcessResult result =
        RunTool("imrec", {"preview", file, "--count", "2", "--force", "-o", dir_ / "sheet.png"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return ReadText(dir_ / "sheet.png");
  };
  EXPECT_TRUE(preview(compressed) == preview(plain));
}

TEST_F(StorageTest, OneFileThatFailsDoesNotKeepTheOthers) {
  Pack({});
  WriteFile(dir_ / "bad.rec", "no records");
  const ProcessResult result =
      RunTool("imrec", {"compress", dir_ / "bad.rec", dir_ / "none.rec", dir_ / "set.rec"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, AllOf(HasSubstr("bad.rec: byte 0: bad magic"), HasSubstr("none.rec")));
  EXPECT_THAT(result.out, HasSubstr("set.rec.zst: 22 records"));
  EXPECT_FALSE(Exists("bad.rec.zst"));
  EXPECT_EQ(RunTool("imrec", {"compress", "--level", "20", dir_ / "set.rec"}).exit_code, 2);
}

TEST_F(StorageTest, WrongUseIsExplained) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"--num-shards", "0"}, "--num-shards"},
      {{"--num-shards", "24"}, "--num-shards 24 exceeds the number of images, 23"},
      {{"--num-shards", "2", "--shard-size", "1G"}, "--shard-size"},
      {{"--shard-size", "0"}, "not '0'"},
      {{"--shard-size", "1 GiB"}, "not '1 GiB'"},
      {{"--shard-size", "99999999TiB"}, "not '99999999TiB'"},
      {{"--part-index", "1"}, "--num-parts"},
      {{"--num-parts", "2", "--part-index", "2"}, "--part-index must be 0..1"},
      {{"--compress", "gzip"}, "zstd:LEVEL"},
      {{"--compress", "zstd:"}, "zstd:LEVEL"},
      {{"--compress", "zstd:3x"}, "zstd:LEVEL"},
      {{"--compress", "zstd:99"}, "LEVEL 1..19"}};
  for (auto [arguments, message] : cases) {
    arguments.insert(arguments.end(), {dir_ / "set", dir_ / "in"});
    const ProcessResult result = RunTool("im2rec", arguments);
    EXPECT_EQ(result.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_THAT(result.err, HasSubstr(message)) << testing::PrintToString(arguments);
  }
  for (const auto& entry : std::filesystem::directory_iterator(dir_.path())) {
    EXPECT_THAT(entry.path().string(), testing::Not(HasSubstr("set.rec")));
    EXPECT_THAT(entry.path().string(), testing::Not(HasSubstr("partial")));
  }
}

}  // namespace
}  // namespace imrec::test
