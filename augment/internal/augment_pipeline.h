// The steps from an encoded image to an augmented one.
#ifndef IMREC_AUGMENT_INTERNAL_AUGMENT_PIPELINE_H_
#define IMREC_AUGMENT_INTERNAL_AUGMENT_PIPELINE_H_

#include <cstddef>
#include <span>
#include <variant>

#include <imrec/augment_recipe.h>
#include <imrec/image_codec.h>
#include <imrec/image_limits.h>
#include <imrec/sample_plan.h>
#include <imrec/tensor_format.h>

#include "augment/internal/sample_planner.h"
#include "augment/internal/sample_renderer.h"
#include "image/internal/ycbcr_part.h"

namespace imrec {

/// What a plan shows of its source, decoded. Does not own the pixels.
struct ShownSource {
  Aim aim;
  /// RGB pixels of aim.part, or YCbCr planes that contain it; none if the plan shows only fill.
  std::variant<std::monostate, ImageView, const YcbcrPart*> pixels = {};
};

/// Augments one image at a time, in steps: Open(), Plan(), Decode() and Render(), in this order.
/// Each takes what the previous ones return, and the last ones may be omitted. Reuses its working
/// memory. Not thread-safe.
class AugmentPipeline {
 public:
  /// Throws Error(kInvalidArgument) if a setting of the recipe is out of range.
  explicit AugmentPipeline(const AugmentRecipe& recipe, const TensorFormat& format = {},
                           const ImageLimits& limits = {});

  /// Opens `encoded` (see AnyImageDecoder::Open()) and returns its size, upright. The bytes must
  /// stay valid and unchanged until the last Decode() or DecodeOriginal(), and with raw images
  /// until Render().
  ImageSize Open(std::span<const std::byte> encoded);

  /// Plans a sample of a source of that size; see SamplePlanner::Plan().
  void Plan(ImageSize source, std::span<const BoundingBox> boxes, const SampleKey& key,
            SamplePlan& plan, PlanTrace* trace = nullptr) {
    planner_.Plan(source, boxes, key, plan, trace);
  }

  /// Decodes the part of the open image that the plan shows, shrunk as far as the recipe allows.
  /// The result is valid until the next call of Open(), Decode() or DecodeOriginal(). Throws
  /// Error(kInvalidArgument) if the plan is for a source of another size, otherwise as
  /// ImageDecoder::DecodePart().
  ShownSource Decode(const SamplePlan& plan);

  /// Renders the plan from what Decode() returned for it; see SampleRenderer.
  void Render(const SamplePlan& plan, const ShownSource& shown, std::span<std::byte> image);

  /// Renders the plan from the whole decoded RGB image; see SampleRenderer.
  void Render(const SamplePlan& plan, ImageView source, std::span<std::byte> image) {
    renderer_.Render(plan, source, image);
  }

  /// Returns the whole open image, upright and without augmentation. Valid until the next call.
  const Image& DecodeOriginal();

 private:
  int Divisor(int wanted) const;
  ImageView DecodeUpright(const ImagePart& part);

  SamplePlanner planner_;
  SampleRenderer renderer_;
  AnyImageDecoder decoder_;
  // Of the open image; no size if none is open.
  ImageSize source_size_;
  int orientation_ = 1;
  YcbcrPart ycbcr_;
  Image image_;
  Image stored_;  // before EXIF orientation is applied
};

}  // namespace imrec

#endif  // IMREC_AUGMENT_INTERNAL_AUGMENT_PIPELINE_H_
