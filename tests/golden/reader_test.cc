// Readers over the files that MXNet's own code wrote.
#include <filesystem>
#include <optional>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/classification_reader.h>
#include <imrec/detection_label.h>
#include <imrec/detection_reader.h>
#include <imrec/error.h>
#include <imrec/record_shard.h>

#include "tests/golden/golden_set.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> RecordFiles(const fs::path& root) {
  std::vector<fs::path> files;
  for (const char* folder : {"im2rec", "im2rec_py"}) {
    if (!fs::exists(root / folder)) continue;  // only the larger set is of both programs
    for (const auto& entry : fs::directory_iterator(root / folder)) {
      if (entry.path().extension() == ".rec" && entry.file_size() > 0) {
        files.push_back(entry.path());
      }
    }
  }
  return files;
}

struct Samples {
  std::multiset<std::uint64_t> keys;
  std::vector<std::byte> images;
  std::vector<float> labels;

  friend bool operator==(const Samples&, const Samples&) = default;
};

Samples ReadAll(BatchReader& reader) {
  Samples samples;
  while (const auto batch = reader.Next()) {
    samples.keys.insert(batch->keys().begin(), batch->keys().end());
    samples.images.insert(samples.images.end(), batch->image_bytes().begin(),
                          batch->image_bytes().end());
    samples.labels.insert(samples.labels.end(), batch->labels().begin(), batch->labels().end());
  }
  return samples;
}

ReaderOptions Options(const fs::path& file, std::size_t threads) {
  ReaderOptions options{.sources = {file},
                        .recipe = PresetByName("imagenet"),
                        .batch_size = 3,
                        .bad_records = BadRecordPolicy::kFail,
                        .threads = threads,
                        .log = [](std::string_view) {}};
  options.recipe.resize.output = {.width = 24, .height = 20};
  return options;
}

bool HasDetectionLabels(const RecordShard& records) {
  std::vector<std::byte> scratch;
  std::vector<float> labels;
  records.ReadLabels(0, scratch, labels);
  return DetectionLabelView::Problem(labels).empty();
}

class GoldenReader : public testing::TestWithParam<test::GoldenSet> {};

INSTANTIATE_TEST_SUITE_P(Sets, GoldenReader, testing::ValuesIn(test::GoldenSets()),
                         test::GoldenSetName);

TEST_P(GoldenReader, ReadsEveryRecordOfEveryFileTheSameWithAnyThreads) {
  int detection_files = 0;
  const std::vector<fs::path> files = RecordFiles(GetParam().folder);
  EXPECT_GE(files.size(), GetParam().packs);
  for (const fs::path& file : files) {
    SCOPED_TRACE(file);
    const RecordShard records(file);
    std::multiset<std::uint64_t> keys;
    for (std::uint64_t i = 0; i < records.size(); ++i) keys.insert(records.key(i));
    ClassificationReader one(Options(file, 1));
    const Samples expected = ReadAll(one);
    EXPECT_EQ(expected.keys, keys);
    ClassificationReader three(Options(file, 3));
    EXPECT_EQ(ReadAll(three), expected);
    if (!HasDetectionLabels(records)) continue;
    ++detection_files;
    ReaderOptions options = Options(file, 2);
    options.recipe.crop = {};
    DetectionReader detection(options, {.layout = DetectionLabelLayout::kMxnet});
    EXPECT_EQ(ReadAll(detection).keys, keys);
  }
  EXPECT_GE(detection_files, 1);
}

}  // namespace
}  // namespace imrec
