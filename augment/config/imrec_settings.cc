#include "augment/config/imrec_settings.h"

#include <algorithm>

#include <imrec/error.h>

namespace imrec::config {
namespace {

// The enumerations of the schema have the same numbers as those of the recipe.
template <typename Enum>
Enum From(int value) {
  return static_cast<Enum>(value);
}

int SideFrom(std::uint32_t value) { return static_cast<int>(std::min(value, 1U << 30)); }

imrec::Range RangeFrom(const Range& range) { return {.min = range.min(), .max = range.max()}; }

void FillRange(const imrec::Range& range, Range& message) {
  message.set_min(range.min);
  message.set_max(range.max);
}

template <typename Message>
std::array<float, 3> ColorFrom(const TextNode<Message>& node, const char* field,
                               const google::protobuf::RepeatedField<float>& values) {
  if (values.size() == 1) return {values[0], values[0], values[0]};
  if (values.size() == 3) return {values[0], values[1], values[2]};
  throw Error(ErrorCode::kInvalidArgument,
              std::string(field) + " needs one value or three (red, green, blue), not " +
                  std::to_string(values.size()),
              {.file = node.file(), .line = static_cast<std::uint64_t>(node.LineOf(field, 0))});
}

void FillColor(const std::array<float, 3>& color, google::protobuf::RepeatedField<float>& values) {
  for (const float value : color) values.Add(value);
}

void ApplyColor(const Color& message, ColorOptions& color) {
  if (message.has_model()) color.model = From<ColorModel>(message.model());
  if (message.has_contrast_order())
    color.contrast_order = From<ContrastOrder>(message.contrast_order());
  if (message.has_brightness_prob()) color.brightness_prob = message.brightness_prob();
  if (message.has_brightness()) color.brightness = RangeFrom(message.brightness());
  if (message.has_contrast_prob()) color.contrast_prob = message.contrast_prob();
  if (message.has_contrast()) color.contrast = RangeFrom(message.contrast());
  if (message.has_saturation_prob()) color.saturation_prob = message.saturation_prob();
  if (message.has_saturation()) color.saturation = RangeFrom(message.saturation());
  if (message.has_hue_prob()) color.hue_prob = message.hue_prob();
  if (message.has_hue_degrees()) color.hue_degrees = message.hue_degrees();
  if (message.has_channel_order_prob()) {
    color.channel_order_prob = message.channel_order_prob();
  }
  if (message.has_grey_prob()) color.grey_prob = message.grey_prob();
  if (message.has_lighting()) color.lighting = message.lighting();
}

void FillColorOptions(const ColorOptions& color, Color& message) {
  message.set_model(static_cast<Color::Model>(color.model));
  message.set_contrast_order(static_cast<Color::ContrastOrder>(color.contrast_order));
  message.set_brightness_prob(color.brightness_prob);
  FillRange(color.brightness, *message.mutable_brightness());
  message.set_contrast_prob(color.contrast_prob);
  FillRange(color.contrast, *message.mutable_contrast());
  message.set_saturation_prob(color.saturation_prob);
  FillRange(color.saturation, *message.mutable_saturation());
  message.set_hue_prob(color.hue_prob);
  message.set_hue_degrees(color.hue_degrees);
  message.set_channel_order_prob(color.channel_order_prob);
  message.set_grey_prob(color.grey_prob);
  message.set_lighting(color.lighting);
}

void ApplyExpand(const Expand& message, ExpandOptions& expand) {
  if (message.has_prob()) expand.prob = message.prob();
  if (message.has_max_ratio()) expand.max_ratio = message.max_ratio();
  if (message.has_min_ratio()) expand.min_ratio = message.min_ratio();
}

void FillExpand(const ExpandOptions& expand, Expand& message) {
  message.set_prob(expand.prob);
  message.set_max_ratio(expand.max_ratio);
  message.set_min_ratio(expand.min_ratio);
}

void ApplyCrop(const Crop& message, CropOptions& crop) {
  if (message.has_prob()) crop.prob = message.prob();
  if (message.has_selection()) crop.selection = From<Selection>(message.selection());
  if (message.has_size_law()) crop.size_law = From<SizeLaw>(message.size_law());
  if (message.has_aspect_space()) crop.aspect_space = From<AspectSpace>(message.aspect_space());
  if (message.has_quantifier()) crop.quantifier = From<Quantifier>(message.quantifier());
  if (message.has_centered_only()) crop.centered_only = message.centered_only();
  if (message.has_accept_without_objects()) {
    crop.accept_without_objects = message.accept_without_objects();
  }
  if (message.has_center()) crop.center = From<CenterRule>(message.center());
  if (message.has_min_visibility()) crop.min_visibility = message.min_visibility();
  if (message.has_min_overlap()) crop.min_overlap = message.min_overlap();
  if (message.has_no_survivor()) crop.no_survivor = From<NoSurvivor>(message.no_survivor());
  if (message.has_rounding()) crop.rounding = From<WindowRounding>(message.rounding());
  if (message.has_max_rounds()) crop.max_rounds = SideFrom(message.max_rounds());
}

void FillCrop(const CropOptions& crop, Crop& message) {
  message.set_prob(crop.prob);
  message.set_selection(static_cast<Crop::Selection>(crop.selection));
  message.set_size_law(static_cast<Crop::SizeLaw>(crop.size_law));
  message.set_aspect_space(static_cast<Crop::AspectSpace>(crop.aspect_space));
  message.set_quantifier(static_cast<Crop::Quantifier>(crop.quantifier));
  message.set_centered_only(crop.centered_only);
  message.set_accept_without_objects(crop.accept_without_objects);
  message.set_center(static_cast<Crop::CenterRule>(crop.center));
  message.set_min_visibility(crop.min_visibility);
  message.set_min_overlap(crop.min_overlap);
  message.set_no_survivor(static_cast<Crop::NoSurvivor>(crop.no_survivor));
  message.set_rounding(static_cast<Crop::WindowRounding>(crop.rounding));
  message.set_max_rounds(static_cast<std::uint32_t>(crop.max_rounds));
}

void ApplyResize(const TextNode<Resize>& node, ResizeOptions& resize) {
  if (node->has_width()) resize.output.width = SideFrom(node->width());
  if (node->has_height()) resize.output.height = SideFrom(node->height());
  if (node->has_mode()) resize.mode = From<ResizeMode>(node->mode());
  if (node->has_cut()) resize.cut = From<CutPosition>(node->cut());
  if (node->has_shorter_edge()) resize.shorter_edge = SideFrom(node->shorter_edge());
  if (node->pad_size() > 0) resize.pad = ColorFrom(node, "pad", node->pad());
  if (node->has_decode_ratio()) resize.decode_ratio = node->decode_ratio();
  if (node->has_chroma()) resize.chroma = From<ChromaResampling>(node->chroma());
  if (node->filter_size() == 0) return;
  resize.filter.clear();
  for (const int filter : node->filter()) resize.filter.push_back(From<ResampleFilter>(filter));
}

void FillResize(const ResizeOptions& resize, Resize& message) {
  message.set_width(static_cast<std::uint32_t>(resize.output.width));
  message.set_height(static_cast<std::uint32_t>(resize.output.height));
  message.set_mode(static_cast<Resize::Mode>(resize.mode));
  message.set_cut(static_cast<Resize::Cut>(resize.cut));
  message.set_shorter_edge(static_cast<std::uint32_t>(resize.shorter_edge));
  FillColor(resize.pad, *message.mutable_pad());
  message.set_decode_ratio(resize.decode_ratio);
  message.set_chroma(static_cast<Resize::Chroma>(resize.chroma));
  for (const ResampleFilter filter : resize.filter) {
    message.add_filter(static_cast<Resize::Filter>(filter));
  }
}

}  // namespace

void ApplyImrec(const TextNode<Imrec>& node, AugmentRecipe& recipe) {
  if (node->has_color()) ApplyColor(node->color(), recipe.color);
  if (node->has_expand()) ApplyExpand(node->expand(), recipe.expand);
  if (node->has_crop()) ApplyCrop(node->crop(), recipe.crop);
  if (node->has_resize()) ApplyResize(node.Nested("resize", node->resize()), recipe.resize);
  if (node->has_mirror_prob()) recipe.mirror_prob = node->mirror_prob();
  if (node->fill_size() > 0) recipe.fill = ColorFrom(node, "fill", node->fill());
  if (node->mean_size() > 0) recipe.mean = ColorFrom(node, "mean", node->mean());
  if (node->std_size() > 0) recipe.std = ColorFrom(node, "std", node->std());
}

void FillImrec(const AugmentRecipe& recipe, Imrec& message) {
  FillColorOptions(recipe.color, *message.mutable_color());
  FillExpand(recipe.expand, *message.mutable_expand());
  FillCrop(recipe.crop, *message.mutable_crop());
  FillResize(recipe.resize, *message.mutable_resize());
  message.set_mirror_prob(recipe.mirror_prob);
  FillColor(recipe.fill, *message.mutable_fill());
  FillColor(recipe.mean, *message.mutable_mean());
  FillColor(recipe.std, *message.mutable_std());
}

}  // namespace imrec::config
