// The memory of the tools does not grow with the list, nor with the records.
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/record_index.h>

#include "tests/support/files.h"
#include "tests/support/peak_memory.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;

constexpr int kFew = 1000;
constexpr int kMany = 80'000;
// What does not depend on the number of lines varies by this much.
constexpr std::int64_t kRoom = std::int64_t{5} << 19;
constexpr std::int64_t kMost = std::int64_t{16} * kMany + kRoom;

class MemoryPerLineTest : public testing::Test {
 protected:
  MemoryPerLineTest() {
    for (int i = 0; i < 3; ++i) {
      WriteFile(dir_ / ("in/" + std::to_string(i) + ".jpg"), MakeJpeg({8, 8}, i));
    }
    WriteList("few", kFew, [](int i) { return i; });
    WriteList("many", kMany, [](int i) { return i; });
  }

  // The list is not held in the memory of this process.
  void WriteList(const std::string& name, int lines, const std::function<int(int)>& index) const {
    std::ofstream file(dir_ / (name + ".lst"));
    for (int i = 0; i < lines; ++i) {
      file << index(i) << '\t' << i % 10 << ".000000\t" << i % 3 << ".jpg\n";
    }
  }

  static std::int64_t PeakOf(const std::string& tool, const std::vector<std::string>& arguments,
                             const std::string& input = "/dev/null") {
    std::int64_t peak = 0;
    const ProcessResult result =
        RunTool(tool, arguments,
                {.before_exec = [&] { ::dup2(::open(input.c_str(), O_RDONLY), STDIN_FILENO); },
                 .meanwhile = [&](int pid) { peak = PeakMemoryOfChild(pid); }});
    EXPECT_EQ(result.exit_code, 0) << testing::PrintToString(arguments) << result.err;
    EXPECT_GT(peak, std::int64_t{1} << 20);
    return peak;
  }
  std::int64_t Packing(const std::string& list, std::vector<std::string> options = {}) const {
    options.insert(options.end(), {"--pass-through", "--quiet", "--num-thread", "2",
                                   (dir_ / (list + ".lst")).string(), (dir_ / "in").string()});
    return PeakOf("im2rec", options);
  }

  TempDir dir_;
};

TEST_F(MemoryPerLineTest, Packing) {
  if (!CanMeasureMemory()) GTEST_SKIP();
  EXPECT_LE(Packing("many") - Packing("few"), kMost);
}

TEST_F(MemoryPerLineTest, PackingInAnyOrderOfIndices) {
  if (!CanMeasureMemory()) GTEST_SKIP();
  WriteList("many", kMany, [](int i) { return i * 7919 % kMany; });
  EXPECT_LE(Packing("many", {"--num-shards", "3"}) - Packing("few"), kMost);
  WriteList("many", kMany, [](int i) { return i * 7919 % kMany * 26'000; });  // few of all
  EXPECT_LE(Packing("many", {"--num-parts", "4", "--part-index", "3"}) - Packing("few"), kMost);
}

TEST_F(MemoryPerLineTest, PackingAPlan) {
  if (!CanMeasureMemory()) GTEST_SKIP();
  std::vector<std::vector<std::int64_t>> peaks;
  for (const std::string name : {"few", "many"}) {
    const std::string plan = (dir_ / (name + ".plan.json")).string();
    std::vector<std::int64_t>& of = peaks.emplace_back();
    of.push_back(Packing(name, {"--plan", "--num-shards", "4"}));
    of.push_back(PeakOf("im2rec", {plan, "--shards", "0-3", "--quiet", "--num-thread", "2"}));
    of.push_back(PeakOf("im2rec", {plan, "--finish", "--quiet"}));
  }
  for (std::size_t i = 0; i < peaks[0].size(); ++i) {
    EXPECT_LE(peaks[1][i] - peaks[0][i], kMost) << i;
  }
}

TEST_F(MemoryPerLineTest, PackingAListFromStandardInput) {
  if (!CanMeasureMemory()) GTEST_SKIP();
  const auto packing = [&](const std::string& list) {
    return PeakOf("im2rec",
                  {"--pass-through", "--quiet", "--num-thread", "2", "--output",
                   (dir_ / list).string(), "-", (dir_ / "in").string()},
                  (dir_ / (list + ".lst")).string());
  };
  EXPECT_LE(packing("many") - packing("few"), kMost);
  EXPECT_TRUE(fs::exists(dir_ / "many.rec"));
}

TEST_F(MemoryPerLineTest, ReadingRecords) {
  if (!CanMeasureMemory()) GTEST_SKIP();
  constexpr std::uint64_t kRecords = 500'000;
  Packing("few");
  // Each record of the small file has many lines in this index.
  fs::copy(dir_ / "few.rec", dir_ / "many.rec");
  {
    const std::vector<IndexEntry> few = ReadIndexFile(dir_ / "few.idx");
    std::ofstream index(dir_ / "many.idx");
    for (std::uint64_t i = 0; i < kRecords; ++i) {
      index << i << '\t' << few[i * few.size() / kRecords].offset << '\n';
    }
  }
  const auto reading = [&](const std::string& name) {
    return PeakOf("imrec", {"bench", (dir_ / (name + ".rec")).string(), "--seconds", "0.001",
                            "--threads", "1", "--batch-size", "1", "--json"});
  };
  EXPECT_LE(reading("many") - reading("few"), std::int64_t{16} * kRecords + kRoom);
}

}  // namespace
}  // namespace imrec::test
