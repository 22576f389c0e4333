// Resamples a window of an image, or of a larger canvas around it, to any size.
#ifndef IMREC_IMAGE_INTERNAL_RESAMPLE_H_
#define IMREC_IMAGE_INTERNAL_RESAMPLE_H_

#include <cstdint>
#include <span>
#include <vector>

#include <imrec/image.h>

#include "image/internal/axis_weights.h"
#include "image/resample/level_groups.h"

namespace imrec {

/// Resamples rows of an image with a separable filter. Working memory is reused from call to call.
/// Not thread-safe.
class Resampler {
 public:
  /// Sets the geometry for the next calls.
  void Prepare(const AxisRequest& horizontal, const AxisRequest& vertical);

  /// Same for a plane that has fewer samples than pixels (see SampleAxis). The outputs are those of
  /// enlarging the plane to pixels, subtracting `zero` and resampling them with the geometry of
  /// `pixels`.
  void PrepareSamples(const Resampler& pixels, const SampleAxis& horizontal,
                      const SampleAxis& vertical, float zero);

  const AxisWeights& horizontal() const { return horizontal_; }
  const AxisWeights& vertical() const { return vertical_; }

  /// The source pixels that the outputs use; empty if right <= left or bottom <= top.
  PixelWindow SourceWindow() const;

  /// Computes output row `y`: one plane of output width floats per channel. The outputs are
  /// weighted sums of source pixels, in 0..255 apart from overshoot. Where horizontal().coverage(x)
  /// * vertical().coverage(y) < 1, the caller must add the fill with the rest of the weight.
  void ResampleRow(ImageView source, int y, std::span<float> row);

  /// Computes the outputs [outputs.begin, outputs.end) of `count` rows, starting at row `y`: one
  /// plane of count * outputs.size() floats per channel. `part` is a part of the source that begins
  /// at `origin` and contains SourceWindow(). One call for several rows is faster than several
  /// calls.
  void ResampleRows(ImageView part, PixelOrigin origin, int y, int count, AxisRange outputs,
                    std::span<float> planes);

  /// Memory for the results of ResampleRows(), valid until the next call.
  std::span<float> RowMemory(std::size_t size) {
    if (row_memory_.size() < size) row_memory_.resize(size);
    return std::span(row_memory_).first(size);
  }

 private:
  void Separate(ImageView pixels);
  void ResamplePlane(ImageView part, PixelOrigin origin, int y, int count, AxisRange outputs,
                     std::span<float> plane);
  bool Copies(int y, int count, AxisRange outputs) const;
  void CopyPlane(ImageView part, PixelOrigin origin, int y, AxisRange outputs,
                 std::span<float> plane) const;
  bool PrepareGroups(const LevelSums& sums, AxisRange outputs);
  void SumColumns(ImageView part, PixelOrigin origin, int y, std::span<float> sums) const;

  std::vector<float> row_memory_;
  AxisWeights horizontal_;
  AxisWeights vertical_;
  float zero_ = 0;  // subtracted from all samples
  LevelGroups groups_;
  bool has_groups_ = false;
  AxisRange grouped_;               // the outputs that groups_ was made for; none: not yet made
  std::vector<float> column_sums_;  // row by row
  std::vector<float> scratch_;
  std::vector<std::uint8_t> separated_;  // plane by plane
};

/// Replaces `target` by `source` resized to `size`, rounded to nearest. `target` must not own the
/// pixels of `source`.
void ResizeImage(ImageView source, ImageSize size, Resampler& resampler, Image& target);

/// Same for a part of the image. Its edges may lie within pixels; it must be inside the image.
void ResizeWindow(ImageView source, Interval columns, Interval rows, ImageSize size,
                  Resampler& resampler, Image& target,
                  ResampleFilter filter = ResampleFilter::kTriangle);

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_RESAMPLE_H_
