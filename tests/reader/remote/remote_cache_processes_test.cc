// Processes that share a cache, one after the other and at the same time, and what becomes of a
// cache whose disk fails.
#include <signal.h>  // NOLINT(modernize-deprecated-headers): it declares SIGXFSZ
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "recordio/internal/cache_folder.h"
#include "recordio/remote/cache/cache_block.h"
#include "tests/reader/remote/remote_fixture.h"
#include "tests/support/process.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;
using test::ProcessResult;
using test::ReadEpoch;
using test::RemoteTest;
using test::RunTool;
using test::Stream;
using testing::HasSubstr;

class CacheProcessesTest : public RemoteTest {
 protected:
  static constexpr std::size_t kMany = 900;  // records, in 18 MB

  fs::path Cache() const { return dir_ / "cache"; }

  /// Runs `imrec bench` once, from the cache unless the set is a local one.
  ProcessResult Bench(const std::string& set, const test::RunOptions& options = {}) const {
    std::vector<std::string> words = {"bench", set, "--epochs", "1", "--digest", "--json"};
    if (set.starts_with("http")) words.insert(words.end(), {"--cache", Cache()});
    ProcessResult result = RunTool("imrec", words, options);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result;
  }
  static std::string Digest(const ProcessResult& result) {
    return nlohmann::json::parse(result.out).at("digest").get<std::string>();
  }
  /// Requests that a slow machine lets a reader send once more.
  static int Extra(const ProcessResult& result) {
    const nlohmann::json remote = nlohmann::json::parse(result.out).at("remote");
    return remote.at("retries").get<int>() + remote.at("hedges").get<int>();
  }

  /// How often each range of a file was asked for since the counters were reset.
  std::map<std::string, int> Ranges(const std::string& file) const {
    std::map<std::string, int> ranges;
    for (const nlohmann::json& request : nlohmann::json::parse(store_->Log())) {
      if (request["path"] == "/b/" + file) ++ranges[request["range"].get<std::string>()];
    }
    return ranges;
  }
  int Requests(const std::string& file) const {
    int sum = 0;
    for (const auto& [range, count] : Ranges(file)) sum += count;
    return sum;
  }
  void ResetCounters() const { store_->Control(R"({"reset_counters": true})"); }

  /// The folder of the blocks of set.rec.
  fs::path BlocksOfSet() const {
    for (const CacheEntry& entry : LookIntoCache(Cache()).entries) {
      if (entry.name.ends_with("/set.rec")) return entry.folder;
    }
    return {};
  }

  ReaderOptions Cached(const std::string& name = "set.rec") const {
    ReaderOptions options = Options(remote(name));
    options.access.remote.cache = Cache();
    BePatient(options.access.remote);
    return options;
  }
};

TEST_F(CacheProcessesTest, TwoAtTheSameTimeFetchEachBlockOnce) {
  WriteLongRecords(local(), kMany);
  const std::string digest = Digest(Bench(local()));
  ResetCounters();
  ProcessResult other;
  const ProcessResult one = Bench(remote(), {.meanwhile = [&](int) { other = Bench(remote()); }});
  EXPECT_EQ(Digest(one), digest);
  EXPECT_EQ(Digest(other), digest);
  const std::map<std::string, int> ranges = Ranges("set.rec");
  const int extra = Extra(one) + Extra(other);
  const std::uint64_t size = fs::file_size(local());
  std::size_t blocks = 0;
  for (std::uint64_t begin = 0; begin < size; begin += remote::kBlockBytes) {
    const std::string range = "bytes=" + std::to_string(begin) + '-' +
                              std::to_string(std::min(begin + remote::kBlockBytes, size) - 1);
    const auto found = ranges.find(range);
    if (found == ranges.end()) continue;
    EXPECT_LE(found->second, 1 + extra) << range;
    ++blocks;
  }
  EXPECT_GE(blocks, 1U);
  // A process that ends does not wait for what it need not read.
  EXPECT_EQ(Digest(Bench(remote())), digest);
  ResetCounters();
  const ProcessResult later = Bench(remote());
  EXPECT_EQ(Digest(later), digest);
  EXPECT_LE(Requests("set.rec"), 1 + Extra(later)) << "more than opening it";
  EXPECT_EQ(std::distance(fs::directory_iterator(BlocksOfSet()), {}), 3);
}

