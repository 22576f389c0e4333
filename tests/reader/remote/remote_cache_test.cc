// Bytes of remote files on a local disk.
#include <sys/resource.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordio/internal/cache_folder.h"
#include "recordio/remote/cache/cache_block.h"
#include "tests/reader/remote/remote_fixture.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;
using test::ReadEpoch;
using test::RemoteTest;
using test::Stream;

class RemoteCacheTest : public RemoteTest {
 protected:
  ReaderOptions Cached() const {
    ReaderOptions options = Options(remote());
    options.access.remote.cache = dir_ / "cache";
    options.access.remote.memory = 32 << 20;
    return options;
  }

  std::vector<fs::path> Blocks() const {
    std::vector<fs::path> blocks;
    for (const auto& entry : fs::recursive_directory_iterator(dir_ / "cache")) {
      if (entry.is_regular_file()) blocks.push_back(entry.path());
    }
    return blocks;
  }

  // The block of set.rec.
  fs::path LargestBlock() const {
    fs::path largest;
    for (const fs::path& path : Blocks()) {
      if (largest.empty() || fs::file_size(path) > fs::file_size(largest)) largest = path;
    }
    return largest;
  }
};

TEST_F(RemoteCacheTest, TheSecondRunAsksForAlmostNothing) {
  const Stream expected = ReadAll(Options(local()));
  EXPECT_EQ(ReadAll(Cached()), expected);
  store_->Control(R"({"reset_counters": true})");
  DetectionReader reader(Cached());
  EXPECT_EQ(ReadEpoch(reader), expected);
  EXPECT_LT(store_->Counter("bytes_sent"), 300'000);  // the start of each file
  EXPECT_GE(reader.stats().remote.cache_reads, kRecords / 2);
}

TEST_F(RemoteCacheTest, OnlyTheUserMayReadIt) {
  ReadAll(Cached());
  for (const fs::path& path : Blocks()) {
    struct stat status = {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 077U, 0U) << path;
    EXPECT_NE(path.extension(), ".tmp");
  }
}

TEST_F(RemoteCacheTest, DamagedBlocksAreFetchedAgain) {
  const Stream expected = ReadAll(Cached());
  const fs::path block = LargestBlock();
  const std::string good = test::ReadText(block);
  for (const std::size_t at : {std::size_t{3}, std::size_t{5'000}, good.size() - 1}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    test::WriteFile(block, bad);
    EXPECT_EQ(ReadAll(Cached()), expected) << at;
    EXPECT_EQ(test::ReadText(block), good) << at;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{100}, good.size() - 1}) {
    test::WriteFile(block, good.substr(0, size));
    EXPECT_EQ(ReadAll(Cached()), expected) << size;
    EXPECT_EQ(test::ReadText(block), good) << size;
  }
}

TEST_F(RemoteCacheTest, AnotherVersionOfAFileIsAnotherEntry) {
  ReadAll(Cached());
  WriteLongRecords(local(), kRecords - 7);
  EXPECT_EQ(ReadAll(Cached()).keys.size(), kRecords - 7);
}

TEST_F(RemoteCacheTest, WhatADeadProcessLeftIsReplaced) {
  const Stream expected = ReadAll(Cached());
  const fs::path block = LargestBlock();
  fs::rename(block, fs::path(block) += ".tmp");
  EXPECT_EQ(ReadAll(Cached()), expected);
  EXPECT_TRUE(fs::exists(block));
  EXPECT_FALSE(fs::exists(fs::path(block) += ".tmp"));
}

TEST_F(RemoteCacheTest, AFullDiskDoesNotEndTheRun) {
  const Stream expected = ReadAll(Options(local()));
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{.rlim_cur = 50'000, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const Stream got = ReadAll(Cached());
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(got, expected);
}

TEST_F(RemoteCacheTest, ReadersShareAFolder) {
  const Stream expected = ReadAll(Options(local()));
  DetectionReader one(Cached());
  DetectionReader other(Cached());
  Stream first;
  Stream second;
  for (bool more = true; more;) {
    const std::optional<Batch> a = one.Next();
    const std::optional<Batch> b = other.Next();
    if (a) first.Add(*a);
    if (b) second.Add(*b);
    more = a || b;
  }
  EXPECT_EQ(first, expected);
  EXPECT_EQ(second, expected);
}

// As by `imrec cache clean --all`: of readers that fill the cache, and of those that read it.
TEST_F(RemoteCacheTest, MayBeCleanedDuringARun) {
  const Stream expected = ReadAll(Options(local()));
  ReaderOptions options = Cached();
  BePatient(options.access.remote);
  for (int run = 0; run < 3; ++run) {
    DetectionReader reader(options);
    Stream stream;
    while (const std::optional<Batch> batch = reader.Next()) {
      stream.Add(*batch);
      CleanCache(dir_ / "cache", true);
    }
    EXPECT_EQ(stream, expected) << run;
    EXPECT_EQ(reader.stats().remote.failures, 0U) << run;
    EXPECT_EQ(ReadAll(Cached()), expected) << run;  // fills it again
    EXPECT_FALSE(Blocks().empty()) << run;
  }
}

// Of more than 128 blocks, those that were used least recently are closed, and opened again.
TEST_F(RemoteCacheTest, MoreBlocksAreReadThanMayBeOpen) {
  constexpr std::size_t kFiles = 140;
  ReaderOptions options = Cached();
  options.access.remote.memory = 1 << 20;  // so that nothing stays there
  BePatient(options.access.remote);
  ReaderOptions plain = Options(local());
  options.sources.clear();
  plain.sources.clear();
  for (std::size_t i = 0; i < kFiles; ++i) {
    const std::string name = "part" + std::to_string(i) + ".rec";
    WriteLongRecords(dir_ / "b" / name, 5);
    options.sources.emplace_back(remote(name));
    plain.sources.emplace_back(dir_ / "b" / name);
  }
  const Stream expected = ReadAll(plain);
  ASSERT_EQ(expected.keys.size(), kFiles * 5);
  EXPECT_EQ(ReadAll(options), expected);
  DetectionReader reader(options);
  for (int epoch = 0; epoch < 2; ++epoch) EXPECT_EQ(ReadEpoch(reader).keys.size(), kFiles * 5);
  EXPECT_GE(reader.stats().remote.cache_reads, kFiles);
}

TEST_F(RemoteCacheTest, RecordsMayBeLongerThanBlocks) {
  std::vector<std::byte> payload(3 * remote::kBlockBytes + 5);
  for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<std::byte>(i % 251);
  {
    RecordWriter writer(dir_ / "b/long.rec");
    writer.Write(0, payload);
    writer.Close();
  }
  for (int run = 0; run < 2; ++run) {
    AccessOptions access{.remote = Cached().access.remote};
    BePatient(access.remote);
    const RecordFile file(remote("long.rec"), access);
    std::vector<std::byte> read;
    file.ReadAt(0, read);
    EXPECT_TRUE(read == payload) << run;
  }
  EXPECT_EQ(Blocks().size(), 4U);
}

TEST_F(RemoteCacheTest, AFolderOfOthersIsRefused) {
  fs::create_directories(dir_ / "cache/v1");
  fs::permissions(dir_ / "cache/v1", fs::perms::all);
  EXPECT_THROW(ReadAll(Cached()), Error);
}

TEST_F(RemoteCacheTest, AFolderThatCannotBeMadeIsAnError) {
  ReaderOptions options = Cached();
  test::WriteFile(dir_ / "file", "");
  options.access.remote.cache = dir_ / "file/cache";
  EXPECT_THROW(ReadAll(options), Error);
}

TEST_F(RemoteCacheTest, RefusesARemoteFolderAndRoomForLessThanABlock) {
  ReaderOptions options = Cached();
  options.access.remote.cache_bytes = remote::kStoredBlockBytes - 1;
  EXPECT_THAT([&] { ReadAll(options); },
              testing::Throws<Error>(testing::AllOf(
                  testing::Property(&Error::code, ErrorCode::kInvalidArgument),
                  testing::Property(&Error::reason, testing::HasSubstr("cache_bytes")),
                  testing::Property(&Error::reason, testing::HasSubstr("8392704")))));
  options.access.remote.cache_bytes = remote::kStoredBlockBytes;
  EXPECT_EQ(ReadAll(options).keys.size(), kRecords);
  options.access.remote.cache = "s3://bucket/cache";
  EXPECT_THAT([&] { ReadAll(options); },
              testing::ThrowsMessage<Error>(testing::HasSubstr("a folder on a local disk")));
  EXPECT_FALSE(fs::exists("s3:"));
}

TEST(CacheBlock, HeadersAreReadAsTheyWereWritten) {
  const remote::BlockHeader header{.name = "s3://b/\xc3\xbc \"q\"",
                                   .version = {.size = 1ULL << 50, .etag = "\"abc-3\""},
                                   .offset = 8 << 20,
                                   .length = 17,
                                   .digest = 0x0123456789abcdef};
  const std::optional<std::string> text = remote::FormatBlockHeader(header);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->size(), remote::kBlockHeaderBytes);
  const std::optional<remote::BlockHeader> read = remote::ParseBlockHeader(*text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, header.name);
  EXPECT_EQ(read->version.size, header.version.size);
  EXPECT_EQ(read->version.etag, header.version.etag);
  EXPECT_EQ(read->digest, header.digest);
  EXPECT_FALSE(remote::FormatBlockHeader({.name = std::string(5'000, 'x')}));
  for (const char* const bad : {"", "{", "[]", "{}", R"({"format": 7})"}) {
    EXPECT_FALSE(remote::ParseBlockHeader(bad)) << bad;
  }
}

}  // namespace
}  // namespace imrec
