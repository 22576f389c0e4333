#include "augment/color/color_distortion.h"

#include <cmath>
#include <numbers>
#include <span>
#include <utility>

#include "augment/color/color_kernels.h"
#include "augment/color/color_models.h"

namespace imrec {
namespace {

// Principal axes of the colours of ImageNet, scaled by the standard deviations along them, in
// levels (Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural
// networks", NIPS 2012; the numbers are those in common use).
constexpr std::array<double, 3> kAxisDeviations = {55.46, 4.794, 1.148};
constexpr std::array<std::array<double, 3>, 3> kAxes = {
    {{-0.5675, 0.7192, 0.4009}, {-0.5808, -0.0045, -0.8140}, {-0.5836, -0.6948, 0.4203}}};

double Between(const Range& range, double draw) {
  return range.min + (range.max - range.min) * draw;
}

// Returns two normally distributed numbers from two uniform ones (Box and Muller, 1958).
std::array<double, 2> NormalPair(double first, double second) {
  const double radius = std::sqrt(-2 * std::log1p(-first));
  const double angle = 2 * std::numbers::pi * second;
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

std::array<double, 3> DrawLighting(double deviation, RandomStream& random) {
  std::array<double, 4> normal{};
  for (std::size_t i = 0; i < 4; i += 2) {
    const double first = random.Uniform();
    const auto pair = NormalPair(first, random.Uniform());
    normal[i] = pair[0];
    normal[i + 1] = pair[1];
  }
  std::array<double, 3> offsets = {0, 0, 0};
  if (deviation == 0) return offsets;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      offsets[channel] += kAxes[channel][axis] * kAxisDeviations[axis] * normal[axis] * deviation;
    }
  }
  return offsets;
}

std::array<std::uint8_t, 3> DrawChannels(RandomStream& random) {
  std::array<std::uint8_t, 3> channels = {0, 1, 2};
  std::swap(channels[2], channels[static_cast<std::size_t>(random.Below(3))]);
  std::swap(channels[1], channels[static_cast<std::size_t>(random.Below(2))]);
  return channels;
}

bool ContrastLast(ContrastOrder order, double draw) {
  return order == ContrastOrder::kLast || (order == ContrastOrder::kCoin && draw < 0.5);
}

void ReorderChannels(const std::array<std::uint8_t, 3>& channels, RgbPlanes pixels) {
  ForEachPixel(pixels, [&](const std::array<float, 3>& rgb) {
    return std::array{rgb[channels[0]], rgb[channels[1]], rgb[channels[2]]};
  });
}

void AddLighting(const std::array<double, 3>& offsets, RgbPlanes pixels) {
  ScaleLevels(pixels.red, 1, static_cast<float>(offsets[0]));
  ScaleLevels(pixels.green, 1, static_cast<float>(offsets[1]));
  ScaleLevels(pixels.blue, 1, static_cast<float>(offsets[2]));
}

bool NeverDistorts(const ColorOptions& options) {
  return options.brightness_prob <= 0 && options.contrast_prob <= 0 &&
         options.saturation_prob <= 0 && options.hue_prob <= 0 && options.channel_order_prob <= 0 &&
         options.grey_prob <= 0 && options.lighting <= 0;
}

}  // namespace

double NeutralBrightness(ColorModel model) { return model == ColorModel::kBlend ? 1 : 0; }
double NeutralSaturation(ColorModel model) { return model == ColorModel::kHls ? 0 : 1; }

bool ColorPlan::neutral() const {
  ColorPlan nothing{.model = model,
                    .contrast_last = contrast_last,
                    .brightness = NeutralBrightness(model),
                    .saturation = NeutralSaturation(model)};
  return *this == nothing;
}

ColorPlan PlanColor(const ColorOptions& options, const SampleKey& key) {
  RandomStream random(key, RandomStage::kColor);
  std::array<double, 9> draws;
  draws[0] = random.Uniform();
  ColorPlan plan{.model = options.model,
                 .contrast_last = ContrastLast(options.contrast_order, draws[0]),
                 .brightness = NeutralBrightness(options.model),
                 .saturation = NeutralSaturation(options.model)};
  if (NeverDistorts(options)) return plan;
  for (double& draw : std::span(draws).subspan(1)) draw = random.Uniform();
  if (draws[1] < options.brightness_prob) {
    plan.brightness = Between(options.brightness, draws[2]);
  }
  if (draws[3] < options.contrast_prob) plan.contrast = Between(options.contrast, draws[4]);
  if (draws[5] < options.saturation_prob) {
    plan.saturation = Between(options.saturation, draws[6]);
  }
  if (draws[7] < options.hue_prob) {
    plan.hue = Between({.min = -options.hue_degrees, .max = options.hue_degrees}, draws[8]);
  }
  const bool reorder = random.Chance(options.channel_order_prob);
  const std::array<std::uint8_t, 3> channels = DrawChannels(random);
  if (reorder) plan.channels = channels;
  plan.grey = random.Chance(options.grey_prob);
  plan.lighting = DrawLighting(options.lighting, random);
  return plan;
}

void ApplyColor(const ColorPlan& plan, RgbPlanes pixels, float mean_grey) {
  switch (plan.model) {
    case ColorModel::kHsv:
      ApplyHsv(plan, pixels);
      break;
    case ColorModel::kCaffe:
      ApplyCaffe(plan, pixels);
      break;
    case ColorModel::kHls:
      ApplyHls(plan, pixels);
      break;
    case ColorModel::kBlend:
      ApplyBlend(plan, pixels, mean_grey);
      break;
    case ColorModel::kYiq:
      ApplyYiq(plan, pixels);
      break;
  }
  if (plan.channels != ColorPlan{}.channels) ReorderChannels(plan.channels, pixels);
  if (plan.lighting != ColorPlan{}.lighting) AddLighting(plan.lighting, pixels);
  if (plan.grey) BlendWithLuma(pixels, 0);
}

bool NeedsMeanGrey(const ColorPlan& plan) {
  return plan.model == ColorModel::kBlend && plan.contrast != 1;
}

float MeanGrey(ImageView image) {
  std::array<std::uint64_t, 3> sums = {0, 0, 0};
  for (int y = 0; y < image.height(); ++y) {
    const std::span<const std::uint8_t> row = image.row(y);
    for (std::size_t i = 0; i + 2 < row.size(); i += 3) {
      sums[0] += row[i];
      sums[1] += row[i + 1];
      sums[2] += row[i + 2];
    }
  }
  const double pixels = static_cast<double>(image.width()) * image.height();
  const auto mean = [&](std::size_t c) {
    return static_cast<float>(static_cast<double>(sums[c]) / pixels);
  };
  return Luma(mean(0), mean(1), mean(2));
}

}  // namespace imrec
