#include <imrec/dataset_writer.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

#include <imrec/error.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordio/internal/checksum_file.h"
#include "recordio/internal/output_file.h"
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

TEST(DatasetWriter, WithoutCloseOnlyTheOldSetRemains) {
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

TEST(DatasetWriter, AForkedProcessLeavesItAlone) {
  for (const bool keep : {false, true}) {
    const TempDir dir;
    std::optional<DatasetWriter> writer(
        DatasetOptions{.prefix = dir / "set", .keep_unfinished = keep});
    writer->Write(1, Bytes("hello"));
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      writer.reset();
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    writer->Write(2, Bytes("world"));
    EXPECT_EQ(writer->Close().records(), 2U);
    EXPECT_EQ(ReadIndexFile(dir / "set.idx").size(), 2U);
  }
}

TEST(DatasetWriter, RemovesUnfinishedShards) {
  const TempDir dir;
  {
    DatasetWriter writer({.prefix = dir / "set", .shard_bytes = 20});
    for (std::uint64_t i = 0; i < 5; ++i) writer.Write(i, Bytes("0123456789"));
    EXPECT_EQ(writer.shard(), 4U);
  }
  EXPECT_THAT(NamesIn(dir), testing::IsEmpty());
}

TEST(DatasetWriter, CloseAddsEmptyShards) {
  const TempDir dir;
  DatasetWriter writer({.prefix = dir / "set", .shard_count = 3});
  writer.Write(1, Bytes("x"));
  const Manifest manifest = writer.Close();
  ASSERT_EQ(manifest.shards.size(), 3U);
  EXPECT_EQ(manifest.shards[2].bytes, 0U);
  EXPECT_EQ(RecordFile(dir / "set-00002-of-00003.rec").size(), 0U);
}

// The state of a killed run: a copy of the partial files of a writer that has not been closed.
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

TEST(DatasetWriter, TheLastShardMayEndBeforeClose) {
  const TempDir dir;
  for (const std::uint64_t shards : {1U, 3U}) {
    const auto write = [&](const std::string& name, bool end) {
      DatasetWriter writer({.prefix = dir / name, .shard_count = shards});
      writer.Write(1, Bytes("first"));
      if (end) writer.EndShard();
      EXPECT_EQ(writer.count(), 1U);
      const Manifest manifest = writer.Close();
      EXPECT_THROW(writer.Close(), Error);
      return manifest.shards.size();
    };
    const std::string name = std::to_string(shards);
    EXPECT_EQ(write("a" + name, false), shards);
    EXPECT_EQ(write("b" + name, true), shards);
    for (std::uint64_t i = 0; i < shards; ++i) {
      EXPECT_EQ(test::ReadText(ShardPath(dir / ("a" + name), i, shards)),
                test::ReadText(ShardPath(dir / ("b" + name), i, shards)));
    }
  }
  DatasetWriter writer({.prefix = dir / "c"});
  writer.EndShard();
  EXPECT_THROW(writer.EndShard(), Error);
}

TEST(DatasetWriter, ResumesAfterTheLastRecordWithAChecksum) {
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

TEST(DatasetWriter, DropsARejectedRecordAndAllRecordsAfterIt) {
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

TEST(DatasetWriter, DoesNotResumeARunWithOtherOptions) {
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

TEST(DatasetWriter, IfAFolderHasTheNameOfAFileTheOldSetStaysAndTheNewIsKept) {
  const TempDir dir;
  DatasetOptions options{.prefix = dir / "set"};
  {
    DatasetWriter writer(options);
    writer.Write(1, Bytes("old"));
    writer.Close();
  }
  std::filesystem::remove(dir / "set.crc");
  std::filesystem::create_directories(dir / "set.crc/in the way");
  const std::string before = test::ReadText(dir / "set.rec");
  options.options["a"] = "b";
  for (const bool keep : {false, true}) {
    options.keep_unfinished = keep;
    {
      DatasetWriter writer(options);
      writer.Write(1, Bytes("new"));
      EXPECT_THAT(ErrorOf([&] { writer.Close(); }), HasSubstr("set.crc: cannot be replaced"));
      EXPECT_THAT(ErrorOf([&] { writer.Close(); }), HasSubstr("could not be written"));
      EXPECT_EQ(writer.is_kept(), keep);
    }
    EXPECT_EQ(test::ReadText(dir / "set.rec"), before);
    EXPECT_EQ(std::filesystem::exists(dir / "set.rec.partial"), keep);
    EXPECT_EQ(std::filesystem::exists(dir / "set.journal.partial"), keep);
    EXPECT_FALSE(std::filesystem::exists(dir / "set.manifest.json.partial"));
  }
  std::filesystem::remove_all(dir / "set.crc");
  options.resume = true;
  DatasetWriter writer(options);
  ASSERT_TRUE(writer.resuming());
  writer.Recover([](std::uint64_t key) { return key == 1; });
  EXPECT_EQ(writer.Close().records(), 1U);
  EXPECT_NE(test::ReadText(dir / "set.rec"), before);
  EXPECT_EQ(ReadChecksumFile(dir / "set.crc").size(), 1U);
}

TEST(DatasetWriter, KeepsAnUnfinishedRunWithARecordIfRequested) {
  const TempDir dir;
  DatasetOptions options{.prefix = dir / "set", .keep_unfinished = true};
  { const DatasetWriter writer(options); }
  EXPECT_THAT(NamesIn(dir), testing::IsEmpty());
  {
    DatasetWriter writer(options);
    writer.Write(5, Bytes("x"));
    EXPECT_TRUE(writer.is_kept());
  }
  options.resume = true;
  // Without Recover(), the partial files stay unchanged.
  for (int i = 0; i < 2; ++i) {
    const DatasetWriter writer(options);
    EXPECT_TRUE(writer.resuming());
    EXPECT_TRUE(writer.is_kept());
  }
  std::vector<std::uint64_t> keys;
  DatasetWriter writer(options);
  writer.Recover([&](std::uint64_t key) {
    keys.push_back(key);
    return true;
  });
  EXPECT_THAT(keys, ElementsAre(5U));
  writer.Discard();
  EXPECT_FALSE(writer.is_kept());
  writer = DatasetWriter({.prefix = dir / "other"});
  for (const std::string& name : NamesIn(dir)) EXPECT_THAT(name, testing::StartsWith("other"));
}

TEST(DatasetWriter, IfResumingFailsTheUnfinishedRunStays) {
  const TempDir dir;
  {
    DatasetWriter writer({.prefix = dir / "set", .keep_unfinished = true});
    writer.Write(1, Bytes("hello"));
  }
  const auto resume = [&] {
    DatasetWriter writer({.prefix = dir / "set", .resume = true, .keep_unfinished = true});
    writer.Recover([](std::uint64_t) { return true; });
    return writer.count();
  };
  // What cannot be removed is in the way.
  const std::filesystem::path folder = dir / "set.rec.zst.partial";
  test::WriteFile(folder / "file", "");
  EXPECT_THROW(resume(), Error);
  std::filesystem::remove_all(folder);
  EXPECT_EQ(resume(), 1U);
}

TEST(DatasetWriter, WithoutResumeTheNextRunDiscardsAnUnfinishedRun) {
  const TempDir dir;
  {
    DatasetWriter writer({.prefix = dir / "set", .shard_bytes = 20, .keep_unfinished = true});
    for (std::uint64_t i = 0; i < 5; ++i) writer.Write(i, Bytes("0123456789"));
  }
  EXPECT_TRUE(std::filesystem::exists(dir / "set-00004.rec.partial"));
  DatasetWriter writer({.prefix = dir / "set"});
  writer.Write(1, Bytes("x"));
  writer.Close();
  EXPECT_THAT(NamesIn(dir), UnorderedElementsAre("set.rec", "set.idx", "set.crc",
                                                 "set.manifest.json", "set.journal.partial"));
}

TEST(DatasetWriter, ReportsRemainingFilesOfThePreviousSet) {
  const TempDir dir;
  const auto make = [&](std::uint64_t shards) {
    DatasetWriter writer({.prefix = dir / "set", .shard_count = shards});
    writer.Write(1, Bytes("x"));
    writer.Close();
    return writer.messages();
  };
  EXPECT_THAT(make(3), testing::IsEmpty());
  EXPECT_THAT(make(3), testing::IsEmpty());
  EXPECT_THAT(make(1), ElementsAre(HasSubstr("set-00000-of-00003.rec and 2 more of the previous "
                                             "data set remain,")));
  EXPECT_THAT(make(2), ElementsAre(HasSubstr("set.rec of the previous data set remains,")));
}

TEST(DatasetWriter, EmptyShardsAreResumedAndCompressed) {
  const TempDir dir;
  for (const bool compressed : {false, true}) {
    DatasetOptions options{.prefix = dir / "set", .shard_count = 5, .keep_unfinished = true};
    if (compressed) options.compression_level = 3;
    {
      DatasetWriter writer(options);
      writer.NextShard();
      writer.Write(1, Bytes("x"));
      writer.NextShard();
      writer.NextShard();
    }
    options.resume = true;
    const Manifest manifest = [&] {
      DatasetWriter writer(options);
      EXPECT_TRUE(writer.resuming());
      writer.Recover([](std::uint64_t key) { return key == 1; });
      EXPECT_EQ(writer.shard(), 3U);
      writer.Write(2, Bytes("y"));
      return writer.Close();
    }();
    ASSERT_EQ(manifest.shards.size(), 5U);
    std::vector<std::uint64_t> records;
    for (const ManifestShard& shard : manifest.shards) {
      records.push_back(shard.records);
      std::filesystem::path path = dir / shard.file;
      if (compressed) path += ".zst";
      EXPECT_EQ(RecordFile(path).size(), shard.bytes);
      EXPECT_EQ(ReadIndexFile(IndexPathFor(path)).size(), shard.records);
      EXPECT_EQ(ReadChecksumFile(ChecksumPathFor(path)).size(), shard.records);
    }
    EXPECT_THAT(records, ElementsAre(0U, 1U, 0U, 1U, 0U));
    EXPECT_TRUE(DatasetWriter(options).complete());
    EXPECT_EQ(ReadManifest(dir / "set.manifest.json"), manifest);
  }
}

TEST(DatasetWriter, DetectsMissingRecordsAtTheEndOfAShard) {
  const TempDir dir;
  DatasetOptions options{.prefix = dir / "set", .shard_count = 2, .keep_unfinished = true};
  {
    DatasetWriter writer(options);
    writer.Write(0, Bytes("a"));
    writer.Write(1, Bytes("b"));
    writer.NextShard();
    writer.Write(2, Bytes("c"));
  }
  const auto cut = [&](const char* name, std::size_t size) {
    const auto path = dir / name;
    test::WriteFile(path, test::ReadText(path).substr(0, size));
  };
  // Records are missing but their checksums exist: the next shard is written again as well.
  const std::string records = test::ReadText(dir / "set-00000-of-00002.rec.partial");
  const std::string checksums = test::ReadText(dir / "set-00000-of-00002.crc.partial");
  const std::size_t one_line = checksums.find('\n', checksums.find('\n') + 1) + 1;
  options.resume = true;
  cut("set-00000-of-00002.rec.partial", 12);
  std::uint64_t next = 0;
  const auto accept = [&](std::uint64_t key) { return key == next && ++next > 0; };
  {
    DatasetWriter writer(options);
    writer.Recover(accept);
    EXPECT_EQ(writer.count(), 1U);
    EXPECT_EQ(writer.shard(), 0U);
    writer.Write(1, Bytes("b"));
    writer.NextShard();
    writer.Write(2, Bytes("c"));
  }
  // Records and checksums are missing: the end of the first shard is unknown.
  ASSERT_EQ(test::ReadText(dir / "set-00000-of-00002.rec.partial"), records);
  cut("set-00000-of-00002.rec.partial", 12);
  cut("set-00000-of-00002.crc.partial", one_line);
  next = 0;
  DatasetWriter writer(options);
  EXPECT_THAT(ErrorOf([&] { writer.Recover(accept); }),
              HasSubstr("set-00001-of-00002.rec: cannot resume: records are missing "
                        "before record 2"));
}

TEST(DatasetWriter, RewritesACompleteSetWithOtherOptionsOrSize) {
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

TEST(DatasetWriter, PrefixMayHaveNoFolder) {
  const TempDir dir;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(dir.path());
  for (int i = 0; i < 2; ++i) {
    DatasetWriter writer({.prefix = "set"});
    writer.Write(1, Bytes("x"));
    writer.Close();
  }
  std::filesystem::current_path(before);
  EXPECT_THAT(NamesIn(dir),
              UnorderedElementsAre("set.rec", "set.idx", "set.crc", "set.manifest.json"));
}

TEST(DatasetWriter, WritesIntoALinkedFolderAndReplacesALinkedFile) {
  const TempDir dir;
  std::filesystem::create_directory(dir / "disk");
  std::filesystem::create_directory_symlink("disk", dir / "data");
  test::WriteFile(dir / "elsewhere.rec", "another file");
  std::filesystem::create_symlink("../elsewhere.rec", dir / "disk/set.rec");
  std::filesystem::create_symlink("nowhere", dir / "disk/set.idx");
  DatasetWriter writer({.prefix = dir / "data/set"});
  writer.Write(1, Bytes("x"));
  writer.Close();
  EXPECT_EQ(test::ReadText(dir / "elsewhere.rec"), "another file");
  EXPECT_FALSE(std::filesystem::is_symlink(dir / "disk/set.rec"));
  EXPECT_EQ(RecordFile(dir / "disk/set.rec").size(), 12U);
  EXPECT_EQ(test::ReadText(dir / "disk/set.idx"), "1\t0\n");
}

TEST(DatasetWriter, ReplacesAnUnreadableManifest) {
  const TempDir dir;
  test::WriteFile(dir / "set.manifest.json", "{");
  DatasetWriter writer({.prefix = dir / "set", .resume = true});
  EXPECT_FALSE(writer.complete());
  writer.Write(1, Bytes("x"));
  const Manifest manifest = writer.Close();
  EXPECT_EQ(ReadManifest(dir / "set.manifest.json"), manifest);
}

TEST(DatasetWriter, RefusesOptionsOutOfRange) {
  const TempDir dir;
  const auto path = dir / "set";
  EXPECT_THROW(DatasetWriter({.prefix = path, .shard_count = 0}), Error);
  EXPECT_THROW(DatasetWriter({.prefix = path, .shard_count = 2, .shard_bytes = 1}), Error);
  EXPECT_THROW(DatasetWriter({.prefix = path, .compression_level = 0}), Error);
  EXPECT_THROW(DatasetWriter({.prefix = dir / ""}), Error);
  EXPECT_THROW(DatasetWriter({.prefix = ""}), Error);
  EXPECT_THAT(NamesIn(dir), testing::IsEmpty());
}

TEST(DatasetWriter, NamesOfShardsAreUtf8) {
  const TempDir dir;
  const auto write = [&](std::uint64_t shards) {
    return DatasetWriter({.prefix = dir / "caf\xe9", .shard_count = shards}).Close();
  };
  EXPECT_EQ(write(1).shards.size(), 1U);
  EXPECT_THROW(write(2), Error);
}

TEST(DatasetWriter, SaysWhichSetItReplaces) {
  const TempDir dir;
  const auto write = [&](std::uint64_t count, std::uint64_t shards) {
    DatasetWriter writer({.prefix = dir / "set", .shard_count = shards});
    for (std::uint64_t i = 0; i < count; ++i) writer.Write(i, Bytes("x"));
    EXPECT_FALSE(writer.replaced());
    writer.Close();
    return writer.replaced();
  };
  EXPECT_FALSE(write(3, 1));
  const auto written = std::filesystem::last_write_time(dir / "set.manifest.json");
  std::optional<ReplacedSet> replaced = write(5, 1);
  ASSERT_TRUE(replaced);
  EXPECT_EQ(replaced->written, written);
  EXPECT_EQ(replaced->records, 3U);
  // MXNet writes no manifest.
  std::filesystem::remove(dir / "set.manifest.json");
  EXPECT_EQ(write(2, 1)->records, 5U);
  std::filesystem::remove(dir / "set.manifest.json");
  std::filesystem::remove(dir / "set.idx");
  replaced = write(4, 1);
  ASSERT_TRUE(replaced);
  EXPECT_FALSE(replaced->records);
  EXPECT_EQ(write(6, 2)->records, 4U) << "the manifest is replaced";
  std::filesystem::remove(dir / "set.manifest.json");
  EXPECT_TRUE(write(6, 2)) << "its shards are";
  std::filesystem::remove(dir / "set.manifest.json");
  EXPECT_FALSE(write(6, 3)) << "shards of another number stay";
}

TEST(DatasetWriter, MakesItsFolder) {
  const TempDir dir;
  DatasetWriter writer({.prefix = dir / "new/deep/set"});
  writer.Write(0, Bytes("x"));
  writer.Close();
  EXPECT_TRUE(std::filesystem::exists(dir / "new/deep/set.rec"));
  test::WriteFile(dir / "file", "");
  EXPECT_THAT(ErrorOf([&] { DatasetWriter{{.prefix = dir / "file/set"}}; }),
              HasSubstr("file: cannot make this folder"));
}

TEST(DatasetWriter, ASetWithOtherClassNamesIsNotComplete) {
  const TempDir dir;
  const auto options = [&](const std::string& name) {
    return DatasetOptions{.prefix = dir / "set", .resume = true, .class_names = {name}};
  };
  {
    DatasetWriter writer(options("cat"));
    writer.Write(0, Bytes("x"));
    writer.Close();
  }
  EXPECT_TRUE(DatasetWriter(options("cat")).complete());
  EXPECT_FALSE(DatasetWriter(options("dog")).complete());
}

}  // namespace
}  // namespace imrec
