// The part of a resized window that the output shows.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/sample_augmenter.h>

#include "augment/resize_plan.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

constexpr ImageSize kStored = {.width = 67, .height = 50};
constexpr ImageSize kCutOutput = {.width = 32, .height = 24};

ResizeOptions CutOptions(CutPosition position) {
  return {.output = kCutOutput, .mode = ResizeMode::kCut, .cut = position};
}

// The left and upper edge in pixels of the canvas.
std::pair<double, double> OriginOf(const BoundingBox& shown, ImageSize canvas) {
  return {shown.xmin * canvas.width, shown.ymin * canvas.height};
}

TEST(Cut, TakesWholePixelsOfTheMiddle) {
  const BoundingBox shown = ShownPart(CutOptions(CutPosition::kCenter), kStored, kUnitBox, {});
  const auto [left, top] = OriginOf(shown, kStored);
  EXPECT_NEAR(left, 17, 1e-9);  // (67 - 32) / 2, rounded down
  EXPECT_NEAR(top, 13, 1e-9);
  EXPECT_NEAR(shown.width() * kStored.width, 32, 1e-9);
  EXPECT_NEAR(shown.height() * kStored.height, 24, 1e-9);
}

TEST(Cut, EnlargesWhatIsTooSmall) {
  const BoundingBox shown =
      ShownPart(CutOptions(CutPosition::kCenter), {.width = 16, .height = 100}, kUnitBox, {});
  EXPECT_EQ(shown.xmin, 0);
  EXPECT_EQ(shown.xmax, 1);
  EXPECT_NEAR(shown.height() * 100, 12, 1e-9);
}

// Each position is as frequent as any other: chi-square with 35 and 26 degrees of freedom, at a
// level of 0.1 %.
TEST(Cut, DrawsEachPositionEquallyOften) {
  constexpr int kDraws = 36'000;
  std::map<int, int> columns;
  std::map<int, int> rows;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const BoundingBox shown =
        ShownPart(CutOptions(CutPosition::kRandom), kStored, kUnitBox, {.seed = 5, .ordinal = i});
    const auto [left, top] = OriginOf(shown, kStored);
    ASSERT_NEAR(left, std::round(left), 1e-9);
    ASSERT_NEAR(top, std::round(top), 1e-9);
    ++columns[static_cast<int>(std::round(left))];
    ++rows[static_cast<int>(std::round(top))];
  }
  const auto chi_square = [](const std::map<int, int>& counts) {
    const double expected = static_cast<double>(kDraws) / static_cast<double>(counts.size());
    double sum = 0;
    for (const auto& [position, count] : counts) sum += std::pow(count - expected, 2) / expected;
    return sum;
  };
  EXPECT_EQ(columns.size(), 36U);
  EXPECT_EQ(rows.size(), 27U);
  EXPECT_LT(chi_square(columns), 66.6);
  EXPECT_LT(chi_square(rows), 54.1);
}

TEST(Cut, MovesByPixelsOfTheResizedImage) {
  const ResizeOptions options{.output = {.width = 20, .height = 20},
                              .mode = ResizeMode::kShorterEdge,
                              .shorter_edge = 25,
                              .cut = CutPosition::kRandom};
  std::set<int> positions;
  for (std::uint64_t i = 0; i < 400; ++i) {
    const BoundingBox shown =
        ShownPart(options, {.width = 100, .height = 50}, kUnitBox, {.ordinal = i});
    EXPECT_NEAR(shown.width() * 100, 40, 1e-9);
    const double left = shown.xmin * 100 / 2;  // resized to half
    EXPECT_NEAR(left, std::round(left), 1e-9);
    positions.insert(static_cast<int>(std::round(left)));
    EXPECT_GE(shown.xmin, 0);
    EXPECT_LE(shown.xmax, 1 + 1e-12);
  }
  EXPECT_EQ(positions.size(), 31U);
}

// The pixels of the output are those of the source, wherever they are cut.
TEST(Cut, LeavesPixelsAsTheyAre) {
  const Image source = test::MakePicture(kStored);
  AugmentRecipe recipe;
  recipe.resize = CutOptions(CutPosition::kRandom);
  const TensorFormat format{.type = PixelType::kUint8, .layout = PixelLayout::kNhwc};
  SampleAugmenter augmenter(recipe, format);
  std::vector<std::byte> pixels(format.image_bytes(kCutOutput));
  for (std::uint64_t i = 0; i < 200; ++i) {
    const SamplePlan& plan = augmenter.Augment(source.view(), {}, {.ordinal = i}, pixels);
    const auto [left, top] = OriginOf(plan.crop, kStored);
    const ImageView expected = source.view().Sub(static_cast<int>(std::round(left)),
                                                 static_cast<int>(std::round(top)), kCutOutput);
    for (int y = 0; y < kCutOutput.height; ++y) {
      const std::size_t bytes = 3 * static_cast<std::size_t>(kCutOutput.width);
      const auto* row = reinterpret_cast<const std::uint8_t*>(pixels.data()) +
                        bytes * static_cast<std::size_t>(y);
      ASSERT_TRUE(std::equal(row, row + bytes, expected.row(y).data())) << i << ", row " << y;
    }
  }
}

TEST(Cut, IsRandomOnlyWhereSomethingIsCutOff) {
  AugmentRecipe recipe;
  recipe.resize.cut = CutPosition::kRandom;
  EXPECT_THROW(ValidateRecipe(recipe), Error);
  recipe.resize.mode = ResizeMode::kShorterEdge;
  ValidateRecipe(recipe);
  recipe.resize.mode = ResizeMode::kCut;
  ValidateRecipe(recipe);
}

}  // namespace
}  // namespace imrec
