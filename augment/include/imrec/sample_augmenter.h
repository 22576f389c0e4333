// Augments single images, with the same results as a reader.
#ifndef IMREC_SAMPLE_AUGMENTER_H_
#define IMREC_SAMPLE_AUGMENTER_H_

#include <cstddef>
#include <memory>
#include <span>

#include <imrec/augment_recipe.h>
#include <imrec/export.h>
#include <imrec/image.h>
#include <imrec/image_limits.h>
#include <imrec/random.h>
#include <imrec/sample_plan.h>
#include <imrec/tensor_format.h>

namespace imrec {

/// Augments one image at a time, for tests, notebooks and servers. The same image, boxes, recipe
/// and key give the same pixels as in a reader. Reuses its working memory. Not thread-safe. A
/// moved-from object may only be assigned to or destroyed.
class IMREC_EXPORT SampleAugmenter {
 public:
  /// Throws Error(kInvalidArgument) if a setting of the recipe is out of range.
  explicit SampleAugmenter(const AugmentRecipe& recipe, const TensorFormat& format = {},
                           const ImageLimits& limits = {});
  SampleAugmenter(SampleAugmenter&&) noexcept;
  SampleAugmenter& operator=(SampleAugmenter&&) noexcept;
  ~SampleAugmenter();

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

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_SAMPLE_AUGMENTER_H_
