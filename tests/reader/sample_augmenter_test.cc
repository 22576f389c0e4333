// A sample that is made without a data set is the one that a reader makes.
#include <imrec/sample_augmenter.h>

#include <vector>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/record_shard.h>

#include "augment/internal/sample_renderer.h"
#include "reader/labels/detection_encoder.h"
#include "reader/sample_loader.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

TEST(SampleAugmenter, MakesTheSamplesOfReaders) {
  const test::TempDir dir;
  test::WriteDetectionSet(dir / "set.rec", 6, {.width = 200, .height = 150});
  const RecordShard records(dir / "set.rec");
  for (const char* preset : {"ssd300", "torchvision-ssd", "imagenet"}) {
    const AugmentRecipe recipe = PresetByName(preset);
    const TensorFormat format{.type = PixelType::kUint8};
    DetectionEncoder rows(6);
    SampleLoader loader(records, recipe, rows, format);
    SampleAugmenter augmenter(recipe, format);
    std::vector<std::byte> expected(format.image_bytes(recipe.resize.output));
    std::vector<std::byte> image(expected.size());
    std::vector<float> label(60);
    std::vector<std::byte> payload;
    for (std::uint64_t i = 0; i < records.size(); ++i) {
      const SampleKey key{.seed = 3, .epoch = 2, .ordinal = i};
      loader.Load(i, key, expected, label);
      records.Read(i, payload);
      const SamplePlan& plan =
          augmenter.Augment(ImageRecordView(payload).image(), rows.boxes(), key, image);
      EXPECT_EQ(plan, loader.plan()) << preset << ' ' << i;
      EXPECT_EQ(image, expected) << preset << ' ' << i;
    }
  }
}

TEST(SampleAugmenter, TakesDecodedPixelsToo) {
  const AugmentRecipe recipe = PresetByName("ssd300");
  const Image picture = test::MakePicture({.width = 90, .height = 70});
  SampleAugmenter augmenter(recipe);
  std::vector<float> image(3 * 300 * 300);
  const BoundingBox box{.xmin = 0.2, .ymin = 0.2, .xmax = 0.7, .ymax = 0.8};
  const SamplePlan& plan = augmenter.Augment(picture.view(), {&box, 1}, {.seed = 1},
                                             std::as_writable_bytes(std::span(image)));
  ASSERT_EQ(plan.objects.size(), 1U);
  std::vector<float> expected(image.size());
  SampleRenderer(recipe).Render(plan, picture.view(), std::span(expected));
  EXPECT_EQ(image, expected);
}

TEST(SampleAugmenter, NamesWhatIsWrong) {
  SampleAugmenter augmenter(PresetByName("ssd300"));
  std::vector<std::byte> image(3 * 300 * 300 * sizeof(float));
  const std::vector<std::byte> jpeg = test::MakeJpeg({60, 40});
  const BoundingBox pixels{.xmin = 5, .ymin = 5, .xmax = 30, .ymax = 30};
  EXPECT_THROW(augmenter.Augment(test::Bytes("no image"), {}, {}, image), Error);
  EXPECT_THROW(augmenter.Augment(jpeg, {&pixels, 1}, {}, image), Error);
  EXPECT_THROW(augmenter.Augment(jpeg, {}, {}, std::span(image).first(100)), Error);
}

}  // namespace
}  // namespace imrec
