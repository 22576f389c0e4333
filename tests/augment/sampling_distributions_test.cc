// The distributions of SSD's sampling: closed forms, and what independent simulations measured.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/sample_plan.h>

#include "augment/batch_sampler.h"
#include "augment/color/color_distortion.h"
#include "augment/expand.h"
#include "augment/internal/plan_trace.h"
#include "augment/internal/sample_planner.h"
#include "tests/support/distributions.h"

namespace imrec {
namespace {

using test::ChiSquareP;
using test::KolmogorovSmirnovP;
using test::ShareWidth;

constexpr double kAlpha = 1e-6;
constexpr ImageSize kSampledSource{.width = 500, .height = 375};
const BatchSampler kRandomCrop{.scale = {.min = 0.3, .max = 1},
                               .aspect_ratio = {.min = 0.5, .max = 2}};

std::vector<BoundingBox> Windows(const CropOptions& options, double aspect, int count) {
  RandomStream random({.seed = 77}, RandomStage::kCropTrials);
  std::vector<BoundingBox> windows;
  while (windows.size() < static_cast<std::size_t>(count)) {
    if (const auto window = DrawWindow(kRandomCrop, options, aspect, random)) {
      windows.push_back(*window);
    }
  }
  return windows;
}

template <typename Function>
std::vector<double> Measured(const std::vector<BoundingBox>& windows, const Function& function) {
  std::vector<double> values;
  for (const BoundingBox& window : windows) values.push_back(function(window));
  return values;
}

double Mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

TEST(ClampLaw, AreaIsTheSquareOfAUniformScale) {
  const auto windows = Windows({}, 1, 30000);
  const auto area = [](double a) { return std::clamp((std::sqrt(a) - 0.3) / 0.7, 0.0, 1.0); };
  EXPECT_GT(KolmogorovSmirnovP(
                Measured(windows, [](const BoundingBox& window) { return window.area(); }), area),
            kAlpha);
}

TEST(ClampLaw, AtomsAndMeans) {
  const auto windows = Windows({}, 1, 60000);
  const auto widths = Measured(windows, [](const BoundingBox& w) { return w.width(); });
  const auto heights = Measured(windows, [](const BoundingBox& w) { return w.height(); });
  const auto share = [&](const auto& holds) {
    return Mean(Measured(windows, [&](const BoundingBox& w) { return holds(w) ? 1.0 : 0.0; }));
  };
  EXPECT_NEAR(share([](const BoundingBox& w) { return w.height() > 1 - 1e-12; }), 0.065748,
              ShareWidth(0.065748, 60000));
  EXPECT_NEAR(share([](const BoundingBox& w) { return w.width() > 1 - 1e-12; }), 0.163403,
              ShareWidth(0.163403, 60000));
  EXPECT_NEAR(share([](const BoundingBox& w) { return w.width() < w.height(); }), 1.0 / 3,
              ShareWidth(1.0 / 3, 60000));
  EXPECT_NEAR(Mean(widths), 0.69818, 0.005);
  EXPECT_NEAR(Mean(heights), 0.62080, 0.005);
  EXPECT_NEAR(Mean(Measured(windows, [](const BoundingBox& w) { return w.xmin; })), 0.1509, 0.004);
  EXPECT_NEAR(Mean(Measured(windows, [](const BoundingBox& w) { return w.ymin; })), 0.1896, 0.004);
}

TEST(ClampLaw, PlacesAreUniform) {
  std::vector<double> x;
  std::vector<double> y;
  for (const BoundingBox& window : Windows({}, 1, 30000)) {
    if (window.width() < 1 - 1e-9) x.push_back(window.xmin / (1 - window.width()));
    if (window.height() < 1 - 1e-9) y.push_back(window.ymin / (1 - window.height()));
  }
  const auto uniform = [](double value) { return std::clamp(value, 0.0, 1.0); };
  EXPECT_GT(KolmogorovSmirnovP(x, uniform), kAlpha);
  EXPECT_GT(KolmogorovSmirnovP(y, uniform), kAlpha);
}

// GluonCV and MXNet draw the aspect ratio anew in what is left of its range, so no side piles up
// at 1. Only this distinguishes the two laws.
TEST(RangeLaw, HasTheSameAreasAndNoAtoms) {
  const auto windows = Windows({.size_law = SizeLaw::kRange}, 1, 30000);
  int full = 0;
  for (const BoundingBox& w : windows) {
    if (w.width() > 1 - 1e-9 || w.height() > 1 - 1e-9) ++full;
  }
  EXPECT_LT(full, 3);
  EXPECT_GT(
      KolmogorovSmirnovP(Measured(windows, [](const BoundingBox& w) { return w.area(); }),
                         [](double a) { return std::clamp((std::sqrt(a) - 0.3) / 0.7, 0.0, 1.0); }),
      kAlpha);
}

TEST(IndependentLaw, SidesAreUniformWithinTheAspectRange) {
  // The exact distribution of the width given 1/2 <= w/h <= 2, both uniform in 0.3..1.
  const auto part = [](double w) {
    // Of all heights, those between w/2 and 2w.
    return std::min(1.0, 2 * w) - std::max(0.3, w / 2);
  };
  std::vector<double> table(7001, 0);
  for (std::size_t i = 1; i < table.size(); ++i) {
    table[i] = table[i - 1] + part(0.3 + 0.7 * (static_cast<double>(i) - 0.5) / 7000);
  }
  const auto cdf = [&](double w) {
    const double at = std::clamp((w - 0.3) / 0.7, 0.0, 1.0) * 7000;
    return table[static_cast<std::size_t>(at)] / table.back();
  };
  const auto windows = Windows({.size_law = SizeLaw::kIndependent}, 1, 20000);
  EXPECT_GT(
      KolmogorovSmirnovP(Measured(windows, [](const BoundingBox& w) { return w.width(); }), cdf),
      kAlpha);
  for (const BoundingBox& w : windows) {
    ASSERT_GE(w.width() / w.height(), 0.5);
    ASSERT_LE(w.width() / w.height(), 2);
  }
}

TEST(AspectSpace, PixelRatiosAreThoseOfPixels) {
  for (const double aspect : {0.5, 1.0, 3.0}) {
    const CropOptions options{.size_law = SizeLaw::kIndependent,
                              .aspect_space = AspectSpace::kPixel};
    for (const BoundingBox& w : Windows(options, aspect, 500)) {
      ASSERT_GE(w.width() / w.height() * aspect, 0.5 - 1e-12);
      ASSERT_LE(w.width() / w.height() * aspect, 2 + 1e-12);
    }
  }
}

TEST(Expand, RatiosAndPlacesAreUniform) {
  std::vector<double> ratios;
  std::vector<double> left;
  std::vector<double> top;
  double inverse = 0;
  double inverse_square = 0;
  constexpr int kSamples = 40000;
  const ImageSize source{.width = 4000, .height = 3000};  // whole pixels hardly matter
  for (std::uint64_t i = 0; i < kSamples; ++i) {
    const Canvas canvas =
        PlanExpand({.prob = 0.5, .max_ratio = 4}, source, {.seed = 3, .ordinal = i});
    if (canvas.size == source) continue;
    const double ratio = canvas.size.width / 4000.0;
    ratios.push_back(ratio);
    inverse += 1 / ratio;
    inverse_square += 1 / (ratio * ratio);
    if (canvas.size.width > 4400) {
      left.push_back((canvas.left + 0.5) / (canvas.size.width - 4000));
      top.push_back((canvas.top + 0.5) / (canvas.size.height - 3000));
    }
  }
  const auto applied = static_cast<double>(ratios.size());
  EXPECT_NEAR(applied / kSamples, 0.5, ShareWidth(0.5, kSamples));
  EXPECT_GT(KolmogorovSmirnovP(ratios, [](double r) { return std::clamp((r - 1) / 3, 0.0, 1.0); }),
            kAlpha);
  const auto uniform = [](double value) { return std::clamp(value, 0.0, 1.0); };
  EXPECT_GT(KolmogorovSmirnovP(left, uniform), kAlpha);
  EXPECT_GT(KolmogorovSmirnovP(top, uniform), kAlpha);
  EXPECT_NEAR(inverse / applied, 0.46210, 0.006);
  EXPECT_NEAR(inverse_square / applied, 0.25, 0.007);
}

TEST(ColorGates, AreIndependentHalves) {
  const ColorOptions options = PresetByName("ssd300").color;
  std::vector<std::uint64_t> combinations(32, 0);
  std::vector<double> brightness;
  std::vector<double> hue;
  for (std::uint64_t i = 0; i < 32000; ++i) {
    const ColorPlan plan = PlanColor(options, {.seed = 12, .ordinal = i});
    const std::array on = {plan.brightness != 0, plan.contrast != 1, plan.saturation != 1,
                           plan.hue != 0, plan.contrast_last};
    std::size_t index = 0;
    for (const bool bit : on) index = 2 * index + (bit ? 1U : 0U);
    ++combinations[index];
    if (on[0]) brightness.push_back(plan.brightness);
    if (on[3]) hue.push_back(plan.hue);
  }
  EXPECT_GT(ChiSquareP(combinations, std::vector<double>(32, 1.0 / 32)), kAlpha);
  EXPECT_GT(KolmogorovSmirnovP(brightness, [](double b) { return (b + 32) / 64; }), kAlpha);
  EXPECT_GT(KolmogorovSmirnovP(hue, [](double h) { return (h + 36) / 72; }), kAlpha);
}

TEST(ChannelOrder, AllSixAreAsLikely) {
  std::vector<std::uint64_t> counts(27, 0);
  for (std::uint64_t i = 0; i < 12000; ++i) {
    const ColorPlan plan = PlanColor({.channel_order_prob = 1}, {.ordinal = i});
    ++counts[plan.channels[0] * 9U + plan.channels[1] * 3U + plan.channels[2]];
  }
  std::vector<double> expected(27, 0);
  for (const std::size_t order : {5U, 7U, 11U, 15U, 19U, 21U}) expected[order] = 1.0 / 6;
  EXPECT_GT(ChiSquareP(counts, expected), kAlpha);
}

TEST(Lighting, HasTheDeviationsOfImageNet) {
  double red_square = 0;
  constexpr int kSamples = 20000;
  for (std::uint64_t i = 0; i < kSamples; ++i) {
    const ColorPlan plan = PlanColor({.lighting = 0.1}, {.ordinal = i});
    red_square += plan.lighting[0] * plan.lighting[0];
  }
  const double expected =
      0.1 * std::sqrt(std::pow(0.5675 * 55.46, 2) + std::pow(0.7192 * 4.794, 2) +
                      std::pow(0.4009 * 1.148, 2));
  EXPECT_NEAR(std::sqrt(red_square / kSamples), expected, 0.05 * expected);
}

TEST(Resize, FiltersAreAsLikely) {
  const AugmentRecipe recipe = PresetByName("caffe-ssd");
  SamplePlanner planner(recipe);
  SamplePlan plan;
  std::vector<std::uint64_t> counts(5, 0);
  for (std::uint64_t i = 0; i < 10000; ++i) {
    planner.Plan(kSampledSource, {}, {.ordinal = i}, plan);
    ++counts[static_cast<std::size_t>(plan.filter)];
  }
  EXPECT_GT(ChiSquareP(counts, std::vector<double>(5, 0.2)), kAlpha);
}

// What independent simulations of Caffe's algorithm found, with 6000 samples each, for one box:
// how often each of the seven samplers succeeds and is picked, how often no object is left, and
// how often no source pixel is shown.
struct Layout {
  std::string name;
  BoundingBox box;
  double expand;
  std::array<double, 7> success;
  std::array<double, 7> pick;
  double without_survivor;
  double without_source;
};

BoundingBox Centred(double side) {
  return {.xmin = (1 - side) / 2,
          .ymin = (1 - side) / 2,
          .xmax = (1 + side) / 2,
          .ymax = (1 + side) / 2};
}

TEST(CaffeSampling, SucceedsAndPicksAsMeasured) {
  const std::vector<Layout> layouts = {
      {"half",
       Centred(0.5),
       0,
       {1, 1, 1, .998, .281, .002, 1},
       {.178, .192, .189, .202, .046, 0, .192},
       .065,
       0},
      {"half, expanded",
       Centred(0.5),
       .5,
       {1, .963, .707, .589, .148, .001, 1},
       {.239, .231, .141, .123, .023, 0, .242},
       .083,
       .014},
      {"large",
       Centred(0.9),
       0,
       {1, 1, 1, 1, 1, .272, 1},
       {.162, .159, .152, .166, .152, .043, .166},
       .070,
       0},
      {"large, expanded",
       Centred(0.9),
       .5,
       {1, 1, .935, .788, .607, .145, 1},
       {.202, .197, .162, .134, .102, .019, .184},
       .083,
       .014},
      {"small", Centred(0.1), 0, {1, .099, 0, 0, 0, 0, 1}, {.472, .033, 0, 0, 0, 0, .495}, .088, 0},
      {"small, expanded",
       Centred(0.1),
       .5,
       {1, .051, 0, 0, 0, 0, 1},
       {.483, .019, 0, 0, 0, 0, .498},
       .124,
       .021},
      {"whole",
       kUnitBox,
       0,
       {1, 1, 1, 1, 1, .978, 1},
       {.146, .140, .147, .147, .140, .141, .140},
       .049,
       0},
      {"whole, expanded",
       kUnitBox,
       .5,
       {1, 1, .962, .823, .622, .494, 1},
       {.177, .181, .163, .134, .097, .069, .178},
       .078,
       .009}};
  constexpr int kSamples = 6000;
  for (const Layout& layout : layouts) {
    SCOPED_TRACE(layout.name);
    AugmentRecipe recipe = PresetByName("caffe-ssd");
    recipe.expand.prob = layout.expand;
    SamplePlanner planner(recipe);
    SamplePlan plan;
    std::array<int, 7> success{};
    std::array<int, 7> pick{};
    int without_survivor = 0;
    int without_source = 0;
    for (std::uint64_t i = 0; i < kSamples; ++i) {
      PlanTrace trace;
      planner.Plan(kSampledSource, std::vector{layout.box}, {.seed = 5, .ordinal = i}, plan,
                   &trace);
      for (const SamplerTrace& turn : trace.samplers) {
        success[static_cast<std::size_t>(turn.sampler)] += turn.success ? 1 : 0;
      }
      ++pick[static_cast<std::size_t>(plan.sampler)];
      without_survivor += plan.objects.empty() ? 1 : 0;
      without_source += plan.ShowsSource() ? 0 : 1;
    }
    // Both sides are samples.
    const auto expect = [&](int count, double measured, const char* what) {
      const double width = 1.5 * ShareWidth(std::clamp(measured, 0.002, 0.998), kSamples);
      EXPECT_NEAR(count / static_cast<double>(kSamples), measured, width) << what;
    };
    for (std::size_t s = 0; s < 7; ++s) {
      expect(success[s], layout.success[s], "success");
      expect(pick[s], layout.pick[s], "pick");
    }
    expect(without_survivor, layout.without_survivor, "without survivor");
    expect(without_source, layout.without_source, "without source");
  }
}

// What MXNet's own det_aug_default did with a square image and these two boxes, 4000 draws each.
class MxnetSampling : public testing::Test {
 protected:
  // Crop widths, and the share of samples that were not cropped.
  static std::pair<std::vector<double>, double> Run(CropOptions crop) {
    AugmentRecipe recipe = PresetByName("mxnet-ssd");
    recipe.expand = {};
    recipe.crop = std::move(crop);
    SamplePlanner planner(recipe);
    SamplePlan plan;
    const std::vector<BoundingBox> boxes = {{.xmin = .1, .ymin = .2, .xmax = .5, .ymax = .8},
                                            {.xmin = .6, .ymin = .1, .xmax = .9, .ymax = .4}};
    std::vector<double> widths;
    constexpr int kSamples = 8000;
    for (std::uint64_t i = 0; i < kSamples; ++i) {
      planner.Plan({.width = 400, .height = 400}, boxes, {.seed = 1, .ordinal = i}, plan);
      if (plan.sampler >= 0) widths.push_back(plan.crop.width());
    }
    const double cropped = static_cast<double>(widths.size()) / kSamples;
    return {std::move(widths), 1 - cropped};
  }
  static CropOptions OneSampler(CropConstraint constraint) {
    CropOptions crop = PresetByName("mxnet-ssd").crop;
    crop.prob = 1;
    crop.samplers = {kRandomCrop};
    crop.samplers[0].max_trials = 25;
    crop.samplers[0].constraint = constraint;
    return crop;
  }
};

TEST_F(MxnetSampling, WidthsHaveItsQuantiles) {
  std::vector<double> widths = Run(OneSampler({})).first;
  std::ranges::sort(widths);
  const auto quantile = [&](double share) {
    return widths[static_cast<std::size_t>(share * static_cast<double>(widths.size()))];
  };
  // Its figures are of 4000 draws, with two digits.
  constexpr double kWidth = 0.025;
  EXPECT_NEAR(quantile(0.05), 0.39, kWidth);
  EXPECT_NEAR(quantile(0.25), 0.58, kWidth);
  EXPECT_NEAR(quantile(0.50), 0.75, kWidth);
  EXPECT_NEAR(quantile(0.75), 0.90, kWidth);
  EXPECT_NEAR(quantile(0.95), 0.98, kWidth);
}

TEST_F(MxnetSampling, LeavesAsManyUncropped) {
  const auto width = [](double share) { return ShareWidth(share, 4000) * 1.3; };
  EXPECT_NEAR(Run(OneSampler({.min_iou = 0.5})).second, 0.259, width(0.259));
  EXPECT_NEAR(Run(OneSampler({.min_iou = 0.9})).second, 0.9995, 0.002);
  EXPECT_NEAR(Run(PresetByName("mxnet-ssd").crop).second, 0.176, width(0.176));
}

}  // namespace
}  // namespace imrec
