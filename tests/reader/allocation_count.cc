// A warm reader allocates nothing for the images that it makes. Part of a program of its own, as it
// replaces operator new.
#include <cstdio>

#include <gtest/gtest.h>

#include <imrec/detection_reader.h>

#include "tests/support/allocations.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

// Allocations while `epochs` epochs are read.
std::size_t CountEpochs(DetectionReader& reader, int epochs, std::size_t& images) {
  const std::size_t before = test::AllocationCount();
  for (int epoch = 0; epoch < epochs; ++epoch) {
    while (const std::optional<Batch> batch = reader.Next()) images += batch->size();
  }
  return test::AllocationCount() - before;
}

TEST(WarmReader, AllocatesNothingPerImage) {
  const test::TempDir dir;
  test::WriteDetectionSet(dir / "set.rec", 64);
  for (const char* preset : {"ssd300", "torchvision-ssd", "mxnet-ssd"}) {
    ReaderOptions options{.sources = {dir / "set.rec"},
                          .recipe = PresetByName(preset),
                          .batch_size = 16,
                          .threads = 2};
    options.recipe.resize.output = {.width = 64, .height = 64};
    DetectionReader reader(options);
    std::size_t images = 0;
    // Until all working memory has had the largest image, window and plan, for either worker.
    CountEpochs(reader, 60, images);
    images = 0;
    const std::size_t count = CountEpochs(reader, 20, images);
    EXPECT_EQ(images, 20U * 64);
    // A few for each epoch or batch would be no harm; one in ten images would be.
    EXPECT_LE(count, images / 50) << preset;
    RecordProperty(preset, static_cast<int>(count));
    std::printf("%s: %zu allocations for %zu images\n", preset, count, images);
  }
}

}  // namespace
}  // namespace imrec
