// Types, layouts and labels of batches; all readers.
#include <imrec/classification_reader.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/dataset_writer.h>
#include <imrec/image_record.h>
#include <imrec/record_shard.h>
#include <imrec/record_writer.h>

#include "image/internal/tensor_writer.h"
#include "recordio/internal/compressed_file.h"
#include "tests/reader/reader_fixture.h"

namespace imrec {
namespace {

using test::ReadEpoch;
using test::Stream;
using ReaderFormatsTest = test::ReaderTest;

TEST_F(ReaderFormatsTest, HalvesAndBytesAreTheRoundedFloats) {
  ReaderOptions options = Options();
  options.recipe.std = {58, 57, 56};
  DetectionReader floats(options);
  options.format = {.type = PixelType::kFloat16};
  DetectionReader halves(options);
  options.format = {
      .type = PixelType::kUint8, .layout = PixelLayout::kNhwc, .order = ChannelOrder::kBgr};
  DetectionReader bytes(options);
  EXPECT_EQ(floats.shape().image_dims(), (std::array<std::size_t, 4>{5, 3, 32, 40}));
  EXPECT_EQ(bytes.shape().image_dims(), (std::array<std::size_t, 4>{5, 32, 40, 3}));
  while (const auto expected = floats.Next()) {
    const auto half = halves.Next();
    const auto byte = bytes.Next();
    EXPECT_TRUE(std::ranges::equal(half->labels(), expected->labels()));
    EXPECT_TRUE(std::ranges::equal(byte->labels(), expected->labels()));
    const std::size_t plane = 32 * 40;
    for (std::size_t i = 0; i < expected->size(); ++i) {
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t p = 0; p < plane; ++p) {
          const float value = expected->image(i)[c * plane + p];
          ASSERT_EQ(half->images_float16()[(i * 3 + c) * plane + p], FloatToHalf(value));
          const float level = value * options.recipe.std[c] + options.recipe.mean[c];
          ASSERT_NEAR(byte->images_uint8()[(i * plane + p) * 3 + (2 - c)],
                      std::clamp(level, 0.0F, 255.0F), 0.501F);
        }
      }
    }
    EXPECT_THROW(byte->images(), Error);
    EXPECT_THROW(expected->images_uint8(), Error);
  }
}

TEST_F(ReaderFormatsTest, HugePagesHoldTheSameBatches) {
  ReaderOptions options = Options();
  options.recipe.resize.output = {.width = 400, .height = 300};  // 7 MB in a batch
  DetectionReader huge(options);
  options.huge_pages = false;
  DetectionReader ordinary(options);
  EXPECT_EQ(ReadEpoch(huge), ReadEpoch(ordinary));
}

TEST_F(ReaderFormatsTest, ImagesAreAligned) {
  DetectionReader reader(Options());
  const auto batch = reader.Next();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(batch->images().data()) % 64, 0U);
}

TEST_F(ReaderFormatsTest, MxnetRowsHoldTheSameObjects) {
  DetectionReader rows(Options());
  DetectionReader mxnet(Options(), {.layout = DetectionLabelLayout::kMxnet});
  EXPECT_EQ(mxnet.shape().label_width, 4 + 2 + 3 * 6U);
  std::size_t objects = 0;
  while (const auto expected = rows.Next()) {
    const auto batch = mxnet.Next();
    for (std::size_t i = 0; i < expected->size(); ++i) {
      const std::size_t count = expected->object_counts()[i];
      objects += count;
      EXPECT_EQ(batch->object_counts()[i], count);
      const std::span<const float> row = batch->label(i);
      // Channels, rows, columns, values to come; then header width and object width.
      EXPECT_THAT(row.first(6), testing::ElementsAre(3, 32, 40, 2 + count * 6, 2, 6));
      EXPECT_TRUE(
          std::ranges::equal(row.subspan(6, count * 6), expected->label(i).first(count * 6)));
      EXPECT_THAT(row.subspan(6 + count * 6), testing::Each(-1.0F));
    }
  }
  EXPECT_GT(objects, 20U);
}

TEST_F(ReaderFormatsTest, PlansAreThereWhenAskedFor) {
  ReaderOptions options = Options();
  DetectionReader without(options);
  EXPECT_TRUE(without.Next()->plans().empty());
  options.keep_plans = true;
  DetectionReader reader(options);
  while (const auto batch = reader.Next()) {
    ASSERT_EQ(batch->plans().size(), batch->size());
    for (std::size_t i = 0; i < batch->size(); ++i) {
      const SamplePlan& plan = batch->plans()[i];
      EXPECT_EQ(plan.source, batch->original_sizes()[i]);
      ASSERT_EQ(plan.objects.size(), batch->object_counts()[i]);
      for (std::size_t k = 0; k < plan.objects.size(); ++k) {
        EXPECT_EQ(batch->label(i)[k * 6 + 1], static_cast<float>(plan.objects[k].box.xmin));
      }
    }
  }
}

