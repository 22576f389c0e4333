// A small data set and what readers make of it.
#ifndef IMREC_TESTS_READER_READER_FIXTURE_H_
#define IMREC_TESTS_READER_READER_FIXTURE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/detection_reader.h>
#include <imrec/error.h>
#include <imrec/record_index.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec::test {

/// Everything that came in batches, one after the other.
struct Stream {
  std::vector<std::uint64_t> keys;
  std::vector<std::byte> images;
  std::vector<float> labels;
  std::vector<std::size_t> counts;
  std::vector<std::size_t> batch_sizes;

  void Add(const Batch& batch) {
    batch_sizes.push_back(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      keys.push_back(batch.keys()[i]);
      counts.push_back(batch.object_counts()[i]);
      images.insert(images.end(), batch.image_bytes(i).begin(), batch.image_bytes(i).end());
      labels.insert(labels.end(), batch.label(i).begin(), batch.label(i).end());
    }
  }

  friend bool operator==(const Stream&, const Stream&) = default;
};

inline Stream ReadEpoch(BatchReader& reader) {
  Stream epoch;
  while (const std::optional<Batch> batch = reader.Next()) epoch.Add(*batch);
  return epoch;
}

/// Records 100, 101, .. in set.rec, as many as kRecords.
class ReaderTest : public testing::Test {
 protected:
  static constexpr std::size_t kRecords = 23;

  ReaderTest() { WriteDetectionSet(dir_ / "set.rec", kRecords); }

  static AugmentRecipe SmallRecipe() {
    AugmentRecipe recipe = PresetByName("ssd300");
    recipe.resize.output = {.width = 40, .height = 32};
    return recipe;
  }

  ReaderOptions Options() const {
    return {.sources = {dir_ / "set.rec"}, .recipe = SmallRecipe(), .batch_size = 5, .threads = 2};
  }

  /// Samples that all show their source, so that a broken image is met for sure.
  ReaderOptions OptionsWithoutExpand() const {
    ReaderOptions options = Options();
    options.recipe.expand.prob = 0;
    return options;
  }

  /// Breaks the JPEG of a record, leaving framing and labels whole.
  void SpoilImage(std::uint64_t ordinal) {
    const std::vector<IndexEntry> entries = ReadIndexFile(dir_ / "set.idx");
    std::string contents = ReadText(dir_ / "set.rec");
    const std::uint64_t end =
        ordinal + 1 < entries.size() ? entries[ordinal + 1].offset : contents.size();
    for (std::uint64_t i = end - 300; i < end - 8; ++i) contents[i] = '\xff';
    WriteFile(dir_ / "set.rec", contents);
  }

  /// What opening a reader says of wrong options.
  static std::string Refusal(const ReaderOptions& options, const DetectionLabels& labels = {}) {
    try {
      const DetectionReader reader(options, labels);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  TempDir dir_;
};

}  // namespace imrec::test

#endif  // IMREC_TESTS_READER_READER_FIXTURE_H_
