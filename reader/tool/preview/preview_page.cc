#include "reader/tool/preview/preview_page.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <set>
#include <utility>

#include <imrec/image_codec.h>

#include "augment/internal/plan_text.h"
#include "image/internal/draw.h"
#include "image/internal/resample.h"
#include "reader/tool/preview/preview_page_text.h"
#include "recordio/internal/output_file.h"

namespace imrec::tool {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kPageJpegQuality = 88;
// The maximum size of originals.
constexpr int kLongestEdge = 900;

std::string HexColor(Rgb color) {
  std::array<char, 8> text;
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", color.red, color.green, color.blue);
  return text.data();
}

template <typename... Values>
std::string Text(const char* format, Values... values) {
  std::array<char, 128> text;
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

Json BoxJson(const BoundingBox& box) { return {box.xmin, box.ymin, box.xmax, box.ymax}; }

Json Row(const char* name, std::string value) { return {name, std::move(value)}; }

void AddColorRows(const ColorPlan& color, Json& rows) {
  if (color.neutral()) {
    rows.push_back(Row("colour", "unchanged"));
    return;
  }
  if (color.brightness != NeutralBrightness(color.model)) {
    rows.push_back(Row("brightness", Text("%+.2f", color.brightness)));
  }
  if (color.contrast != 1) {
    rows.push_back(
        Row("contrast", Text("×%.2f%s", color.contrast, color.contrast_last ? ", last" : "")));
  }
  if (color.saturation != NeutralSaturation(color.model)) {
    rows.push_back(Row("saturation", Text("%.2f", color.saturation)));
  }
  if (color.hue != 0) rows.push_back(Row("hue", Text("%+.1f°", color.hue)));
  if (color.channels != ColorPlan{}.channels) {
    rows.push_back(Row("channels", Text("%u %u %u", unsigned{color.channels[0]},
                                        unsigned{color.channels[1]}, unsigned{color.channels[2]})));
  }
  if (color.grey) rows.push_back(Row("grey", "yes"));
}

// Returns the plan's numbers as names and values. `objects` is the number of objects before the
// crop, if there are boxes.
Json NumbersJson(const PreviewVariant& variant, std::optional<std::size_t> objects) {
  const SamplePlan& plan = variant.plan;
  Json rows = Json::array();
  if (plan.canvas.size != plan.source) {
    rows.push_back(
        Row("zoom-out",
            Text("×%.2f, %d×%d", static_cast<double>(plan.canvas.size.width) / plan.source.width,
                 plan.canvas.size.width, plan.canvas.size.height)));
  }
  rows.push_back(Row("crop", plan.crop == kUnitBox
                                 ? std::string("all")
                                 : Text("%.0f%%, %ld×%ld pixels", 100 * plan.crop.area(),
                                        std::lround(plan.window_x().length()),
                                        std::lround(plan.window_y().length()))));
  if (plan.sampler >= 0) rows.push_back(Row("sampler", std::to_string(plan.sampler)));
  rows.push_back(Row("mirrored", plan.mirror ? "yes" : "no"));
  AddColorRows(plan.color, rows);
  rows.push_back(Row("filter", std::string(ToText(plan.filter))));
  if (objects)
    rows.push_back(Row("objects", Text("%zu of %zu kept", plan.objects.size(), *objects)));
  return rows;
}

Image Shrunk(const Image& image) {
  const int longest = std::max(image.width(), image.height());
  if (longest <= kLongestEdge) return image;
  const ImageSize size{.width = std::max(1, image.width() * kLongestEdge / longest),
                       .height = std::max(1, image.height() * kLongestEdge / longest)};
  Resampler resampler;
  Image shrunk;
  ResizeImage(image.view(), size, resampler, shrunk);
  return shrunk;
}

// Escapes JSON for a script element, which ends at the first "</script" in any context.
std::string ForScript(std::string json) {
  for (std::size_t at = json.find('<'); at != std::string::npos; at = json.find('<', at)) {
    json.replace(at, 1, "\\u003c");
  }
  return json;
}

}  // namespace

PreviewPage::PreviewPage(std::filesystem::path directory, std::string title, std::string summary,
                         LabelKind kind)
    : directory_(std::move(directory)),
      detection_(kind == LabelKind::kDetection),
      page_{{"title", std::move(title)},
            {"summary", std::move(summary)},
            {"kind", LabelKindName(kind)},
            {"classes", Json::array()},
            {"records", Json::array()}} {
  MakeFolderTree(directory_);
}

void PreviewPage::Add(const PreviewRecord& record) {
  const std::string name = NameOf(record.key);
  // JavaScript's numbers have 53 bits.
  Json json = {
      {"key", std::to_string(record.key)},  {"width", record.image.width()},
      {"height", record.image.height()},    {"image", WritePicture(Shrunk(record.image), name)},
      {"objects", BoxesJson(record.boxes)}, {"label", detection_ ? "" : TagsText(record.tags)},
      {"classes", ClassesJson(record)},     {"variants", Json::array()}};
  for (const PreviewVariant& variant : record.variants) {
    json["variants"].push_back(VariantJson(record, variant, name));
  }
  page_["records"].push_back(std::move(json));
}

std::filesystem::path PreviewPage::Finish() {
  constexpr std::string_view kMark = "@DATA@";
  std::string text(kPreviewPageText);
  // Names of classes may not be UTF-8.
  text.replace(text.find(kMark), kMark.size(),
               ForScript(page_.dump(-1, ' ', true, Json::error_handler_t::replace)));
  std::filesystem::path index = directory_ / "index.html";
  WriteFileAtomically(index, text);
  return index;
}

// Returns the key, followed by another number if the key repeats.
std::string PreviewPage::NameOf(std::uint64_t key) {
  const std::string first = std::to_string(key);
  const std::size_t uses = ++uses_[key];
  return uses == 1 ? first : first + "_" + std::to_string(uses);
}

Json PreviewPage::VariantJson(const PreviewRecord& record, const PreviewVariant& variant,
                              const std::string& name) {
  return {{"epoch", variant.epoch},
          {"image", WritePicture(variant.image, name + "-" + std::to_string(variant.epoch))},
          {"boxes", BoxesJson(variant.boxes)},
          {"window", BoxJson(variant.window)},
          {"numbers",
           NumbersJson(variant, detection_ ? std::optional(record.boxes.size()) : std::nullopt)}};
}

// Returns the classes of the record, each once, and counts them.
Json PreviewPage::ClassesJson(const PreviewRecord& record) {
  std::set<std::size_t> classes;
  for (const LabelledBox& box : record.boxes) classes.insert(ClassIndex(box.name, box.class_id));
  for (const LabelTag& tag : record.classes) classes.insert(ClassIndex(tag.text, tag.class_id));
  for (const std::size_t index : classes) {
    Json& records = page_["classes"][index]["records"];
    records = records.get<std::uint64_t>() + 1;
  }
  return classes;
}

Json PreviewPage::BoxesJson(const std::vector<LabelledBox>& boxes) {
  Json json = Json::array();
  for (const LabelledBox& box : boxes) {
    json.push_back({{"box", BoxJson(box.box)},
                    {"cls", ClassIndex(box.name, box.class_id)},
                    {"dropped", box.style == BoxStyle::kDropped}});
  }
  return json;
}

std::string PreviewPage::WritePicture(const Image& image, const std::string& name) const {
  std::string file = name + ".jpg";
  std::vector<std::byte> encoded;
  EncodeImage(image.view(), ".jpg", kPageJpegQuality, encoded);
  WriteFileAtomically(directory_ / file, encoded);
  return file;
}

std::size_t PreviewPage::ClassIndex(const std::string& name, std::size_t class_id) {
  const auto known = std::ranges::find(class_names_, name);
  if (known != class_names_.end()) {
    return static_cast<std::size_t>(known - class_names_.begin());
  }
  class_names_.push_back(name);
  page_["classes"].push_back(
      {{"name", name}, {"color", HexColor(ClassColor(class_id))}, {"records", 0}});
  return class_names_.size() - 1;
}

}  // namespace imrec::tool
