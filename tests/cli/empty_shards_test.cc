// A set whose last shard is empty, since none of its images could be read: from im2rec to all
// tools.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::HasSubstr;

class EmptyShards : public testing::Test {
 protected:
  EmptyShards() {
    std::string list;
    for (int i = 0; i < 8; ++i) {
      const std::string name = std::to_string(i) + ".jpg";
      if (i < 6) WriteFile(dir_ / ("im/" + name), MakeJpeg({40, 30}, i));
      list += std::to_string(i) + "\t2\t6\t0\t.1\t.1\t.5\t.5\t0\t" + name + '\n';
    }
    WriteFile(dir_ / "set.lst", list);
    packing_ = RunTool("im2rec",
                       {Set(), dir_ / "im", "--pass-through", "--pack-label", "--num-shards", "4"});
  }

  std::string Set() const { return dir_ / "set"; }

  TempDir dir_;
  ProcessResult packing_;
};

TEST_F(EmptyShards, AreWrittenAndRead) {
  EXPECT_EQ(packing_.exit_code, 1) << packing_.err;
  EXPECT_EQ(std::filesystem::file_size(dir_ / "set-00003-of-00004.rec"), 0U);
  const auto info = nlohmann::json::parse(RunTool("imrec", {"info", Set(), "--json"}).out);
  EXPECT_EQ(info["records"], 6);
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"verify", Set(), "--decode"},
           {"stats", Set()},
           {"bench", Set(), "--epochs", "1"},
           {"preview", Set(), "--count", "2", "-o", dir_ / "sheet.png"},
           {"extract", Set(), "-o", dir_ / "files"},
           {"filter", Set(), "--class", "0", "-o", dir_ / "filtered.rec"},
           {"convert", Set(), "--jpeg", "crop-ready", "-o", dir_ / "converted.rec"},
           {"merge", Set(), "-o", dir_ / "merged.rec"},
           {"compress", Set()},
           {"reindex", Set()},
           {"diff", Set(), Set()}}) {
    const ProcessResult result = RunTool("imrec", arguments);
    EXPECT_EQ(result.exit_code, 0) << arguments[0] << ": " << result.out << result.err;
  }
}

TEST_F(EmptyShards, OneShardByItselfIsAnEmptySet) {
  const ProcessResult bench =
      RunTool("imrec", {"bench", dir_ / "set-00003-of-00004.rec", "--epochs", "1"});
  EXPECT_EQ(bench.exit_code, 2);
  EXPECT_THAT(bench.err, HasSubstr("it contains no record"));
}

}  // namespace
}  // namespace imrec::test
