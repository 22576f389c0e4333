// Lists against those that MXNet's im2rec.py made of the same folders.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <imrec/list_file.h>
#include <imrec/list_images.h>

#include "im2rec/list/python_random.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

const std::filesystem::path kGolden = std::filesystem::path(IMREC_SHARED_DIR) / "golden/im2rec_py";

class Im2recListGolden : public testing::Test {
 protected:
  void SetUp() override {
    const std::string command = "tar -xzf '" + (kGolden / "list/tree.tar.gz").string() + "' -C '" +
                                dir_.path().string() + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }

  // The tree has files of formats that im2rec.py does not list.
  ListingResult Make(const std::string& name, ListingOptions options) const {
    options.extensions = {".jpeg", ".jpg", ".png"};
    return MakeImageLists(dir_ / name, dir_ / "tree", options);
  }

  // Index, first label and path of each line.
  static std::vector<std::tuple<std::uint64_t, float, std::string>> Lines(
      const std::filesystem::path& path) {
    std::vector<std::tuple<std::uint64_t, float, std::string>> lines;
    const ListFile list = ReadListFile(path);
    EXPECT_TRUE(list.bad_lines.empty()) << path;
    for (const ListEntry& entry : list.entries) {
      EXPECT_EQ(entry.labels.size(), 1U);
      lines.emplace_back(entry.index, entry.labels.front(), entry.path);
    }
    return lines;
  }

  // The lists are written, in this order of suffixes, with im2rec.py's lines.
  void ExpectLists(const std::string& name, const ListingOptions& options,
                   const std::vector<std::string>& suffixes) const {
    const ListingResult result = Make(name, options);
    ASSERT_EQ(result.lists.size(), suffixes.size());
    for (std::size_t i = 0; i < suffixes.size(); ++i) {
      const std::string file = name + suffixes[i] + ".lst";
      EXPECT_EQ(result.lists[i].path, dir_ / file);
      const auto expected = Lines(kGolden / "list" / file);
      EXPECT_EQ(Lines(dir_ / file), expected) << file;
      EXPECT_EQ(result.lists[i].images, expected.size());
    }
  }

  TempDir dir_;
};

TEST_F(Im2recListGolden, OneFolder) {
  ExpectLists("flat", {}, {""});
  ExpectLists("flat_ns", {.shuffle = false}, {""});
}

TEST_F(Im2recListGolden, Recursive) {
  ExpectLists("rec", {.depth = WalkDepth::kRecursive}, {""});
  ExpectLists("rec_ns", {.depth = WalkDepth::kRecursive, .shuffle = false}, {""});
}

TEST_F(Im2recListGolden, SixDecimalsByteForByte) {
  Make("v1x_rec", {.depth = WalkDepth::kRecursive});
  EXPECT_EQ(ReadText(dir_ / "v1x_rec.lst"), ReadText(kGolden / "list/v1x_rec.lst"));
}

TEST_F(Im2recListGolden, ClassesInTheOrderThatIm2recPrints) {
  const ListingResult result = Make("rec", {.depth = WalkDepth::kRecursive});
  std::string printed;
  std::string names;
  for (std::size_t i = 0; i < result.classes.size(); ++i) {
    printed += result.classes[i] + ' ' + std::to_string(i) + '\n';
    names += result.classes[i] + '\n';
  }
  EXPECT_EQ(printed, ReadText(kGolden / "list/rec.stdout"));
  EXPECT_EQ(ReadText(result.classes_file), names);
}

TEST_F(Im2recListGolden, Splits) {
  ListingOptions options{.depth = WalkDepth::kRecursive};
  options.split = {.train_ratio = 0.8};
  ExpectLists("rec_t8", options, {"_train", "_val"});
  options.split = {.train_ratio = 0.7, .test_ratio = 0.2};
  ExpectLists("rec_t7t2", options, {"_test", "_train", "_val"});
  options.split = {.chunks = 3};
  ExpectLists("rec_ch3", options, {"_0", "_1", "_2"});
}

TEST(Im2recShuffleGolden, AsRandomSeed100) {
  const auto golden = nlohmann::json::parse(ReadText(kGolden / "seed100_shuffle.json"));
  for (const auto& [count, order] : golden["perm"].items()) {
    std::vector<int> items(std::stoul(count));
    std::iota(items.begin(), items.end(), 0);
    PythonRandom(100).Shuffle(std::span(items));
    // The longest one is cut short in the file.
    items.resize(std::min(items.size(), order.size()));
    EXPECT_EQ(items, order.get<std::vector<int>>()) << count;
  }
}

}  // namespace
}  // namespace imrec::test
