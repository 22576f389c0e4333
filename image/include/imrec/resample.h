// Resampling: any window of an image, or of a larger canvas around it, to any size.
#ifndef IMREC_RESAMPLE_H_
#define IMREC_RESAMPLE_H_

#include <cstdint>
#include <span>
#include <vector>

#include <imrec/axis_weights.h>
#include <imrec/image.h>

namespace imrec {

/// Resamples row by row. Working memory is reused from call to call. Not thread-safe.
class Resampler {
 public:
  /// Sets the geometry of the rows to come.
  void Prepare(const AxisRequest& horizontal, const AxisRequest& vertical);

  /// The same for planes whose samples make up pixels as the axes say: what comes out is what
  /// `pixels` would give of these, less `zero`.
  void PrepareSamples(const Resampler& pixels, const SampleAxis& horizontal,
                      const SampleAxis& vertical, float zero);

  const AxisWeights& horizontal() const { return horizontal_; }
  const AxisWeights& vertical() const { return vertical_; }

  /// The source pixels that any output uses; empty if right <= left or bottom <= top.
  PixelWindow SourceWindow() const;

  /// Computes output row `y`, one plane of output width floats per channel: the weighted sum of
  /// source pixels only. Where coverage(x) * coverage(y) < 1 the caller adds the rest as fill.
  void ResampleRow(ImageView source, int y, std::span<float> row);

  /// The same for `count` rows from `y` on, of a part of the source that begins at `origin` and
  /// holds SourceWindow(), and of these rows the outputs [outputs.begin, outputs.end): for each
  /// channel a plane of count * outputs.size() floats. Several rows at once take less time than one
  /// after the other.
  void ResampleRows(ImageView part, PixelOrigin origin, int y, int count, AxisRange outputs,
                    std::span<float> planes);

 private:
  void Separate(ImageView pixels);
  void ResamplePlane(ImageView part, PixelOrigin origin, int y, int count, AxisRange outputs,
                     std::span<float> plane);
  void SumColumns(ImageView part, PixelOrigin origin, int y, std::span<float> sums) const;

  AxisWeights horizontal_;
  AxisWeights vertical_;
  float zero_ = 0;                  // subtracted from all samples
  std::vector<float> column_sums_;  // row after row
  std::vector<float> scratch_;
  std::vector<std::uint8_t> separated_;  // plane after plane
};

/// Resizes a whole image to `size`, rounding to nearest.
void ResizeImage(ImageView source, ImageSize size, Resampler& resampler, Image& target);

/// The same for a part of the image, which need not begin or end between two pixels. It must lie
/// inside the image.
void ResizeWindow(ImageView source, Interval columns, Interval rows, ImageSize size,
                  Resampler& resampler, Image& target,
                  ResampleFilter filter = ResampleFilter::kTriangle);

}  // namespace imrec

#endif  // IMREC_RESAMPLE_H_
