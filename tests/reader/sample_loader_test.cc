#include "reader/sample_loader.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/record_shard.h>
#include <imrec/record_writer.h>

#include "image/internal/orientation.h"
#include "reader/labels/detection_encoder.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

// A set of one JPEG of 48x32 that is stored turned.
class RotatedSample : public testing::TestWithParam<int> {
 protected:
  RotatedSample() {
    encoded_ = test::MakeRotatedJpeg({.width = 48, .height = 32}, GetParam());
    RecordWriter writer(dir_ / "set.rec");
    std::vector<std::byte> payload;
    BuildImageRecord(7, test::MakeLabel({{.class_id = 1, .xmax = 0.5F, .ymax = 0.25F}}),
                     LabelPacking::kPacked, encoded_, payload);
    writer.Write(7, payload);
    writer.Close();
  }

  Image Upright() const {
    Image stored;
    AnyImageDecoder().Decode(encoded_, ColorMode::kRgb, stored);
    Image upright;
    ApplyOrientation(stored.view(), GetParam(), upright);
    return upright;
  }

  test::TempDir dir_;
  std::vector<std::byte> encoded_;
};

TEST_P(RotatedSample, OriginalIsUpright) {
  const RecordShard records(dir_ / "set.rec");
  DetectionEncoder rows(6);
  SampleLoader loader(records, PresetByName("eval300"), rows);
  const Image& original = loader.LoadOriginal(0);
  const Image expected = Upright();
  ASSERT_EQ(original.size(), expected.size());
  for (int y = 0; y < expected.height(); ++y) {
    EXPECT_TRUE(std::ranges::equal(original.view().row(y), expected.view().row(y))) << y;
  }
}

TEST_P(RotatedSample, LabelsAndPixelsAreOfTheUprightPicture) {
  const RecordShard records(dir_ / "set.rec");
  AugmentRecipe recipe = PresetByName("eval300");
  const Image upright = Upright();
  recipe.resize.output = upright.size();
  DetectionEncoder rows(6);
  SampleLoader loader(records, recipe, rows);
  const auto plane = static_cast<std::size_t>(upright.width() * upright.height());
  std::vector<float> image(3 * plane);
  std::vector<float> label(6);
  ASSERT_EQ(
      loader.Load(0, {.seed = 0, .epoch = 0}, std::as_writable_bytes(std::span(image)), label), 1U);
  EXPECT_THAT(label, testing::ElementsAre(1, 0, 0, 0.5F, 0.25F, 0));
  // The size is the same, so each sample is that of the upright image, except for mean and scale:
  // their differences must be proportional.
  const auto red = [&](int x, int y) { return static_cast<int>(upright.view().pixel(x, y)[0]); };
  const auto got = [&](int x, int y) {
    return image[static_cast<std::size_t>(y * upright.width() + x)];
  };
  const int right = upright.width() - 1;
  const int bottom = upright.height() - 1;
  const float scale =
      (got(right, bottom) - got(0, 0)) / static_cast<float>(red(right, bottom) - red(0, 0));
  EXPECT_GT(scale, 0);
  EXPECT_NEAR(got(right, 0) - got(0, 0), scale * static_cast<float>(red(right, 0) - red(0, 0)),
              1e-3);
  EXPECT_NEAR(got(0, bottom) - got(0, 0), scale * static_cast<float>(red(0, bottom) - red(0, 0)),
              1e-3);
}

INSTANTIATE_TEST_SUITE_P(Orientations, RotatedSample, testing::Range(1, 9));

// One image of 64x48 with these objects.
class OneSample : public testing::Test {
 protected:
  void Write(const std::vector<test::TestObject>& objects) const {
    RecordWriter writer(dir_ / "set.rec");
    std::vector<std::byte> payload;
    BuildImageRecord(7, test::MakeLabel(objects), LabelPacking::kPacked,
                     test::MakeJpeg({.width = 64, .height = 48}), payload);
    writer.Write(7, payload);
    writer.Close();
  }

  test::TempDir dir_;
};

// What takes the time of a damaged image is the stage that finds the damage.
TEST_F(OneSample, DamagedImagesTakeTimeToo) {
  std::vector<std::byte> jpeg = test::MakeJpeg({.width = 512, .height = 256});
  jpeg.resize(jpeg.size() / 2);
  {
    RecordWriter writer(dir_ / "set.rec");
    std::vector<std::byte> payload;
    BuildImageRecord(7, test::MakeLabel({{.xmax = 0.5F, .ymax = 0.5F}}), LabelPacking::kPacked,
                     jpeg, payload);
    writer.Write(7, payload);
    writer.Close();
  }
  const RecordShard records(dir_ / "set.rec");
  DetectionEncoder rows(6);
  SampleLoader loader(records, PresetByName("eval300"), rows);
  std::vector<float> image(3 * 300 * 300);
  std::vector<float> label(6);
  EXPECT_THROW(loader.Load(0, {.seed = 0}, std::as_writable_bytes(std::span(image)), label), Error);
  StageTimes times = loader.stage_times();
  EXPECT_GT(times[Stage::kDecode].count(), 0);
  EXPECT_EQ(times[Stage::kRender].count(), 0);
}

