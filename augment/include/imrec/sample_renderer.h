// Turning a planned sample into the network's input.
#ifndef IMREC_SAMPLE_RENDERER_H_
#define IMREC_SAMPLE_RENDERER_H_

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <imrec/augment_recipe.h>
#include <imrec/resample.h>
#include <imrec/sample_plan.h>
#include <imrec/tensor_format.h>

namespace imrec {

/// Renders samples: resamples the window, distorts colours (of source pixels, never of the fill),
/// puts the fill and the padding around, mirrors, subtracts the mean and divides by the deviation.
/// The expanded canvas itself is never made. Working memory is reused; not thread-safe.
class SampleRenderer {
 public:
  explicit SampleRenderer(const AugmentRecipe& recipe, const TensorFormat& format = {});

  /// `source` is the whole decoded image in RGB, of size plan.source; it is not looked at when
  /// plan.ShowsSource() is false. Writes format.image_bytes(plan.output) bytes to `image`.
  void Render(const SamplePlan& plan, ImageView source, std::span<std::byte> image);

  /// The same for float32 formats.
  void Render(const SamplePlan& plan, ImageView source, std::span<float> image) {
    Render(plan, source, std::as_writable_bytes(image));
  }

 private:
  void RenderRow(const SamplePlan& plan, ImageView source, int y, float mean_grey);

  AugmentRecipe recipe_;
  TensorFormat format_;
  Normalisation normalisation_;
  Resampler resampler_;
  std::vector<float> row_;  // three planes of one output row
};

}  // namespace imrec

#endif  // IMREC_SAMPLE_RENDERER_H_
