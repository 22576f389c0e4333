#include "reader/sample_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/image_record.h>
#include <imrec/orientation.h>
#include <imrec/record_writer.h>

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
  const RecordSet records(dir_ / "set.rec");
  SampleLoader loader(records, PresetByName("eval300"));
  const Image& original = loader.LoadOriginal(0);
  const Image expected = Upright();
  ASSERT_EQ(original.size(), expected.size());
  for (int y = 0; y < expected.height(); ++y) {
    EXPECT_TRUE(std::ranges::equal(original.view().row(y), expected.view().row(y))) << y;
  }
}

TEST_P(RotatedSample, LabelsAndPixelsAreOfTheUprightPicture) {
  const RecordSet records(dir_ / "set.rec");
  AugmentRecipe recipe = PresetByName("eval300");
  const Image upright = Upright();
  recipe.resize.output = upright.size();
  SampleLoader loader(records, recipe);
  const std::size_t plane = static_cast<std::size_t>(upright.width() * upright.height());
  std::vector<float> image(3 * plane);
  std::vector<float> label(6);
  ASSERT_EQ(loader.Load(0, 0, 0, 6, image, label), 1U);
  EXPECT_THAT(label, testing::ElementsAre(1, 0, 0, 0.5F, 0.25F, 0));
  // Of the same size, so each sample is that of the upright picture but for mean and scale: their
  // differences must go together.
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

}  // namespace
}  // namespace imrec
