// Options of photometric distortion: probabilities, ranges and formulas.
#ifndef IMREC_COLOR_OPTIONS_H_
#define IMREC_COLOR_OPTIONS_H_

#include <imrec/crop_options.h>

namespace imrec {

/// The formulas of the operations, where b, c, s and h are the values that were drawn.
enum class ColorModel {
  kHsv,    // x + b; x c; S s of HSV; H + h of HSV, which wraps; float, clipped after each
  kCaffe,  // the same on 8-bit levels, rounded after each; a hue below 0 stays at 0
  kHls,    // L + b, S + s and H + h of 8-bit HLS, all clamped, then x c (MXNet)
  kBlend,  // x b; blend with the image's mean grey by c; with each pixel's grey by s; H + h of HSV
           // (torchvision's ColorJitter)
  kYiq,    // x + b; x c; blend with each pixel's grey by s; YIQ turned by h (GluonCV)
};

/// When contrast is applied.
enum class ContrastOrder {
  kCoin,   // with even odds before or after saturation and hue (Caffe)
  kFirst,  // before them
  kLast,   // after them
};

/// Each operation is applied with its own probability.
struct ColorOptions {
  ColorModel model = ColorModel::kHsv;
  ContrastOrder contrast_order = ContrastOrder::kCoin;
  double brightness_prob = 0;
  Range brightness = {.min = 0, .max = 0};  // levels added; for kBlend a factor, neutral at 1
  double contrast_prob = 0;
  Range contrast = {.min = 1, .max = 1};  // factor
  double saturation_prob = 0;
  Range saturation = {.min = 1, .max = 1};  // factor; for kHls 8-bit levels added, neutral at 0
  double hue_prob = 0;
  double hue_degrees = 0;         // turns up to +- this, 0..180
  double channel_order_prob = 0;  // of a random order of channels, including the original
  double grey_prob = 0;           // of grey (luma) in all channels
  double lighting = 0;  // deviation of the colour noise along ImageNet's principal axes (AlexNet)

  friend bool operator==(const ColorOptions&, const ColorOptions&) = default;
};

}  // namespace imrec

#endif  // IMREC_COLOR_OPTIONS_H_
