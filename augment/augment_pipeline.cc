#include "augment/internal/augment_pipeline.h"

#include <utility>

#include <imrec/error.h>

#include "image/internal/orientation.h"

namespace imrec {

AugmentPipeline::AugmentPipeline(const AugmentRecipe& recipe, const TensorFormat& format,
                                 const ImageLimits& limits)
    : planner_(recipe), renderer_(recipe, format), decoder_(limits) {}

ImageSize AugmentPipeline::Open(std::span<const std::byte> encoded) {
  source_size_ = {};
  const ImageInfo info = decoder_.Open(encoded);
  orientation_ = info.orientation;
  source_size_ = OrientedSize(info.size, orientation_);
  return source_size_;
}

ShownSource AugmentPipeline::Decode(const SamplePlan& plan) {
  if (!plan.ShowsSource()) return {};
  if (plan.source != source_size_) {
    throw Error(ErrorCode::kInvalidArgument, "the plan is for a source of another size");
  }
  ShownSource shown = {.aim = renderer_.AimFor(plan, Divisor(renderer_.Divisor(plan)))};
  const ImagePart& part = shown.aim.part;
  // Uses the planes as stored, if neither the orientation nor the recipe's colours need RGB pixels.
  if (orientation_ == 1 && SampleRenderer::TakesYcbcr(plan) && decoder_.DecodeYcbcr(part, ycbcr_)) {
    shown.pixels = &ycbcr_;
  } else {
    shown.pixels = DecodeUpright(part);
  }
  return shown;
}

void AugmentPipeline::Render(const SamplePlan& plan, const ShownSource& shown,
                             std::span<std::byte> image) {
  if (const auto* planes = std::get_if<const YcbcrPart*>(&shown.pixels)) {
    renderer_.RenderPart(plan, shown.aim, **planes, image);
  } else if (const auto* pixels = std::get_if<ImageView>(&shown.pixels)) {
    renderer_.RenderPart(plan, shown.aim, *pixels, image);
  } else {
    renderer_.RenderFill(plan, image);
  }
}

const Image& AugmentPipeline::DecodeOriginal() {
  decoder_.Decode(ColorMode::kRgb, stored_);
  ApplyOrientation(stored_.view(), orientation_, image_);
  return image_;
}

// Returns the divisor to decode at.
int AugmentPipeline::Divisor(int wanted) const {
  int divisor = decoder_.Divisor(wanted);
  // If the divisor did not divide the side, the rotated image would begin within a pixel.
  if (orientation_ != 1) {
    while (source_size_.width % divisor != 0 || source_size_.height % divisor != 0) divisor /= 2;
  }
  return divisor;
}

ImageView AugmentPipeline::DecodeUpright(const ImagePart& part) {
  if (orientation_ == 1) return decoder_.DecodePart(ColorMode::kRgb, part, image_);
  // For sizes, the rotation is its own inverse.
  const ImageSize stored = OrientedSize(source_size_, orientation_);
  const PixelWindow window =
      StoredWindow(part.window, ShrunkSize(stored, part.divisor), orientation_);
  const ImageView turned =
      decoder_.DecodePart(ColorMode::kRgb, {.window = window, .divisor = part.divisor}, stored_);
  ApplyOrientation(turned, orientation_, image_);
  return std::as_const(image_).view();
}

}  // namespace imrec
