#include "augment/internal/augment_pipeline.h"

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/sample_augmenter.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

// The steps take values, so a plan can be rendered again, and others in between.
TEST(AugmentPipeline, MakesTheSameSampleInSteps) {
  for (const char* preset : {"ssd300", "torchvision-ssd", "eval300"}) {
    const AugmentRecipe recipe = PresetByName(preset);
    SampleAugmenter whole(recipe);
    AugmentPipeline steps(recipe);
    std::vector<std::byte> expected(TensorFormat{}.image_bytes(recipe.resize.output));
    std::vector<std::byte> image(expected.size());
    const BoundingBox box{.xmin = 0.2, .ymin = 0.2, .xmax = 0.7, .ymax = 0.8};
    for (int orientation = 1; orientation <= 8; ++orientation) {
      const std::vector<std::byte> jpeg = test::MakeRotatedJpeg({200, 150}, orientation);
      const ImageSize source = steps.Open(jpeg);
      EXPECT_EQ(source, (orientation < 5 ? ImageSize{200, 150} : ImageSize{150, 200}));
      std::vector<SamplePlan> plans(6);
      for (std::uint64_t i = 0; i < plans.size(); ++i) {
        steps.Plan(source, {&box, 1}, {.seed = 4, .ordinal = i}, plans[i]);
      }
      for (std::uint64_t i = plans.size(); i-- > 0;) {
        EXPECT_EQ(whole.Augment(jpeg, {&box, 1}, {.seed = 4, .ordinal = i}, expected), plans[i]);
        steps.Render(plans[i], steps.Decode(plans[i]), image);
        EXPECT_EQ(image, expected) << preset << ' ' << orientation << ' ' << i;
      }
    }
  }
}

TEST(AugmentPipeline, DecodesOnlyWhatThePlanIsFor) {
  AugmentPipeline augmenter(PresetByName("eval300"));
  SamplePlan plan;
  augmenter.Plan({60, 40}, {}, {}, plan);
  EXPECT_THROW(augmenter.Decode(plan), Error);  // nothing is open
  const std::vector<std::byte> jpeg = test::MakeJpeg({60, 40});
  augmenter.Open(jpeg);
  EXPECT_NO_THROW(augmenter.Decode(plan));
  SamplePlan other;
  augmenter.Plan({61, 40}, {}, {}, other);
  EXPECT_THROW(augmenter.Decode(other), Error);
  EXPECT_THROW(augmenter.Open(test::Bytes("no image")), Error);
  EXPECT_THROW(augmenter.Decode(plan), Error);
}

}  // namespace
}  // namespace imrec
