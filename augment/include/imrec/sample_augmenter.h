// Augments single encoded images, with the same results as a reader.
#ifndef IMREC_SAMPLE_AUGMENTER_H_
#define IMREC_SAMPLE_AUGMENTER_H_

#include <cstddef>
#include <span>
#include <variant>

#include <imrec/augment_recipe.h>
#include <imrec/export.h>
#include <imrec/image_codec.h>
#include <imrec/image_limits.h>
#include <imrec/sample_plan.h>
#include <imrec/sample_renderer.h>
#include <imrec/tensor_format.h>
#include <imrec/ycbcr_part.h>

namespace imrec {

/// What a plan shows of its source, decoded. Does not own the pixels.
struct ShownSource {
  Aim aim;
  /// RGB pixels of aim.part, or YCbCr planes that contain it; none if the plan shows only fill.
  std::variant<std::monostate, ImageView, const YcbcrPart*> pixels = {};
};

/// Augments one image at a time, for tests, notebooks and servers; reuses its working memory.
/// Readers use this class, so the same image, boxes and key give the same pixels. Not thread-safe.
///
/// Augment() performs all steps. Open(), Plan(), Decode() and Render() are the single steps, in
/// this order; each takes what the previous ones return, and the last ones may be omitted.
class IMREC_EXPORT SampleAugmenter {
 public:
  /// Throws Error(kInvalidArgument) if a setting of the recipe is out of range.
  explicit SampleAugmenter(const AugmentRecipe& recipe, const TensorFormat& format = {},
                           const ImageLimits& limits = {});

  /// Augments an image of any format that imrec reads. `boxes` are normalised to the upright image,
  /// inside 0..1 and not empty. Writes the network's input to `image`, whose size is
  /// format.image_bytes(recipe.resize.output). Returns the plan, valid until the next call: which
  /// objects are kept, and where. Throws Error(kCorruptData) for a damaged image, Error(
  /// kLimitExceeded) for one beyond the limits, Error(kInvalidArgument) for other boxes or sizes.
  const SamplePlan& Augment(std::span<const std::byte> encoded, std::span<const BoundingBox> boxes,
                            const SampleKey& key, std::span<std::byte> image);

  /// Same for a decoded RGB image, which must be upright.
  const SamplePlan& Augment(ImageView pixels, std::span<const BoundingBox> boxes,
                            const SampleKey& key, std::span<std::byte> image);

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
  SamplePlan plan_;  // of Augment()
  YcbcrPart ycbcr_;
  Image image_;
  Image stored_;  // before EXIF orientation is applied
};

}  // namespace imrec

#endif  // IMREC_SAMPLE_AUGMENTER_H_
