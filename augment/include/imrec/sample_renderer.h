// Turning a planned sample into the network's input.
#ifndef IMREC_SAMPLE_RENDERER_H_
#define IMREC_SAMPLE_RENDERER_H_

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <imrec/augment_recipe.h>
#include <imrec/image_codec.h>
#include <imrec/resample.h>
#include <imrec/sample_plan.h>
#include <imrec/tensor_format.h>
#include <imrec/ycbcr_part.h>
#include <imrec/ycbcr_resample.h>

namespace imrec {

/// Renders samples: resamples the window, distorts colours (of source pixels, never of the fill),
/// puts the fill and the padding around, mirrors, subtracts the mean and divides by the deviation.
/// The expanded canvas itself is never made. Working memory is reused; not thread-safe.
class SampleRenderer {
 public:
  explicit SampleRenderer(const AugmentRecipe& recipe, const TensorFormat& format = {});

  /// How far the source may be shrunk before it is resampled: the largest of 1, 2, 4 and 8 that
  /// leaves the window resize.decode_ratio times the output. 1 where single pixels are picked.
  int Divisor(const SamplePlan& plan) const;

  /// Gets ready for a plan with ShowsSource(). Returns the part of the source to decode, shrunk by
  /// `divisor`, one of 1..Divisor(plan).
  ImagePart Aim(const SamplePlan& plan, int divisor);

  /// Call after Aim() for the same plan: `shown` are the pixels of its part, in RGB. Writes to
  /// `image`, which has format.image_bytes(plan.output) bytes. This and the other rendering calls
  /// throw Error(kInvalidArgument) if `image` or the source is of another size.
  void RenderPart(const SamplePlan& plan, ImageView shown, std::span<std::byte> image);

  /// The same of a part that comes as YCbCr planes, if TakesYcbcr(plan).
  void RenderPart(const SamplePlan& plan, const YcbcrPart& shown, std::span<std::byte> image);
  /// False if the plan's colours depend on those of the whole source.
  static bool TakesYcbcr(const SamplePlan& plan) { return !NeedsMeanGrey(plan.color); }

  /// A plan without ShowsSource().
  void RenderFill(const SamplePlan& plan, std::span<std::byte> image);

  /// All in one, of any plan: `source` is the whole decoded image in RGB, of size plan.source; it
  /// is not looked at when plan.ShowsSource() is false.
  void Render(const SamplePlan& plan, ImageView source, std::span<std::byte> image);

  /// The same for float32 formats.
  void Render(const SamplePlan& plan, ImageView source, std::span<float> image) {
    Render(plan, source, std::as_writable_bytes(image));
  }

 private:
  // Rows of the output that are made together: enough to fill vectors, and still in the cache.
  static constexpr int kRowsAtOnce = 16;

  TensorWriter WriterFor(const SamplePlan& plan, std::span<std::byte> image) const;
  void FillAround(const SamplePlan& plan, const PixelWindow& shown,
                  const TensorWriter& writer) const;
  template <typename Resample>
  void RenderRows(const SamplePlan& plan, float mean_grey, std::span<std::byte> image,
                  const Resample& resample);
  void FinishRows(const SamplePlan& plan, int y, float mean_grey, std::span<float> planes) const;
  template <typename Function>
  void ForEachPartlyCovered(int y, std::span<float> planes, const Function& function) const;
  void RestoreStrength(int y, std::span<float> planes) const;
  void AddFill(int y, std::span<float> planes) const;

  AugmentRecipe recipe_;
  TensorFormat format_;
  Normalisation normalisation_;
  Resampler resampler_;
  YcbcrResampler ycbcr_resampler_;
  ImagePart part_;             // what Aim() returned
  std::vector<float> planes_;  // of the output rows that are made together
  AxisRange whole_columns_;    // of the output, where the source alone contributes
};

}  // namespace imrec

#endif  // IMREC_SAMPLE_RENDERER_H_
