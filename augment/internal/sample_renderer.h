// Renders planned samples to the network's input.
#ifndef IMREC_AUGMENT_INTERNAL_SAMPLE_RENDERER_H_
#define IMREC_AUGMENT_INTERNAL_SAMPLE_RENDERER_H_

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <imrec/augment_recipe.h>
#include <imrec/image_codec.h>
#include <imrec/sample_plan.h>
#include <imrec/tensor_format.h>

#include "image/internal/resample.h"
#include "image/internal/tensor_writer.h"
#include "image/internal/ycbcr_part.h"
#include "image/internal/ycbcr_resample.h"

namespace imrec {

/// What a plan shows of its source, which may be shrunk by a divisor: the pixels to decode, and how
/// they are resampled to the output. A value: it depends only on the plan and the divisor.
struct Aim {
  ImagePart part;          // of the upright source; never empty
  AxisRequest horizontal;  // from the shrunk source to the plan's placement in the output
  AxisRequest vertical;

  friend bool operator==(const Aim&, const Aim&) = default;
};

/// Renders samples: resamples the window, distorts the colours of source pixels, adds fill and
/// padding, mirrors, subtracts the mean and divides by the standard deviation. Does not allocate
/// the expanded canvas. Reuses its working memory. Not thread-safe.
class SampleRenderer {
 public:
  explicit SampleRenderer(const AugmentRecipe& recipe, const TensorFormat& format = {});

  /// Returns by how much the source may be shrunk before it is resampled: the largest of 1, 2, 4
  /// and 8 with which the shrunk window still has resize.decode_ratio times the size of the output;
  /// 1 for kNearest.
  int Divisor(const SamplePlan& plan) const;

  /// Returns what a plan with ShowsSource() shows of its source when that is shrunk by `divisor`,
  /// which must be 1, 2, 4 or 8 and at most Divisor(plan).
  Aim AimFor(const SamplePlan& plan, int divisor);

  /// Renders a plan from the RGB pixels of aim.part. `aim` is AimFor() the same plan. Writes to
  /// `image`, which must have format.image_bytes(plan.output) bytes. All rendering calls throw
  /// Error(kInvalidArgument) if `image`, the source or `aim` has another size.
  void RenderPart(const SamplePlan& plan, const Aim& aim, ImageView shown,
                  std::span<std::byte> image);

  /// Same for YCbCr planes that contain aim.part. Requires TakesYcbcr(plan).
  void RenderPart(const SamplePlan& plan, const Aim& aim, const YcbcrPart& shown,
                  std::span<std::byte> image);
  /// Returns false if the colours of the plan depend on those of the whole source.
  static bool TakesYcbcr(const SamplePlan& plan);

  /// Renders a plan without ShowsSource().
  void RenderFill(const SamplePlan& plan, std::span<std::byte> image);

  /// Renders any plan from the whole decoded RGB image `source` of size plan.source. `source` is
  /// not used if plan.ShowsSource() is false.
  void Render(const SamplePlan& plan, ImageView source, std::span<std::byte> image);

  /// Same for float32 formats.
  void Render(const SamplePlan& plan, ImageView source, std::span<float> image) {
    Render(plan, source, std::as_writable_bytes(image));
  }

 private:
  // Rows of the output that are rendered at a time: enough for full vectors, and few enough for the
  // cache.
  static constexpr int kRowsAtOnce = 16;

  void PrepareResampler(const SamplePlan& plan, const Aim& aim);
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
  std::vector<float> planes_;  // of the output rows that are rendered at a time
};

}  // namespace imrec

#endif  // IMREC_AUGMENT_INTERNAL_SAMPLE_RENDERER_H_
