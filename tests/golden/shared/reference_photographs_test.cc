// The fused renderer against the plain way, on photographs.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "augment/internal/sample_planner.h"
#include "augment/internal/sample_renderer.h"
#include "image/internal/orientation.h"
#include "image/internal/ycbcr_part.h"
#include "tests/augment/reference_path.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

const std::filesystem::path kPhotographs =
    std::filesystem::path(IMREC_SHARED_DIR) / "data/cards/JPEGImages";

std::vector<std::filesystem::path> PhotographFiles() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kPhotographs)) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// From files, as readers take them, against the plain way from decoded pictures.
void ExpectNear(ChromaResampling chroma) {
  AugmentRecipe recipe = PresetByName("ssd300");
  recipe.mean = {0, 0, 0};
  recipe.resize.output = {.width = 300, .height = 300};
  recipe.resize.chroma = chroma;
  SamplePlanner planner(recipe);
  SampleRenderer renderer(recipe);
  SamplePlan plan;
  AnyImageDecoder decoder;
  Image image;
  YcbcrPart part;
  Image memory;
  std::vector<float> actual(3 * 300 * 300);
  const auto bytes = std::as_writable_bytes(std::span(actual));
  std::vector<float> differences;
  const std::vector<BoundingBox> boxes = {{.xmin = .2, .ymin = .2, .xmax = .7, .ymax = .8}};
  std::uint64_t ordinal = 0;
  for (const std::filesystem::path& file : PhotographFiles()) {
    const std::vector<std::byte> encoded = ReadBytes(file);
    decoder.Decode(encoded, ColorMode::kRgb, image);
    planner.Plan(image.size(), boxes, {.seed = 1, .ordinal = ordinal++}, plan);
    if (!plan.ShowsSource()) {
      renderer.RenderFill(plan, bytes);
    } else {
      const Aim aim = renderer.AimFor(plan, 1);
      if (decoder.DecodeYcbcr(aim.part, part)) {
        renderer.RenderPart(plan, aim, part, bytes);
      } else {
        renderer.RenderPart(plan, aim, decoder.DecodePart(ColorMode::kRgb, aim.part, memory),
                            bytes);
      }
    }
    const std::vector<float> expected = RenderByReference(recipe, plan, image.view());
    for (std::size_t k = 0; k < actual.size(); ++k) {
      differences.push_back(std::abs(actual[k] - expected[k]));
    }
  }
  double sum = 0;
  double square = 0;
  for (const auto difference : differences) {
    sum += static_cast<double>(difference);
    square += static_cast<double>(difference) * static_cast<double>(difference);
  }
  const auto n = static_cast<double>(differences.size());
  std::ranges::sort(differences);
  const float p99 = differences[static_cast<std::size_t>(0.99 * n)];
  const double psnr = 10 * std::log10(255 * 255 * n / square);
  testing::Test::RecordProperty("mean", std::to_string(sum / n));
  testing::Test::RecordProperty("psnr", std::to_string(psnr));
  EXPECT_LE(sum / n, 0.5);
  EXPECT_LE(p99, 4);
  EXPECT_GE(psnr, 42) << "mean " << sum / n << ", p99 " << p99;
}

TEST(ReferencePhotographs, RandomSamplesAreNear) {
  if (!std::filesystem::exists(kPhotographs)) GTEST_SKIP() << "no photographs here";
  ExpectNear(ChromaResampling::kAsPixels);
}

TEST(ReferencePhotographs, ChromaAsStoredIsNearTheReference) {
  if (!std::filesystem::exists(kPhotographs)) GTEST_SKIP() << "no photographs here";
  ExpectNear(ChromaResampling::kAsStored);
}

std::vector<float> RenderShrunk(const AugmentRecipe& recipe, const std::vector<std::byte>& encoded,
                                const SamplePlan& plan, int divisor) {
  AnyImageDecoder decoder;
  Image memory;
  SampleRenderer renderer(recipe);
  std::vector<float> chw(TensorFormat{}.image_bytes(plan.output) / sizeof(float));
  decoder.Open(encoded);
  const Aim aim = renderer.AimFor(plan, divisor);
  const ImageView shown = decoder.DecodePart(ColorMode::kRgb, aim.part, memory);
  renderer.RenderPart(plan, aim, shown, std::as_writable_bytes(std::span(chw)));
  return chw;
}

double Psnr(const std::vector<float>& a, const std::vector<float>& b) {
  double square = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto difference = static_cast<double>(a[i] - b[i]);
    square += difference * difference;
  }
  return 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.size()) / square);
}

// As readers take them from the decoder by default.
TEST(ReferencePhotographs, ShrunkSourcesLookTheSame) {
  if (!std::filesystem::exists(kPhotographs)) GTEST_SKIP() << "no photographs here";
  AugmentRecipe recipe = PresetByName("eval300");
  recipe.mean = {0, 0, 0};
  recipe.std = {1, 1, 1};
  double sum_of_psnr = 0;
  int samples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kPhotographs)) {
    const std::vector<std::byte> encoded = ReadBytes(entry.path());
    const ImageSize source = AnyImageDecoder().ReadInfo(encoded).size;
    for (const int divisor : {2, 4, 8}) {
      // The least that still calls for this divisor, and up to nearly twice as much.
      const double shrinking = divisor * recipe.resize.decode_ratio * (1 + samples % 9 / 10.0);
      recipe.resize.output = {.width = static_cast<int>(source.width / shrinking),
                              .height = static_cast<int>(source.height / shrinking)};
      SamplePlan plan;
      SamplePlanner(recipe).Plan(source, {}, {}, plan);
      ASSERT_EQ(SampleRenderer(recipe).Divisor(plan), divisor);
      const double psnr = Psnr(RenderShrunk(recipe, encoded, plan, divisor),
                               RenderShrunk(recipe, encoded, plan, 1));
      EXPECT_GE(psnr, 38) << entry.path() << " 1/" << divisor << " to " << plan.output.width;
      sum_of_psnr += psnr;
      ++samples;
    }
  }
  RecordProperty("psnr", std::to_string(sum_of_psnr / samples));
  EXPECT_GE(sum_of_psnr / samples, 45);
}

}  // namespace
}  // namespace imrec::test
