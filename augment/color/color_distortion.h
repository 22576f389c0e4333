// Photometric distortion: draws values for a sample and applies them to pixels.
#ifndef IMREC_AUGMENT_COLOR_COLOR_DISTORTION_H_
#define IMREC_AUGMENT_COLOR_COLOR_DISTORTION_H_

#include <cstddef>
#include <span>

#include <imrec/color_options.h>
#include <imrec/image.h>
#include <imrec/random.h>
#include <imrec/sample_plan.h>

namespace imrec {

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

#endif  // IMREC_AUGMENT_COLOR_COLOR_DISTORTION_H_
