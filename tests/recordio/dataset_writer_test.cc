#include <imrec/checksum_file.h>
#include <imrec/dataset_writer.h>
#include <imrec/error.h>
#include <imrec/output_file.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::Bytes;
using test::TempDir;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::vector<std::string> NamesIn(const TempDir& dir) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
    names.push_back(entry.path().filename());
  }
  return names;
}

std::string ErrorOf(const auto& action) {
  try {
    action();
    return "no error";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(DatasetWriter, FilesAppearTogether) {
  const TempDir dir;
  DatasetWriter writer({.prefix = dir / "set", .tool = "test", .class_names = {"cat"}});
  EXPECT_FALSE(writer.resuming());
  writer.Write(7, Bytes("hello"));
  writer.Write(3, {});
  writer.CountSkipped();
  writer.AddCompanion(".txt", "companion");
  EXPECT_EQ(writer.count(), 2U);
  for (const std::string& name : NamesIn(dir)) EXPECT_THAT(name, HasSubstr(".partial"));
  const Manifest manifest = writer.Close();
  EXPECT_EQ(manifest.skipped, 1U);
  EXPECT_EQ(manifest.labels.kind, LabelKind::kUnknown);
  EXPECT_EQ(manifest, ReadManifest(dir / "set.manifest.json"));
  EXPECT_EQ(test::ReadText(dir / "set.idx"), "7\t0\n3\t16\n");
  EXPECT_EQ(test::ReadText(dir / "set.txt"), "companion");
  EXPECT_EQ(ReadChecksumFile(dir / "set.crc")[0].digest, PayloadDigest(Bytes("hello")));
}

TEST(DatasetWriter, WithoutCloseTheOldSetStaysAndNothingElse) {
  const TempDir dir;
  const auto write = [&](std::string_view payload) {
    DatasetWriter writer({.prefix = dir / "set"});
    writer.Write(1, Bytes(payload));
    return writer;
  };
  write("old").Close();
  const auto before = test::ReadText(dir / "set.manifest.json");
  static_cast<void>(write("new"));
  EXPECT_EQ(test::ReadText(dir / "set.manifest.json"), before);
  EXPECT_THAT(NamesIn(dir),
              UnorderedElementsAre("set.rec", "set.idx", "set.crc", "set.manifest.json"));
}

TEST(DatasetWriter, UnfinishedShardsGo) {
  const TempDir dir;
  {
    DatasetWriter writer({.prefix = dir / "set", .shard_bytes = 20});
    for (std::uint64_t i = 0; i < 5; ++i) writer.Write(i, Bytes("0123456789"));
    EXPECT_EQ(writer.shard(), 4U);
  }
  EXPECT_THAT(NamesIn(dir), testing::IsEmpty());
}

TEST(DatasetWriter, ShardsThatWereNotBegunAreMadeEmpty) {
  const TempDir dir;
  DatasetWriter writer({.prefix = dir / "set", .shard_count = 3});
  writer.Write(1, Bytes("x"));
  const Manifest manifest = writer.Close();
  ASSERT_EQ(manifest.shards.size(), 3U);
  EXPECT_EQ(manifest.shards[2].bytes, 0U);
  EXPECT_EQ(RecordFile(dir / "set-00002-of-00003.rec").size(), 0U);
}

// A run that is stopped as a kill would stop it: its partial files are copied while it lives.
class StoppedRun {
 public:
  StoppedRun(const TempDir& dir, const DatasetOptions& options, std::uint64_t records) {
    std::filesystem::create_directory(dir / "copy");
    DatasetWriter writer(options);
    for (std::uint64_t i = 0; i < records; ++i) writer.Write(i, Payload(i));
    writer.Note("a note\twith\nall \\ kinds");
    for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
      if (entry.is_regular_file()) {
        std::filesystem::copy(entry.path(), dir / "copy" / entry.path().filename());
      }
    }
  }

  static std::vector<std::byte> Payload(std::uint64_t i) {
    return std::vector<std::byte>(300'000, static_cast<std::byte>(i));
  }
};

TEST(DatasetWriter, ResumesBehindTheLastRecordWithAChecksum) {
  const TempDir dir;
  for (const std::uint64_t shard_bytes : {0U, 1'000'000U}) {
    const StoppedRun run(dir, {.prefix = dir / "set", .shard_bytes = shard_bytes}, 11);
    DatasetWriter writer({.prefix = dir / "copy/set", .shard_bytes = shard_bytes, .resume = true});
    ASSERT_TRUE(writer.resuming());
    EXPECT_THAT(writer.notes(), ElementsAre("a note\twith\nall \\ kinds"));
    std::vector<std::uint64_t> keys;
    writer.Recover([&](std::uint64_t key) {
      keys.push_back(key);
      return true;
    });
    EXPECT_GE(keys.size(), 6U);
    EXPECT_LT(keys.size(), 11U);
    for (std::uint64_t i = keys.size(); i < 11; ++i) writer.Write(i, StoppedRun::Payload(i));
    const Manifest resumed = writer.Close();

    DatasetWriter whole({.prefix = dir / "whole", .shard_bytes = shard_bytes});
    for (std::uint64_t i = 0; i < 11; ++i) whole.Write(i, StoppedRun::Payload(i));
    const Manifest expected = whole.Close();
    ASSERT_EQ(resumed.shards.size(), expected.shards.size());
    for (std::size_t i = 0; i < expected.shards.size(); ++i) {
      EXPECT_EQ(resumed.shards[i].digest, expected.shards[i].digest);
      const auto path = dir / "copy" / resumed.shards[i].file;
      const auto expected_path = dir / expected.shards[i].file;
      EXPECT_EQ(test::ReadText(path), test::ReadText(expected_path));
      EXPECT_EQ(test::ReadText(IndexPathFor(path)), test::ReadText(IndexPathFor(expected_path)));
      EXPECT_EQ(test::ReadText(ChecksumPathFor(path)),
                test::ReadText(ChecksumPathFor(expected_path)));
    }
    std::filesystem::remove_all(dir / "copy");
  }
}

TEST(DatasetWriter, RecordsThatAreNotAcceptedGoWithAllBehindThem) {
  const TempDir dir;
  const DatasetOptions options{.prefix = dir / "set", .shard_bytes = 1'000'000};
  const StoppedRun run(dir, options, 11);
  DatasetOptions resumed = options;
  resumed.prefix = dir / "copy/set";
  resumed.resume = true;
  DatasetWriter writer(resumed);
  writer.Recover([](std::uint64_t key) { return key < 4; });
  EXPECT_EQ(writer.count(), 4U);
  EXPECT_EQ(writer.shard(), 1U);
  EXPECT_FALSE(std::filesystem::exists(dir / "copy/set-00002.rec.partial"));
  EXPECT_EQ(writer.Close().records(), 4U);
}

TEST(DatasetWriter, AnotherRunIsNotResumed) {
  const TempDir dir;
  const StoppedRun run(dir, {.prefix = dir / "set", .options = {{"resize", "300"}}}, 5);
  const DatasetOptions other{
      .prefix = dir / "copy/set", .resume = true, .options = {{"resize", "200"}}};
  EXPECT_THAT(ErrorOf([&] { DatasetWriter writer(other); }),
              HasSubstr("the interrupted run had resize 300, this one has 200"));
  EXPECT_TRUE(std::filesystem::exists(dir / "copy/set.rec.partial"));
  DatasetOptions same = other;
  same.options["resize"] = "300";
  EXPECT_TRUE(DatasetWriter(same).resuming());
}

TEST(DatasetWriter, WhatCouldNotGetItsNameGetsItFromTheNextRun) {
  const TempDir dir;
  DatasetOptions options{.prefix = dir / "set"};
  // No file can take the place of this folder.
  std::filesystem::create_directories(dir / "set.crc/in the way");
  {
    DatasetWriter writer(options);
    writer.Write(1, Bytes("x"));
    EXPECT_THAT(ErrorOf([&] { writer.Close(); }), HasSubstr("cannot rename to set.crc"));
  }
  EXPECT_THAT(ErrorOf([&] { DatasetWriter writer(options); }), HasSubstr("cannot rename"));
  EXPECT_FALSE(std::filesystem::exists(dir / "set.manifest.json"));
  std::filesystem::remove_all(dir / "set.crc");
  options.resume = true;
  DatasetWriter writer(options);
  EXPECT_TRUE(writer.complete());
  EXPECT_EQ(writer.Close().records(), 1U);
  EXPECT_EQ(ReadChecksumFile(dir / "set.crc").size(), 1U);
  EXPECT_EQ(test::ReadText(dir / "set.idx"), "1\t0\n");
}

TEST(DatasetWriter, ACompleteSetOfOtherOptionsOrSizeIsMadeAgain) {
  const TempDir dir;
  DatasetOptions options{.prefix = dir / "set", .options = {{"a", "1"}}};
  const auto make = [&] {
    DatasetWriter writer(options);
    if (writer.complete()) return false;
    writer.Write(1, Bytes("x"));
    writer.Close();
    return true;
  };
  EXPECT_TRUE(make());
  options.resume = true;
  EXPECT_FALSE(make());
  options.options["a"] = "2";
  EXPECT_TRUE(make());
  EXPECT_FALSE(make());
  test::WriteFile(dir / "set.rec", "cut");
  EXPECT_TRUE(make());
  std::filesystem::remove(dir / "set.idx");
  EXPECT_TRUE(make());
}

TEST(DatasetWriter, OptionsOutOfRangeAreRefused) {
  const TempDir dir;
  const auto path = dir / "set";
  EXPECT_THROW(DatasetWriter({.prefix = path, .shard_count = 0}), Error);
  EXPECT_THROW(DatasetWriter({.prefix = path, .shard_count = 2, .shard_bytes = 1}), Error);
  EXPECT_THROW(DatasetWriter({.prefix = path, .compression_level = 0}), Error);
  EXPECT_THAT(NamesIn(dir), testing::IsEmpty());
}

}  // namespace
}  // namespace imrec
