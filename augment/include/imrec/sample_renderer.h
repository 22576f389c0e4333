// Turning a planned sample into the network's input.
#ifndef IMREC_SAMPLE_RENDERER_H_
#define IMREC_SAMPLE_RENDERER_H_

#include <array>
#include <span>
#include <vector>

#include <imrec/augment_recipe.h>
#include <imrec/resample.h>
#include <imrec/sample_plan.h>

namespace imrec {

/// Renders samples: resamples the window, distorts colours (of source pixels, never of the fill),
/// puts the fill and the padding around, mirrors, subtracts the mean and divides by the deviation.
/// The expanded canvas itself is never made. Working memory is reused; not thread-safe.
class SampleRenderer {
 public:
  explicit SampleRenderer(const AugmentRecipe& recipe);

  /// `source` is the whole decoded image in RGB, of size plan.source; it is not looked at when
  /// plan.ShowsSource() is false. Writes 3 x output height x output width floats (CHW, RGB).
  void Render(const SamplePlan& plan, ImageView source, std::span<float> chw);

 private:
  void RenderRow(const SamplePlan& plan, ImageView source, int y, float mean_grey);
  void WriteRow(ImageSize output, const Placement& placement, int y, std::span<float> chw) const;
  void FillAll(const std::array<float, 3>& color, const SamplePlan& plan,
               std::span<float> chw) const;
  void FillPlacement(const SamplePlan& plan, std::span<float> chw);

  AugmentRecipe recipe_;
  Resampler resampler_;
  std::vector<float> row_;  // three planes of one output row
};

}  // namespace imrec

#endif  // IMREC_SAMPLE_RENDERER_H_
