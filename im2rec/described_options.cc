#include "im2rec/described_options.h"

#include <charconv>
#include <optional>

#include <imrec/error.h>

namespace imrec {
namespace {

// Takes the values of options from text.
class OptionTexts {
 public:
  explicit OptionTexts(const std::map<std::string, std::string>& texts) : texts_(texts) {}

  std::optional<std::string> Find(const char* name) const {
    const auto found = texts_.find(name);
    return found == texts_.end() ? std::nullopt : std::optional(found->second);
  }
  bool Is(const char* name, const char* value) const { return Find(name) == value; }

  template <typename Number>
  void Take(const char* name, Number& number) const {
    const std::optional<std::string> text = Find(name);
    if (!text) return;
    const char* end = text->data() + text->size();
    const auto [stop, status] = std::from_chars(text->data(), end, number);
    if (status == std::errc() && stop == end) return;
    throw Error(ErrorCode::kCorruptData,
                "the option " + std::string(name) + " should be a number, not '" + *text + "'");
  }

 private:
  const std::map<std::string, std::string>& texts_;
};

void TakeReencoding(const OptionTexts& texts, ImageOptions& image) {
  int method = static_cast<int>(image.interpolation);
  texts.Take("inter-method", method);
  if (method < 0 || (method > 4 && method != 9 && method != 10)) {
    throw Error(ErrorCode::kCorruptData, "the option inter-method should be 0..4, 9 or 10");
  }
  image.interpolation = static_cast<Interpolation>(method);
  image.color = texts.Is("color", "0")   ? ColorMode::kGrey
                : texts.Is("color", "1") ? ColorMode::kRgb
                                         : ColorMode::kAsStored;
  image.apply_webp_exif = texts.Is("exif", "all");
  if (texts.Find("exif")) image.apply_exif = image.apply_webp_exif || texts.Is("exif", "apply");
  image.center_crop = texts.Is("center-crop", "true");
  texts.Take("resize", image.resize);
  image.encoding = texts.Find("encoding").value_or("");
  texts.Take("quality", image.quality);
}

}  // namespace

std::map<std::string, std::string> DescribeOptions(const PackOptions& options,
                                                   LabelPacking labels) {
  std::map<std::string, std::string> text = {
      {"pack-label", labels == LabelPacking::kPacked ? "true" : "false"},
      {"pass-through", options.image.pass_through ? "true" : "false"}};
  if (options.output.part_count > 1) {
    text["num-parts"] = std::to_string(options.output.part_count);
    text["part-index"] = std::to_string(options.output.part_index);
  }
  const ImageOptions& image = options.image;
  text["jpeg"] = image.jpeg == JpegPacking::kKeep       ? "keep"
                 : image.jpeg == JpegPacking::kBaseline ? "baseline"
                                                        : "crop-ready";
  if (image.limits.max_pixels != ImageLimits{}.max_pixels) {
    text["max-pixels"] = std::to_string(image.limits.max_pixels);
  }
  if (image.limits.max_scan_pixels != ImageLimits{}.max_scan_pixels) {
    text["max-scan-pixels"] = std::to_string(image.limits.max_scan_pixels);
  }
  if (image.pass_through) {
    text["check"] = image.check == ImageCheck::kDecode ? "decode" : "header";
    return text;
  }
  text["inter-method"] = std::to_string(static_cast<int>(image.interpolation));
  text["color"] = image.color == ColorMode::kGrey  ? "0"
                  : image.color == ColorMode::kRgb ? "1"
                                                   : "-1";
  if (image.apply_webp_exif) {
    text["exif"] = "all";
  } else if (image.apply_exif) {
    text["exif"] = *image.apply_exif ? "apply" : "ignore";
  }
  text["center-crop"] = image.center_crop ? "true" : "false";
  text["resize"] = std::to_string(image.resize);
  text["encoding"] = image.encoding;
  text["quality"] = std::to_string(image.quality);
  return text;
}

PackOptions ParseDescribedOptions(const std::map<std::string, std::string>& text) {
  const OptionTexts texts(text);
  PackOptions options;
  options.labels = texts.Is("pack-label", "true") ? LabelPacking::kPacked : LabelPacking::kInHeader;
  ImageOptions& image = options.image;
  image.pass_through = texts.Is("pass-through", "true");
  image.jpeg = texts.Is("jpeg", "baseline")     ? JpegPacking::kBaseline
               : texts.Is("jpeg", "crop-ready") ? JpegPacking::kCropReady
                                                : JpegPacking::kKeep;
  texts.Take("max-pixels", image.limits.max_pixels);
  texts.Take("max-scan-pixels", image.limits.max_scan_pixels);
  image.check = texts.Is("check", "decode") ? ImageCheck::kDecode : ImageCheck::kHeader;
  if (!image.pass_through) TakeReencoding(texts, image);

  // What was not understood does not come back.
  std::map<std::string, std::string> known = DescribeOptions(options, *options.labels);
  for (const auto& [name, value] : text) {
    if (name == "list" || name == "list-xxh3-64" || name == "root") continue;
    const auto found = known.find(name);
    if (found == known.end() || found->second != value) {
      throw Error(ErrorCode::kCorruptData, "the option " + name + " should not be '" + value + "'");
    }
    known.erase(found);
  }
  if (known.empty()) return options;
  throw Error(ErrorCode::kCorruptData, "the option " + known.begin()->first + " is missing");
}

}  // namespace imrec