// Of 18 MB, the memory keeps less.
TEST_F(CacheProcessesTest, ALaterEpochAsksForNothing) {
  WriteLongRecords(local(), kMany);
  ReaderOptions options = Cached();
  options.access.remote.memory = 8 << 20;
  DetectionReader reader(options);
  ReaderOptions plain = Options(local());
  DetectionReader expected(plain);
  const auto is_stored = [&] {
    const fs::path folder = BlocksOfSet();
    const std::vector<std::string> blocks = {"0", "1", "2"};
    return !folder.empty() && std::ranges::all_of(blocks, [&](const std::string& block) {
      return fs::exists(folder / block);
    });
  };
  // One block after the other is fetched, and other records meanwhile.
  for (int epoch = 0; epoch < 20 && !is_stored(); ++epoch) {
    EXPECT_EQ(ReadEpoch(reader), ReadEpoch(expected)) << epoch;
  }
  ASSERT_TRUE(is_stored());
  EXPECT_EQ(ReadEpoch(reader), ReadEpoch(expected)) << "some of it was asked for before that";
  const RemoteStats before = reader.stats().remote;
  ResetCounters();
  EXPECT_EQ(ReadEpoch(reader), ReadEpoch(expected));
  EXPECT_EQ(Requests("set.rec"), 0);
  EXPECT_EQ(reader.stats().remote.requests, before.requests);
  EXPECT_GT(reader.stats().remote.cache_reads, before.cache_reads);
}

// Four files of 3 MB in a cache that has room for two of them.
TEST_F(CacheProcessesTest, WhatCameFirstStays) {
  ReaderOptions options = Cached();
  options.access.remote.cache_bytes = remote::kStoredBlockBytes;
  options.sources.clear();
  ReaderOptions plain = Options(local());
  plain.sources.clear();
  for (int i = 0; i < 4; ++i) {
    const std::string name = "part" + std::to_string(i) + ".rec";
    WriteLongRecords(dir_ / "b" / name, kRecords);
    options.sources.emplace_back(remote(name));
    plain.sources.emplace_back(dir_ / "b" / name);
  }
  const Stream expected = ReadAll(plain);
  std::map<fs::path, fs::file_time_type> first;
  std::set<std::string> stored;
  for (int run = 0; run < 3; ++run) {
    ResetCounters();
    DetectionReader reader(options);
    EXPECT_EQ(ReadEpoch(reader), expected) << run;
    const RemoteStats stats = reader.stats().remote;
    EXPECT_GE(stats.cache_reads, run == 0 ? 0 : kRecords) << run;
    for (int i = 0; i < 4; ++i) {
      const std::string name = "part" + std::to_string(i) + ".rec";
      if (run > 0 && stored.contains(remote(name))) {
        EXPECT_EQ(Requests(name), 1) << name << run;
      }
    }
    if (run > 0) {
      for (const auto& [path, written] : first) {
        EXPECT_TRUE(fs::exists(path) && fs::last_write_time(path) == written) << path << run;
      }
      continue;
    }
    for (const CacheEntry& entry : LookIntoCache(Cache()).entries) {
      if (entry.name.ends_with(".rec")) stored.insert(entry.name);
      for (const auto& block : fs::directory_iterator(entry.folder)) {
        if (block.path().extension() != ".tmp") first[block.path()] = block.last_write_time();
      }
    }
    std::uint64_t sum = 0;
    for (const auto& [path, written] : first) sum += fs::file_size(path);
    EXPECT_LE(sum, remote::kStoredBlockBytes);
    EXPECT_EQ(stored.size(), 2U);
  }
}

TEST_F(CacheProcessesTest, AFolderThatCannotBeWrittenToSwitchesTheCacheOff) {
  const std::string digest = Digest(Bench(local()));
  EXPECT_EQ(Digest(Bench(remote())), digest);
  const fs::path folder = BlocksOfSet();
  fs::remove_all(folder);
  test::WriteFile(folder, "");  // also root cannot make a file in it
  const ProcessResult result = Bench(remote());
  EXPECT_EQ(Digest(result), digest);
  EXPECT_THAT(result.err, HasSubstr("imrec: the cache in " + Cache().string() +
                                    " is no longer used: Not a directory"));
}