TEST_F(ReaderFormatsTest, TheManifestSavesTheScanAndSaysTheSame) {
  DatasetWriter writer({.prefix = dir_ / "made", .shard_count = 2});
  const RecordShard from(dir_ / "set.rec");
  std::vector<std::byte> payload;
  for (std::uint64_t i = 0; i < from.size(); ++i) {
    if (i == 10) writer.NextShard();
    from.Read(i, payload);
    writer.Write(from.key(i), payload);
  }
  writer.Close();
  ReaderOptions options = Options();
  DetectionReader one(options);
  options.sources = {dir_ / "made"};
  DetectionReader shards(options);
  EXPECT_EQ(shards.shape(), one.shape());
  EXPECT_EQ(ReadEpoch(shards), ReadEpoch(one));
  // A manifest of other files is not believed.
  std::filesystem::rename(dir_ / "made.manifest.json", dir_ / "set.manifest.json");
  options.sources = {dir_ / "set.rec"};
  DetectionReader stray(options);
  EXPECT_EQ(stray.shape(), one.shape());
}

TEST_F(ReaderFormatsTest, CompressedFilesAndMappingChangeNothing) {
  CompressRecords(dir_ / "set.rec", dir_ / "other.rec.zst", {.frame_bytes = 4000});
  std::filesystem::copy_file(dir_ / "set.idx", dir_ / "other.idx");
  ReaderOptions options = Options();
  for (const ShuffleMode mode : {ShuffleMode::kFull, ShuffleMode::kWindow, ShuffleMode::kNone}) {
    options.shuffle = {.mode = mode, .window = mode == ShuffleMode::kWindow ? 8 : 0};
    options.access = {};
    options.sources = {dir_ / "set.rec"};
    DetectionReader plain(options);
    const Stream expected = ReadEpoch(plain);
    for (const bool map : {false, true}) {
      for (const bool keep : {false, true}) {
        for (const char* name : {"set.rec", "other.rec.zst"}) {
          options.sources = {dir_ / name};
          options.access = {.map = map, .keep_cached = keep, .frame_cache_bytes = 5000};
          DetectionReader reader(options);
          EXPECT_EQ(ReadEpoch(reader), expected) << name << map << keep;
        }
      }
    }
  }
}

// Records with one, two or three labels; the image says nothing about them.
class ClassificationReaderTest : public testing::Test {
 protected:
  ClassificationReaderTest() {
    RecordWriter writer(dir_ / "set.rec");
    std::vector<std::byte> payload;
    for (std::uint64_t i = 0; i < 9; ++i) {
      std::vector<float> labels(1 + i % 3, static_cast<float>(i % 4));
      labels.back() = 3;
      BuildImageRecord(i, labels, LabelPacking::kPacked,
                       test::MakeJpeg({.width = 40, .height = 30}, static_cast<int>(i)), payload);
      writer.Write(i, payload);
    }
    writer.Close();
  }

  ReaderOptions Options() const {
    ReaderOptions options{.sources = {dir_ / "set.rec"},
                          .recipe = PresetByName("imagenet"),
                          .batch_size = 4,
                          .threads = 2};
    options.recipe.resize.output = {.width = 16, .height = 16};
    return options;
  }

  test::TempDir dir_;
};

TEST_F(ClassificationReaderTest, StoredLabelsArePadded) {
  ClassificationReader reader(Options());
  EXPECT_EQ(reader.shape().label_width, 3U);
  std::size_t samples = 0;
  while (const auto batch = reader.Next()) {
    for (std::size_t i = 0; i < batch->size(); ++i, ++samples) {
      const std::uint64_t key = batch->keys()[i];
      const std::size_t count = 1 + key % 3;
      ASSERT_EQ(batch->object_counts()[i], count);
      for (std::size_t k = 0; k < 3; ++k) {
        const float expected = k >= count       ? -1.0F
                               : k == count - 1 ? 3.0F
                                                : static_cast<float>(key % 4);
        EXPECT_EQ(batch->label(i)[k], expected);
      }
    }
  }
  EXPECT_EQ(samples, 9U);
}

TEST_F(ClassificationReaderTest, MultiHotRowsMarkTheClasses) {
  ClassificationReader reader(Options(),
                              {.layout = ClassificationLabelLayout::kMultiHot, .width = 5});
  while (const auto batch = reader.Next()) {
    for (std::size_t i = 0; i < batch->size(); ++i) {
      const std::uint64_t key = batch->keys()[i];
      for (std::size_t k = 0; k < 5; ++k) {
        const bool present = k == 3 || (key % 3 > 0 && k == key % 4);
        EXPECT_EQ(batch->label(i)[k], present ? 1.0F : 0.0F) << key << ' ' << k;
      }
    }
  }
}

TEST_F(ClassificationReaderTest, ClassesOutOfRangeAreBadRecords) {
  ReaderOptions options = Options();
  options.bad_records = BadRecordPolicy::kFail;
  ClassificationReader reader(options,
                              {.layout = ClassificationLabelLayout::kMultiHot, .width = 3});
  try {
    while (reader.Next()) {
    }
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("is not one of the 3 classes"));
    EXPECT_TRUE(error.where().key.has_value());
  }
}

TEST_F(ClassificationReaderTest, WrongWidthsAreNamed) {
  EXPECT_THROW(ClassificationReader(Options(), {.width = 2}), Error);
  EXPECT_THROW(ClassificationReader(Options(), {.layout = ClassificationLabelLayout::kMultiHot}),
               Error);
  const ClassificationReader wide(Options(), {.width = 7});
  EXPECT_EQ(wide.shape().label_width, 7U);
}

}  // namespace
}  // namespace imrec
