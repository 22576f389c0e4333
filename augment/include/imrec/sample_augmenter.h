// Augments single encoded images, with the same results as a reader.
#ifndef IMREC_SAMPLE_AUGMENTER_H_
#define IMREC_SAMPLE_AUGMENTER_H_

#include <cstddef>
#include <span>

#include <imrec/augment_recipe.h>
#include <imrec/export.h>
#include <imrec/image_codec.h>
#include <imrec/image_limits.h>
#include <imrec/sample_plan.h>
#include <imrec/sample_renderer.h>
#include <imrec/tensor_format.h>

namespace imrec {

/// Augments one image at a time, for tests, notebooks and servers; reuses its working memory.
/// Readers use this class, so the same image, boxes and key give the same pixels. Not thread-safe.
///
/// Augment() performs all steps. Alternatively call the steps Open(), Plan(), Decode() and Render()
/// in this order; the last ones may be omitted.
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

  /// Reads the header of `encoded`, which must stay valid until Decode().
  void Open(std::span<const std::byte> encoded);
  /// The size of the opened image, upright.
  ImageSize source_size() const { return source_size_; }
  /// Plans the sample. Throws Error(kInvalidArgument) as SamplePlanner::Plan(), which also
  /// describes `trace`.
  const SamplePlan& Plan(std::span<const BoundingBox> boxes, const SampleKey& key,
                         PlanTrace* trace = nullptr);
  const SamplePlan& plan() const { return plan_; }
  /// Decodes the part of the image that the plan shows, shrunk as far as the recipe allows.
  void Decode();
  void Render(std::span<std::byte> image);

  /// Returns the whole opened image, upright and without augmentation. Valid until the next call.
  const Image& DecodeOriginal();

 private:
  int Divisor();
  bool DecodeYcbcr(const ImagePart& part);
  ImageView DecodePart(const ImagePart& part);

  SamplePlanner planner_;
  SampleRenderer renderer_;
  AnyImageDecoder decoder_;
  std::span<const std::byte> encoded_;
  ImageSize source_size_;
  int orientation_ = 1;
  SamplePlan plan_;
  bool is_ycbcr_ = false;  // Decode() filled ycbcr_ instead of shown_
  YcbcrPart ycbcr_;
  ImageView shown_;
  Image image_;
  Image stored_;  // before EXIF orientation is applied
};

}  // namespace imrec

#endif  // IMREC_SAMPLE_AUGMENTER_H_
