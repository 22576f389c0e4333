#include <imrec/sample_augmenter.h>

#include <utility>

#include "image/internal/orientation.h"

namespace imrec {

SampleAugmenter::SampleAugmenter(const AugmentRecipe& recipe, const TensorFormat& format,
                                 const ImageLimits& limits)
    : planner_(recipe), renderer_(recipe, format), decoder_(limits) {}

const SamplePlan& SampleAugmenter::Augment(std::span<const std::byte> encoded,
                                           std::span<const BoundingBox> boxes, const SampleKey& key,
                                           std::span<std::byte> image) {
  Open(encoded);
  Plan(boxes, key);
  Decode();
  Render(image);
  return plan_;
}

const SamplePlan& SampleAugmenter::Augment(ImageView pixels, std::span<const BoundingBox> boxes,
                                           const SampleKey& key, std::span<std::byte> image) {
  source_size_ = pixels.size();
  Plan(boxes, key);
  renderer_.Render(plan_, pixels, image);
  return plan_;
}

void SampleAugmenter::Open(std::span<const std::byte> encoded) {
  encoded_ = encoded;
  const ImageInfo info = decoder_.ReadCheckedInfo(encoded);
  orientation_ = info.orientation;
  source_size_ = OrientedSize(info.size, orientation_);
}

const SamplePlan& SampleAugmenter::Plan(std::span<const BoundingBox> boxes, const SampleKey& key,
                                        PlanTrace* trace) {
  planner_.Plan(source_size_, boxes, key, plan_, trace);
  return plan_;
}

void SampleAugmenter::Decode() {
  if (!plan_.ShowsSource()) return;
  const ImagePart part = renderer_.Aim(plan_, Divisor());
  is_ycbcr_ = DecodeYcbcr(part);
  if (!is_ycbcr_) shown_ = DecodePart(part);
}

void SampleAugmenter::Render(std::span<std::byte> image) {
  if (!plan_.ShowsSource()) return renderer_.RenderFill(plan_, image);
  if (is_ycbcr_) return renderer_.RenderPart(plan_, ycbcr_, image);
  renderer_.RenderPart(plan_, shown_, image);
}

const Image& SampleAugmenter::DecodeOriginal() {
  decoder_.Decode(encoded_, ColorMode::kRgb, stored_);
  ApplyOrientation(stored_.view(), orientation_, image_);
  return image_;
}

int SampleAugmenter::Divisor() {
  int divisor = decoder_.Divisor(encoded_, renderer_.Divisor(plan_));
  // A side that the divisor does not divide would begin in the middle of a pixel once turned.
  if (orientation_ != 1) {
    while (source_size_.width % divisor != 0 || source_size_.height % divisor != 0) divisor /= 2;
  }
  return divisor;
}

// The planes as they are stored, if neither the picture's orientation nor the recipe's colours need
// its pixels.
bool SampleAugmenter::DecodeYcbcr(const ImagePart& part) {
  if (orientation_ != 1 || !SampleRenderer::TakesYcbcr(plan_)) return false;
  return decoder_.DecodeYcbcr(encoded_, part, ycbcr_);
}

ImageView SampleAugmenter::DecodePart(const ImagePart& part) {
  if (orientation_ == 1) return decoder_.DecodePart(encoded_, ColorMode::kRgb, part, image_);
  // Applied to sizes, turning is its own inverse.
  const ImageSize stored = OrientedSize(source_size_, orientation_);
  const PixelWindow window =
      StoredWindow(part.window, ShrunkSize(stored, part.divisor), orientation_);
  const ImageView turned = decoder_.DecodePart(
      encoded_, ColorMode::kRgb, {.window = window, .divisor = part.divisor}, stored_);
  ApplyOrientation(turned, orientation_, image_);
  return std::as_const(image_).view();
}

}  // namespace imrec