TEST_F(OneSample, LabelsNeedNoPixels) {
  Write({{.class_id = 1, .xmin = 0.1F, .ymin = 0.2F, .xmax = 0.5F, .ymax = 0.9F},
         {.class_id = 2, .xmin = 0.6F, .ymin = 0.1F, .xmax = 0.9F, .ymax = 0.3F}});
  const RecordShard records(dir_ / "set.rec");
  DetectionEncoder rows(6);
  SampleLoader planning(records, PresetByName("ssd300"), rows);
  SampleLoader loading(records, PresetByName("ssd300"), rows);
  std::vector<float> image(3 * 300 * 300);
  std::vector<float> label(12);
  for (std::uint32_t epoch = 0; epoch < 50; ++epoch) {
    planning.PlanOnly(0, {.seed = 3, .epoch = epoch});
    loading.Load(0, {.seed = 3, .epoch = epoch}, std::as_writable_bytes(std::span(image)), label);
    EXPECT_EQ(planning.plan(), loading.plan()) << epoch;
  }
}

TEST_F(OneSample, BoxesAreClippedToTheImageAndThoseWithoutAreaLeftOut) {
  Write({{.class_id = 1, .xmin = -0.005F, .ymin = 0.25F, .xmax = 0.5F, .ymax = 1.005F},
         {.class_id = 2, .xmin = 1.001F, .ymin = 0.25F, .xmax = 1.005F, .ymax = 0.75F},
         {.class_id = 3, .xmin = 0.5F, .ymin = 0.5F, .xmax = 0.5F, .ymax = 0.75F}});
  const RecordShard records(dir_ / "set.rec");
  DetectionEncoder rows(6);
  SampleLoader loader(records, PresetByName("eval300"), rows);
  std::vector<float> image(3 * 300 * 300);
  std::vector<float> label(18);
  EXPECT_EQ(
      loader.Load(0, {.seed = 0, .epoch = 0}, std::as_writable_bytes(std::span(image)), label), 1U);
  EXPECT_THAT(std::span(label).first(6), testing::ElementsAre(1, 0, 0.25F, 0.5F, 1, 0));
  EXPECT_EQ(label[6], -1);
}

TEST_F(OneSample, DifficultObjectsAreKeptWithTheirMark) {
  Write({{.class_id = 1, .xmax = 0.5F, .ymax = 0.5F, .difficult = 1},
         {.class_id = 2, .xmin = 0.5F, .ymin = 0.5F, .xmax = 1, .ymax = 1, .difficult = 1}});
  const RecordShard records(dir_ / "set.rec");
  DetectionEncoder rows(6);
  SampleLoader loader(records, PresetByName("ssd300"), rows);
  std::vector<float> image(3 * 300 * 300);
  std::vector<float> label(12);
  for (std::uint32_t epoch = 0; epoch < 20; ++epoch) {
    const std::size_t kept = loader.Load(0, {.seed = 0, .epoch = epoch},
                                         std::as_writable_bytes(std::span(image)), label);
    ASSERT_GE(kept, 1U);
    for (std::size_t i = 0; i < kept; ++i) EXPECT_EQ(label[i * 6 + 5], 1);
  }
}

TEST_F(OneSample, ASampleOfFillAloneNeedsNoDecoding) {
  Write({});
  const RecordShard records(dir_ / "set.rec");
  AugmentRecipe recipe = PresetByName("ssd300");
  recipe.expand = {.prob = 1, .max_ratio = 30};
  recipe.crop.samplers = {
      {.scale = {.min = 0.05, .max = 0.05}, .aspect_ratio = {.min = 1, .max = 1}}};
  DetectionEncoder rows(6);
  SampleLoader loader(records, recipe, rows);
  std::vector<float> image(3 * 300 * 300);
  int empty = 0;
  for (std::uint32_t epoch = 0; epoch < 60; ++epoch) {
    loader.Load(0, {.seed = 0, .epoch = epoch}, std::as_writable_bytes(std::span(image)), {});
    if (loader.plan().ShowsSource()) continue;
    ++empty;
    EXPECT_TRUE(std::ranges::all_of(image, [](float value) { return value == 0; }));  // the mean
  }
  EXPECT_GT(empty, 20);
}

}  // namespace
}  // namespace imrec
