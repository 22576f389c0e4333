// Photometric distortion: draws values for a sample and applies them to pixels.
#ifndef IMREC_COLOR_DISTORTION_H_
#define IMREC_COLOR_DISTORTION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <imrec/color_options.h>
#include <imrec/image.h>
#include <imrec/random.h>

namespace imrec {

/// The values that were drawn. A neutral value leaves all pixels bit-identical.
struct ColorPlan {
  ColorModel model = ColorModel::kHsv;
  bool contrast_last = false;  // else contrast comes before saturation and hue
  double brightness = 0;       // see ColorModel; neutral at NeutralBrightness(model)
  double contrast = 1;
  double saturation = 1;                             // neutral at NeutralSaturation(model)
  double hue = 0;                                    // turn in degrees
  std::array<std::uint8_t, 3> channels = {0, 1, 2};  // where red, green and blue are taken from
  std::array<double, 3> lighting = {0, 0, 0};        // added to red, green and blue, in levels
  bool grey = false;

  bool neutral() const;
  friend bool operator==(const ColorPlan&, const ColorPlan&) = default;
};

/// Returns 1 for kBlend, where brightness is a factor, otherwise 0.
double NeutralBrightness(ColorModel model);
/// Returns 0 for kHls, where saturation is added, otherwise 1.
double NeutralSaturation(ColorModel model);

/// Draws a plan. Always draws all numbers, so that enabling an operation does not change the
/// numbers of others.
ColorPlan PlanColor(const ColorOptions& options, const SampleKey& key);

/// Pixels as three planes of floats, 0..255.
struct RgbPlanes {
  std::span<float> red;
  std::span<float> green;
  std::span<float> blue;
};

/// Applies the plan in place. Each pixel is computed independently. Grey pixels stay grey under
/// saturation and hue. Results are in 0..255. `mean_grey` is the MeanGrey() of the image before the
/// plan is applied; it is used only if NeedsMeanGrey() returns true.
void ApplyColor(const ColorPlan& plan, RgbPlanes pixels, float mean_grey = 0);

/// Returns true if contrast blends with the mean grey of the image.
bool NeedsMeanGrey(const ColorPlan& plan);

/// Returns the mean luma (ITU-R BT.601) of an RGB image, 0..255.
float MeanGrey(ImageView image);

}  // namespace imrec

#endif  // IMREC_COLOR_DISTORTION_H_
