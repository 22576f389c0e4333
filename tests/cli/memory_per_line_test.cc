// The memory of the tools does not grow with the list, nor with the records.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
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

constexpr const char* kNotMeasured = "sanitizers take memory of their own";

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
    // A short run may end before this process looks at it.
    for (int i = 0; i < 5 && peak == 0; ++i) {
      const ProcessResult result =
          RunTool(tool, arguments,
                  {.before_exec = [&] { ::dup2(::open(input.c_str(), O_RDONLY), STDIN_FILENO); },
                   .meanwhile = [&](int pid) { peak = PeakMemoryOfChild(pid); }});
      EXPECT_EQ(result.exit_code, 0) << testing::PrintToString(arguments) << result.err;
    }
    EXPECT_GT(peak, std::int64_t{1} << 20);
    return peak;
  }
  std::int64_t Packing(const std::string& list, std::vector<std::string> options = {}) const {
    options.insert(options.end(), {"--pass-through", "--quiet", "--num-thread", "2",
                                   (dir_ / (list + ".lst")).string(), (dir_ / "in").string()});
    return PeakOf("im2rec", options);
  }

  // A peak is measured too low if the process ends before it is seen, and varies with the order in
  // which threads run.
  static void ExpectGrowth(const std::function<std::int64_t()>& many,
                           const std::function<std::int64_t()>& few, std::int64_t most = kMost) {
    std::int64_t least_of_many = many();
    std::int64_t most_of_few = few();
    for (int i = 0; i < 4 && least_of_many - most_of_few > most; ++i) {
      least_of_many = std::min(least_of_many, many());
      most_of_few = std::max(most_of_few, few());
    }
    EXPECT_LE(least_of_many - most_of_few, most);
  }

  TempDir dir_;
};

TEST_F(MemoryPerLineTest, Packing) {
  if (!CanMeasureMemory()) GTEST_SKIP() << kNotMeasured;
  ExpectGrowth([&] { return Packing("many"); }, [&] { return Packing("few"); });
}

TEST_F(MemoryPerLineTest, PackingInAnyOrderOfIndices) {
  if (!CanMeasureMemory()) GTEST_SKIP() << kNotMeasured;
  WriteList("many", kMany, [](int i) { return i * 7919 % kMany; });
  const auto few = [&] { return Packing("few"); };
  ExpectGrowth([&] { return Packing("many", {"--num-shards", "3"}); }, few);
  WriteList("many", kMany, [](int i) { return i * 7919 % kMany * 26'000; });  // few of all
  ExpectGrowth([&] { return Packing("many", {"--num-parts", "4", "--part-index", "3"}); }, few);
}

TEST_F(MemoryPerLineTest, PackingAPlan) {
  if (!CanMeasureMemory()) GTEST_SKIP() << kNotMeasured;
  for (const char* const name : {"few-2", "few-3"})
    fs::copy(dir_ / "few.lst", dir_ / (std::string(name) + ".lst"));
  // Of the plan, its shards and the end.
  const auto peaks = [&](const std::string& name) -> std::array<std::int64_t, 3> {
    const std::string plan = (dir_ / (name + ".plan.json")).string();
    return {Packing(name, {"--plan", "--num-shards", "4"}),
            PeakOf("im2rec", {plan, "--shards", "0-3", "--quiet", "--num-thread", "2"}),
            PeakOf("im2rec", {plan, "--finish", "--quiet"})};
  };
  const auto many = peaks("many");
  const std::array few = {peaks("few"), peaks("few-2"), peaks("few-3")};
  for (std::size_t i = 0; i < many.size(); ++i) {
    EXPECT_LE(many[i] - std::max({few[0][i], few[1][i], few[2][i]}), kMost) << i;
  }
}

TEST_F(MemoryPerLineTest, PackingAListFromStandardInput) {
  if (!CanMeasureMemory()) GTEST_SKIP() << kNotMeasured;
  const auto packing = [&](const std::string& list) {
    return PeakOf("im2rec",
                  {"--pass-through", "--quiet", "--num-thread", "2", "--output",
                   (dir_ / list).string(), "-", (dir_ / "in").string()},
                  (dir_ / (list + ".lst")).string());
  };
  ExpectGrowth([&] { return packing("many"); }, [&] { return packing("few"); });
  EXPECT_TRUE(fs::exists(dir_ / "many.rec"));
}

TEST_F(MemoryPerLineTest, ReadingRecords) {
  if (!CanMeasureMemory()) GTEST_SKIP() << kNotMeasured;
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
  ExpectGrowth([&] { return reading("many"); }, [&] { return reading("few"); },
               std::int64_t{16} * kRecords + kRoom);
}

}  // namespace
}  // namespace imrec::test
