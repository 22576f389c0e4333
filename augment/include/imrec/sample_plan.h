// The plan of a sample, which contains all random decisions. It is made before pixels are decoded.
//
// Order as in Caffe-SSD: expand, batch samplers, crop, resize, mirror; see Liu et al., "SSD: Single
// Shot MultiBox Detector" (ECCV 2016), section 2.2 and 3.6, and the sampler of its Caffe code.
#ifndef IMREC_SAMPLE_PLAN_H_
#define IMREC_SAMPLE_PLAN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <imrec/bounding_box.h>
#include <imrec/color_options.h>
#include <imrec/export.h>
#include <imrec/image.h>
#include <imrec/resample_filter.h>

namespace imrec {

/// The canvas of an expanded image, in whole pixels. The image is at (left, top). Without
/// expansion, the canvas is the image.
struct Canvas {
  ImageSize size;
  int left = 0;
  int top = 0;

  friend bool operator==(const Canvas&, const Canvas&) = default;
};

/// The position of the crop in the output image, in whole pixels.
struct Placement {
  ImageSize size;
  int left = 0;
  int top = 0;

  friend bool operator==(const Placement&, const Placement&) = default;
};

/// The photometric distortion, as drawn. A neutral value leaves all pixels bit-identical.
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

/// An object that the sample keeps.
struct PlannedObject {
  std::size_t index = 0;  // in the boxes that were passed to Plan()
  BoundingBox box;        // normalised to the output image, inside 0..1, never empty

  friend bool operator==(const PlannedObject&, const PlannedObject&) = default;
};

/// A value type, which can be compared, stored and rendered again.
struct IMREC_EXPORT SamplePlan {
  ImageSize source;
  Canvas canvas;
  int sampler = -1;  // the batch sampler whose window is used; -1: no crop
  // The window, in fractions of the canvas. It determines the objects and their boxes.
  BoundingBox crop = kUnitBox;
  // The window of the pixels if it differs from `crop`: only with WindowRounding::kTruncPixels.
  std::optional<BoundingBox> truncated = std::nullopt;
  bool mirror = false;
  ColorPlan color;
  ImageSize output;
  // Absent if the crop fills the output; otherwise the rest is padding.
  std::optional<Placement> placement = std::nullopt;
  ResampleFilter filter = ResampleFilter::kTriangle;
  std::vector<PlannedObject> objects;  // in the order of the boxes

  const BoundingBox& shown() const { return truncated ? *truncated : crop; }
  Placement PlacementInOutput() const { return placement.value_or(Placement{.size = output}); }
  /// The window of the pixels in source pixels; it may extend beyond the source on all sides.
  Interval window_x() const;
  Interval window_y() const;
  /// Returns false if the window shows only fill, so that nothing must be decoded.
  bool ShowsSource() const;

  friend bool operator==(const SamplePlan&, const SamplePlan&) = default;
};

}  // namespace imrec

#endif  // IMREC_SAMPLE_PLAN_H_
