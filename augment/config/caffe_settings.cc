#include "augment/config/caffe_settings.h"

#include <algorithm>

#include <imrec/error.h>

namespace imrec::config {
namespace {

template <typename Message>
[[noreturn]] void Refuse(const TextNode<Message>& node, const char* field,
                         const std::string& reason) {
  throw Error(ErrorCode::kUnsupported, std::string(field) + ": " + reason,
              {.file = node.file(), .line = static_cast<std::uint64_t>(node.LineOf(field))});
}

// Returns a colour given in Caffe's order (blue, green, red), or as one level for all channels.
template <typename Message>
std::array<float, 3> CaffeColor(const TextNode<Message>& node, const char* field,
                                const google::protobuf::RepeatedField<float>& values) {
  if (values.size() == 1) return {values[0], values[0], values[0]};
  if (values.size() != 3) {
    throw Error(ErrorCode::kInvalidArgument,
                std::string(field) + " needs one value or three (blue, green, red), not " +
                    std::to_string(values.size()),
                {.file = node.file(), .line = static_cast<std::uint64_t>(node.LineOf(field, 0))});
  }
  return {values[2], values[1], values[0]};
}

ResampleFilter FilterFrom(int mode) {
  switch (mode) {
    case ResizeParam::AREA:
      return ResampleFilter::kBox;
    case ResizeParam::NEAREST:
      return ResampleFilter::kNearest;
    case ResizeParam::CUBIC:
      return ResampleFilter::kCubic;
    case ResizeParam::LANCZOS4:
      return ResampleFilter::kLanczos;
    default:
      return ResampleFilter::kTriangle;
  }
}

void ApplyResize(const TextNode<ResizeParam>& node, ResizeOptions& resize) {
  if (node->height() == 0 || node->width() == 0) {
    throw Error(ErrorCode::kInvalidArgument, "resize_param needs height and width",
                {.file = node.file(), .line = static_cast<std::uint64_t>(node.line())});
  }
  for (const char* field : {"height_scale", "width_scale"}) {
    const bool set = std::string_view(field) == "height_scale" ? node->has_height_scale()
                                                               : node->has_width_scale();
    if (set) Refuse(node, field, "labels of another scale than the image are not supported");
  }
  resize.output = {.width = static_cast<int>(std::min(node->width(), 1U << 20)),
                   .height = static_cast<int>(std::min(node->height(), 1U << 20))};
  switch (node->resize_mode()) {
    case ResizeParam::FIT_SMALL_SIZE:
      resize.mode = ResizeMode::kShorterEdge;
      break;
    case ResizeParam::FIT_LARGE_SIZE_AND_PAD:
      resize.mode = ResizeMode::kLetterbox;
      break;
    case ResizeParam::WARP:
      resize.mode = ResizeMode::kWarp;
      break;
  }
  if (node->pad_mode() != ResizeParam::CONSTANT) {
    Refuse(node, "pad_mode", "only CONSTANT is supported");
  }
  if (node->pad_value_size() > 0) resize.pad = CaffeColor(node, "pad_value", node->pad_value());
  if (node->interp_mode_size() == 0) return;
  resize.filter.clear();
  for (const int mode : node->interp_mode()) resize.filter.push_back(FilterFrom(mode));
}

void ApplyDistort(const DistortParam& message, ColorOptions& color) {
  color.brightness_prob = message.brightness_prob();
  color.brightness = {.min = -message.brightness_delta(), .max = message.brightness_delta()};
  color.contrast_prob = message.contrast_prob();
  if (message.contrast_prob() > 0) {
    color.contrast = {.min = message.contrast_lower(), .max = message.contrast_upper()};
  }
  color.saturation_prob = message.saturation_prob();
  if (message.saturation_prob() > 0) {
    color.saturation = {.min = message.saturation_lower(), .max = message.saturation_upper()};
  }
  color.hue_prob = message.hue_prob();
  color.hue_degrees = 2 * message.hue_delta();
  color.channel_order_prob = message.random_order_prob();
}

void ApplyEmitConstraint(const EmitConstraint& message, CropOptions& crop) {
  const bool center = message.emit_type() == EmitConstraint::CENTER;
  crop.center = center ? CenterRule::kClosed : CenterRule::kIgnore;
  crop.min_overlap = center ? 0 : message.emit_overlap();
}

}  // namespace

AugmentRecipe CaffeDefaults() {
  AugmentRecipe recipe;
  recipe.color.model = ColorModel::kCaffe;
  // Without an emit_constraint, all objects that are partly visible are kept.
  recipe.crop.center = CenterRule::kIgnore;
  recipe.crop.no_survivor = NoSurvivor::kAllow;
  recipe.crop.rounding = WindowRounding::kTruncPixels;
  return recipe;
}

void ApplyTransform(const TextNode<TransformParam>& node, AugmentRecipe& recipe) {
  if (node->has_noise_param()) Refuse(node, "noise_param", "noise is not supported");
  if (node->crop_size() > 0)
    Refuse(node, "crop_size", "a second crop is not supported; use resize_param");
  if (node->has_mean_file()) Refuse(node, "mean_file", "give mean_value, one level per channel");
  if (node->force_gray())
    Refuse(node, "force_gray", "not supported: network inputs have three channels");
  recipe.mirror_prob = node->mirror() ? 0.5 : 0;
  if (node->mean_value_size() > 0) {
    recipe.mean = CaffeColor(node, "mean_value", node->mean_value());
    recipe.fill = recipe.mean;
  }
  if (node->has_scale()) {
    if (!(node->scale() > 0)) Refuse(node, "scale", "must be above 0");
    recipe.std.fill(static_cast<float>(1 / node->scale()));
  }
  if (node->has_resize_param()) {
    ApplyResize(node.Nested("resize_param", node->resize_param()), recipe.resize);
  }
  if (node->has_distort_param()) ApplyDistort(node->distort_param(), recipe.color);
  if (node->has_expand_param()) {
    recipe.expand.prob = node->expand_param().prob();
    recipe.expand.max_ratio = node->expand_param().max_expand_ratio();
  }
  if (node->has_emit_constraint()) {
    ApplyEmitConstraint(node->emit_constraint(), recipe.crop);
  }
}

imrec::BatchSampler SamplerFrom(const TextNode<BatchSampler>& node) {
  constexpr std::uint32_t kMostTrials = imrec::BatchSampler::kMostTrials;
  if (node->max_trials() < 1 || node->max_trials() > kMostTrials) {
    throw Error(
        ErrorCode::kInvalidArgument,
        "max_trials must be 1.." + std::to_string(kMostTrials) + ", not " +
            std::to_string(node->max_trials()),
        {.file = node.file(), .line = static_cast<std::uint64_t>(node.LineOf("max_trials"))});
  }
  if (!node->use_original_image()) {
    Refuse(node, "use_original_image", "must be true: other samplers have no effect");
  }
  if (node->max_sample() != 1)
    Refuse(node, "max_sample", "only one window per sampler is supported");
  const Sampler& sampler = node->sampler();
  const SampleConstraint& bounds = node->sample_constraint();
  const auto bound = [](bool set, double value) {
    return set ? std::optional<double>(value) : std::nullopt;
  };
  return {.scale = {.min = sampler.min_scale(), .max = sampler.max_scale()},
          .aspect_ratio = {.min = sampler.min_aspect_ratio(), .max = sampler.max_aspect_ratio()},
          .constraint = {.min_iou =
                             bound(bounds.has_min_jaccard_overlap(), bounds.min_jaccard_overlap()),
                         .max_iou =
                             bound(bounds.has_max_jaccard_overlap(), bounds.max_jaccard_overlap()),
                         .min_sample_coverage =
                             bound(bounds.has_min_sample_coverage(), bounds.min_sample_coverage()),
                         .max_sample_coverage =
                             bound(bounds.has_max_sample_coverage(), bounds.max_sample_coverage()),
                         .min_object_coverage =
                             bound(bounds.has_min_object_coverage(), bounds.min_object_coverage()),
                         .max_object_coverage =
                             bound(bounds.has_max_object_coverage(), bounds.max_object_coverage())},
          .max_trials = static_cast<int>(node->max_trials())};
}

void FillSampler(const imrec::BatchSampler& sampler, BatchSampler& message) {
  Sampler& shape = *message.mutable_sampler();
  shape.set_min_scale(sampler.scale.min);
  shape.set_max_scale(sampler.scale.max);
  shape.set_min_aspect_ratio(sampler.aspect_ratio.min);
  shape.set_max_aspect_ratio(sampler.aspect_ratio.max);
  message.set_max_sample(1);
  message.set_max_trials(static_cast<std::uint32_t>(sampler.max_trials));
  const CropConstraint& constraint = sampler.constraint;
  if (constraint.empty()) return;
  SampleConstraint& bounds = *message.mutable_sample_constraint();
  if (constraint.min_iou) bounds.set_min_jaccard_overlap(*constraint.min_iou);
  if (constraint.max_iou) bounds.set_max_jaccard_overlap(*constraint.max_iou);
  if (constraint.min_sample_coverage) {
    bounds.set_min_sample_coverage(*constraint.min_sample_coverage);
  }
  if (constraint.max_sample_coverage) {
    bounds.set_max_sample_coverage(*constraint.max_sample_coverage);
  }
  if (constraint.min_object_coverage) {
    bounds.set_min_object_coverage(*constraint.min_object_coverage);
  }
  if (constraint.max_object_coverage) {
    bounds.set_max_object_coverage(*constraint.max_object_coverage);
  }
}

}  // namespace imrec::config
