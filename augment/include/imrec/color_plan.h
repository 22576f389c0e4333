// The photometric distortion of a sample, as drawn.
#ifndef IMREC_COLOR_PLAN_H_
#define IMREC_COLOR_PLAN_H_

#include <array>
#include <cstdint>

#include <imrec/color_options.h>
#include <imrec/export.h>

namespace imrec {

/// The values that were drawn. A neutral value leaves all pixels bit-identical.
struct IMREC_EXPORT ColorPlan {
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
IMREC_EXPORT double NeutralBrightness(ColorModel model);
/// Returns 0 for kHls, where saturation is added, otherwise 1.
IMREC_EXPORT double NeutralSaturation(ColorModel model);

}  // namespace imrec

#endif  // IMREC_COLOR_PLAN_H_