TEST_F(CacheProcessesTest, ABlockThatCannotBeWrittenSwitchesTheCacheOff) {
  const std::string digest = Digest(Bench(local()));
  const ProcessResult result = Bench(remote(), {.before_exec = [] {
                                       ::signal(SIGXFSZ, SIG_IGN);
                                       const rlimit small{.rlim_cur = 50'000, .rlim_max = 50'000};
                                       ::setrlimit(RLIMIT_FSIZE, &small);
                                     }});
  EXPECT_EQ(Digest(result), digest);
  EXPECT_THAT(result.err, HasSubstr("imrec: the cache in " + Cache().string() +
                                    " is no longer used: File too large"));
  EXPECT_TRUE(BlocksOfSet().empty()) << "half of a block";
  EXPECT_EQ(Digest(Bench(remote())), digest);
  EXPECT_FALSE(BlocksOfSet().empty());
}

TEST_F(CacheProcessesTest, BlocksThatAreReplacedByGarbageAreFetchedAgain) {
  const std::string digest = Digest(Bench(local()));
  Bench(remote());
  const fs::path block = BlocksOfSet() / "0";
  const std::string good = test::ReadText(block);
  for (const std::string& bad : {std::string(good.size(), 'x'), std::string(good.size() + 7, '\0'),
                                 good.substr(0, good.size() / 2), std::string()}) {
    test::WriteFile(block, bad);
    ResetCounters();
    EXPECT_EQ(Digest(Bench(remote())), digest) << bad.size();
    EXPECT_GE(Requests("set.rec"), 2) << bad.size();
    EXPECT_EQ(test::ReadText(block), good) << bad.size();
  }
}

TEST_F(CacheProcessesTest, ABlockThatIsCutOffWhileItIsReadSwitchesTheCacheOff) {
  ReaderOptions options = Cached();
  options.access.remote.memory = 1 << 20;
  ReadAll(options);
  DetectionReader reader(options);
  DetectionReader expected(Options(local()));
  EXPECT_EQ(ReadEpoch(reader), ReadEpoch(expected));
  ASSERT_GT(reader.stats().remote.cache_reads, 0U);
  testing::internal::CaptureStderr();
  fs::resize_file(BlocksOfSet() / "0", 5'000);
  for (int epoch = 0; epoch < 2; ++epoch) {
    EXPECT_EQ(ReadEpoch(reader), ReadEpoch(expected)) << epoch;
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("is no longer used: a block became shorter"));
}

// Of more than 128 blocks, some are closed and opened again; the others are still the old files.
TEST_F(CacheProcessesTest, BlocksThatAreReplacedWhileTheyAreReadAreFetchedAgain) {
  constexpr int kFiles = 140;
  ReaderOptions options = Cached();
  options.access.remote.memory = 1 << 20;
  options.sources.clear();
  ReaderOptions plain = Options(local());
  plain.sources.clear();
  for (int i = 0; i < kFiles; ++i) {
    const std::string name = "part" + std::to_string(i) + ".rec";
    WriteLongRecords(dir_ / "b" / name, 5);
    options.sources.emplace_back(remote(name));
    plain.sources.emplace_back(dir_ / "b" / name);
  }
  DetectionReader expected(plain);
  DetectionReader reader(options);
  for (int epoch = 0; epoch < 3; ++epoch) {
    EXPECT_EQ(ReadEpoch(reader), ReadEpoch(expected)) << epoch;
  }
  std::size_t replaced = 0;
  for (const CacheEntry& entry : LookIntoCache(Cache()).entries) {
    if (!entry.name.ends_with(".rec")) continue;
    const fs::path block = entry.folder / "0";
    const fs::path garbage = dir_ / "garbage";
    test::WriteFile(garbage, std::string(fs::file_size(block), 'x'));
    fs::rename(garbage, block);
    ++replaced;
  }
  EXPECT_GT(replaced, 128U);
  for (int epoch = 0; epoch < 3; ++epoch) {
    EXPECT_EQ(ReadEpoch(reader), ReadEpoch(expected)) << epoch;
  }
}

}  // namespace
}  // namespace imrec
