#include "recordio/internal/staged_set.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "recordio/internal/staged_commit.h"
#include "recordio/internal/staged_shard_writer.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;

using Files = std::map<std::string, std::string>;

Files FilesIn(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    files[entry.path().filename()] = entry.is_directory() ? "a folder" : ReadText(entry.path());
  }
  return files;
}

class StagedSetTest : public testing::Test {
 protected:
  StagedSet Set(std::uint64_t shards, std::optional<int> level = {}) const {
    return {.options = {.prefix = dir_ / "data/set",
                        .shard_count = shards,
                        .compression_level = level,
                        .tool = "test",
                        .options = {{"an", "option"}}},
            .run = "00112233aabbccdd"};
  }
  static PackedShard Pack(const StagedSet& set, std::uint64_t shard, const std::string& text) {
    StagedShardWriter writer(set, shard);
    for (std::uint64_t key = 0; key < 3; ++key) {
      writer.Write(10 * shard + key, Bytes(text + std::to_string(key)));
    }
    PackedShard packed = writer.Finish();
    writer.Stage();
    return packed;
  }
  // The files of a DatasetWriter.
  Files Expected(const StagedSet& set, const std::vector<std::string>& texts) const {
    Write(set, texts);
    return FilesIn(dir_ / "expected");
  }
  void Write(const StagedSet& set, const std::vector<std::string>& texts) const {
    DatasetOptions options = set.options;
    options.prefix = dir_ / "expected/set";
    DatasetWriter writer(options);
    for (std::uint64_t shard = 0; shard < texts.size(); ++shard) {
      if (shard > 0) writer.NextShard();
      for (std::uint64_t key = 0; key < 3; ++key) {
        writer.Write(10 * shard + key, Bytes(texts[shard] + std::to_string(key)));
      }
    }
    writer.CountSkipped();
    writer.AddCompanion(".txt", "a text");
    writer.Close();
  }

  TempDir dir_;
};

TEST_F(StagedSetTest, TheSetIsThatOfADatasetWriter) {
  for (const std::optional<int> level : {std::optional<int>(), std::optional(2)}) {
    for (const std::uint64_t shards : {1U, 3U}) {
      const StagedSet set = Set(shards, level);
      fs::create_directories(dir_ / "data");
      BeginRun(set);
      StagedContents contents{.skipped = 1, .companions = {{".txt", "a text"}, {".no.txt", ""}}};
      std::vector<std::string> texts;
      for (std::uint64_t shard = 0; shard < shards; ++shard) {
        texts.push_back("text " + std::to_string(shard));
        contents.shards.push_back(Pack(set, shard, texts.back()));
        EXPECT_TRUE(IsStaged(set, shard, contents.shards.back()));
      }
      EXPECT_FALSE(IsCommitted(set, contents));
      EXPECT_FALSE(FindFinishedSet(set));
      EXPECT_EQ(StagedCommit(set).Commit(contents), ManifestOf(set, contents));
      EXPECT_TRUE(IsCommitted(set, contents));
      EXPECT_TRUE(IsPacked(set, 0, contents.shards[0]));
      EXPECT_TRUE(FindFinishedSet(set));
      EndRun(set);
      EndRun(set);
      EXPECT_FALSE(IsRunning(set));
      EXPECT_THAT(FilesIn(dir_ / "data"), testing::ContainerEq(Expected(set, texts)));
      fs::remove_all(dir_ / "data");
      fs::remove_all(dir_ / "expected");
    }
  }
}

TEST_F(StagedSetTest, FilesOfAnEarlierProcessWithTheSameNameAreNotTouched) {
  const StagedSet set = Set(2);
  fs::create_directories(dir_ / "data");
  BeginRun(set);
  // As in containers, where host names and process ids repeat.
  const std::string left = "set-00001-of-00002." + AttemptName(0) + ".rec.partial";
  WriteFile(set.Folder() / left, "left by a process that was killed");
  WriteFile(set.Folder() / ("receipt." + AttemptName(0) + ".partial"), "the same");
  const PackedShard packed = Pack(set, 1, "text");
  WriteRunFile(set, "receipt", "a receipt");
  EXPECT_TRUE(IsStaged(set, 1, packed));
  EXPECT_EQ(ReadText(set.Folder() / left), "left by a process that was killed");
  EXPECT_EQ(ReadText(set.Folder() / "receipt"), "a receipt");
  EXPECT_EQ(FilesIn(set.Folder()).size(), 3U);
}

TEST_F(StagedSetTest, AWriterThatDoesNotStageLeavesNoFiles) {
  const StagedSet set = Set(2, 3);
  fs::create_directories(dir_ / "data");
  BeginRun(set);
  { const StagedShardWriter writer(set, 0); }
  {
    StagedShardWriter writer(set, 0);
    writer.Write(1, Bytes("text"));
    writer.Finish();
  }
  EXPECT_TRUE(FilesIn(set.Folder()).empty());
}

TEST_F(StagedSetTest, AfterTheRunHasEndedNothingCanBeStaged) {
  const StagedSet set = Set(2);
  fs::create_directories(dir_ / "data");
  EXPECT_THROW(StagedShardWriter(set, 0), Error);
  BeginRun(set);
  StagedShardWriter writer(set, 0);
  writer.Write(1, Bytes("text"));
  EndRun(set);
  writer.Finish();
  EXPECT_THROW(writer.Stage(), Error);
  EXPECT_THROW(WriteRunFile(set, "receipt", "text"), Error);
  EXPECT_TRUE(FilesIn(dir_ / "data").empty());
}

TEST_F(StagedSetTest, AMixtureOfTwoProcessesIsNotStaged) {
  const StagedSet set = Set(2);
  fs::create_directories(dir_ / "data");
  BeginRun(set);
  const PackedShard first = Pack(set, 0, "text a");
  const std::string checksums = ReadText(dir_ / ("data/set-00000-of-00002.crc." + set.run));
  const PackedShard second = Pack(set, 0, "text b");  // of the same size
  EXPECT_FALSE(IsStaged(set, 0, first));
  EXPECT_TRUE(IsStaged(set, 0, second));
  WriteFile(dir_ / ("data/set-00000-of-00002.crc." + set.run), checksums);
  EXPECT_FALSE(IsStaged(set, 0, second));
}

}  // namespace
}  // namespace imrec::test
