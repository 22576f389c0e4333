#include "augment/internal/plan_text.h"

#include <array>
#include <cstdint>
#include <utility>

#include <imrec/error.h>
#include <nlohmann/json.hpp>

namespace imrec {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<ColorModel, std::string_view>, 5> kModels = {
    {{ColorModel::kHsv, "hsv"},
     {ColorModel::kCaffe, "caffe"},
     {ColorModel::kHls, "hls"},
     {ColorModel::kBlend, "blend"},
     {ColorModel::kYiq, "yiq"}}};
constexpr std::array<std::pair<ResampleFilter, std::string_view>, 5> kFilters = {
    {{ResampleFilter::kTriangle, "triangle"},
     {ResampleFilter::kNearest, "nearest"},
     {ResampleFilter::kBox, "box"},
     {ResampleFilter::kCubic, "cubic"},
     {ResampleFilter::kLanczos, "lanczos"}}};

template <typename Names, typename Value>
std::string_view NameOf(const Names& names, Value value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  return "";
}

template <typename Names>
auto ValueOf(const Names& names, const std::string& text) {
  for (const auto& [value, name] : names) {
    if (name == text) return value;
  }
  throw Error(ErrorCode::kCorruptData, "a plan has the unknown word '" + text + "'");
}

// Throws Error if it is no integer, or out of range of the type.
template <typename Integer>
Integer IntegerFrom(const Json& json) {
  const bool fits =
      json.is_number_unsigned()
          ? std::in_range<Integer>(json.get<std::uint64_t>())
          : json.is_number_integer() && std::in_range<Integer>(json.get<std::int64_t>());
  if (!fits) {
    throw Error(ErrorCode::kCorruptData, "a plan has no integer in its range: " + json.dump());
  }
  return json.get<Integer>();
}

Json ToJson(ImageSize size) { return {{"width", size.width}, {"height", size.height}}; }
ImageSize ImageSizeFrom(const Json& json) {
  return {.width = IntegerFrom<int>(json.at("width")),
          .height = IntegerFrom<int>(json.at("height"))};
}

Json ToJson(const BoundingBox& box) { return {box.xmin, box.ymin, box.xmax, box.ymax}; }
BoundingBox BoxFrom(const Json& json) {
  return {.xmin = json.at(0).get<double>(),
          .ymin = json.at(1).get<double>(),
          .xmax = json.at(2).get<double>(),
          .ymax = json.at(3).get<double>()};
}

// A canvas or a placement: a size and an offset.
template <typename Place>
Json PlaceJson(const Place& place) {
  return {{"size", ToJson(place.size)}, {"left", place.left}, {"top", place.top}};
}
template <typename Place>
Place PlaceFrom(const Json& json) {
  return {.size = ImageSizeFrom(json.at("size")),
          .left = IntegerFrom<int>(json.at("left")),
          .top = IntegerFrom<int>(json.at("top"))};
}

std::array<std::uint8_t, 3> ChannelsFrom(const Json& json) {
  std::array<std::uint8_t, 3> channels = {};
  for (std::size_t i = 0; i < channels.size(); ++i) {
    channels[i] = IntegerFrom<std::uint8_t>(json.at(i));
    if (channels[i] < channels.size()) continue;
    throw Error(ErrorCode::kCorruptData, "a plan has the unknown channel " + json.at(i).dump());
  }
  return channels;
}

Json ToJson(const ColorPlan& color) {
  return {{"model", ToText(color.model)},
          {"contrast_last", color.contrast_last},
          {"brightness", color.brightness},
          {"contrast", color.contrast},
          {"saturation", color.saturation},
          {"hue_degrees", color.hue},
          {"channels", color.channels},
          {"lighting", color.lighting},
          {"grey", color.grey}};
}
ColorPlan ColorFrom(const Json& json) {
  return {.model = ValueOf(kModels, json.at("model").get<std::string>()),
          .contrast_last = json.at("contrast_last").get<bool>(),
          .brightness = json.at("brightness").get<double>(),
          .contrast = json.at("contrast").get<double>(),
          .saturation = json.at("saturation").get<double>(),
          .hue = json.at("hue_degrees").get<double>(),
          .channels = ChannelsFrom(json.at("channels")),
          .lighting = json.at("lighting").get<std::array<double, 3>>(),
          .grey = json.at("grey").get<bool>()};
}

SamplePlan PlanFrom(const Json& json) {
  SamplePlan plan{.source = ImageSizeFrom(json.at("source")),
                  .canvas = PlaceFrom<Canvas>(json.at("canvas")),
                  .sampler = IntegerFrom<int>(json.at("sampler")),
                  .crop = BoxFrom(json.at("crop")),
                  .mirror = json.at("mirror").get<bool>(),
                  .color = ColorFrom(json.at("color")),
                  .output = ImageSizeFrom(json.at("output")),
                  .filter = ValueOf(kFilters, json.at("filter").get<std::string>()),
                  .objects = {}};
  if (json.contains("truncated")) plan.truncated = BoxFrom(json.at("truncated"));
  if (json.contains("placement")) plan.placement = PlaceFrom<Placement>(json.at("placement"));
  for (const Json& object : json.at("objects")) {
    plan.objects.push_back(
        {.index = IntegerFrom<std::size_t>(object.at("index")), .box = BoxFrom(object.at("box"))});
  }
  return plan;
}

}  // namespace

std::string_view ToText(ColorModel model) { return NameOf(kModels, model); }
std::string_view ToText(ResampleFilter filter) { return NameOf(kFilters, filter); }

std::string PlanToJson(const SamplePlan& plan, int indent) {
  Json json = {{"source", ToJson(plan.source)}, {"canvas", PlaceJson(plan.canvas)},
               {"sampler", plan.sampler},       {"crop", ToJson(plan.crop)},
               {"mirror", plan.mirror},         {"color", ToJson(plan.color)},
               {"output", ToJson(plan.output)}, {"filter", ToText(plan.filter)}};
  if (plan.truncated) json["truncated"] = ToJson(*plan.truncated);
  if (plan.placement) json["placement"] = PlaceJson(*plan.placement);
  json["objects"] = Json::array();
  for (const PlannedObject& object : plan.objects) {
    json["objects"].push_back({{"index", object.index}, {"box", ToJson(object.box)}});
  }
  return json.dump(indent);
}

SamplePlan PlanFromJson(std::string_view json) {
  try {
    return PlanFrom(Json::parse(json));
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kCorruptData, std::string("no plan of a sample: ") + error.what());
  }
}

}  // namespace imrec
