#include "voc/coco_file.h"

#include <cmath>
#include <fstream>
#include <string_view>

#include <imrec/error.h>
#include <nlohmann/json.hpp>

namespace imrec {
namespace {

using Json = nlohmann::json;

// Receives the pieces of the document one by one. The document is {SECTION: [ITEM, ITEM ..] ..}.
class CocoHandler final : public nlohmann::json_sax<Json> {
 public:
  explicit CocoHandler(CocoFile& file) : file_(file) {}

  bool has_images() const { return has_images_; }
  const std::string& failure() const { return failure_; }
  std::size_t failed_at() const { return failed_at_; }

  bool null() override { return true; }
  bool boolean(bool value) override {
    Number(value ? 1 : 0, value ? 1 : 0);
    return true;
  }
  bool number_integer(number_integer_t value) override {
    Number(static_cast<double>(value), value);
    return true;
  }
  bool number_unsigned(number_unsigned_t value) override {
    Number(static_cast<double>(value), static_cast<std::int64_t>(value));
    return true;
  }
  bool number_float(number_float_t value, const string_t& /*text*/) override {
    // Ids are sometimes written 12.0.
    const bool whole = std::abs(value) < 9e15;
    Number(value, whole ? static_cast<std::int64_t>(value) : 0);
    return true;
  }
  bool string(string_t& value) override {
    if (!InItem()) return true;
    if (section_ == Section::kImages && key_ == "file_name") file_.images.back().name = value;
    if (section_ == Section::kCategories && key_ == "name") file_.categories.back().name = value;
    return true;
  }
  bool binary(binary_t& /*value*/) override { return true; }

  bool start_object(std::size_t /*size*/) override {
    if (depth_ == kInDocument) section_ = Section::kOther;
    if (depth_ == kInSection) StartItem();
    ++depth_;
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool start_array(std::size_t /*size*/) override {
    if (depth_ == kInDocument) StartSection();
    if (depth_ == kInSection) item_is_object_ = false;
    ++depth_;
    return true;
  }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool key(string_t& value) override {
    if (depth_ == kInDocument || depth_ == kInItem) key_ = value;
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const Json::exception& error) override {
    failed_at_ = position > 0 ? position - 1 : 0;  // it counts from 1
    failure_ = error.what();
    return false;
  }

 private:
  enum class Section { kOther, kImages, kCategories, kAnnotations };
  static constexpr int kInDocument = 1;
  static constexpr int kInSection = 2;
  static constexpr int kInItem = 3;
  static constexpr int kInItemsArray = 4;

  void StartSection() {
    section_ = key_ == "images"        ? Section::kImages
               : key_ == "categories"  ? Section::kCategories
               : key_ == "annotations" ? Section::kAnnotations
                                       : Section::kOther;
    has_images_ |= section_ == Section::kImages;
  }

  bool InItem() const { return depth_ == kInItem && item_is_object_; }

  void StartItem() {
    key_.clear();
    item_is_object_ = true;
    if (section_ == Section::kImages) file_.images.emplace_back();
    if (section_ == Section::kCategories) file_.categories.emplace_back();
    if (section_ == Section::kAnnotations) file_.objects.emplace_back();
  }

  void Number(double value, std::int64_t whole) {
    if (depth_ == kInItemsArray && item_is_object_ && section_ == Section::kAnnotations &&
        key_ == "bbox") {
      CocoObject& object = file_.objects.back();
      if (object.box_values < 4) object.box[static_cast<std::size_t>(object.box_values)] = value;
      ++object.box_values;
    }
    if (!InItem()) return;
    if (section_ == Section::kImages) ImageNumber(value, whole);
    if (section_ == Section::kCategories && key_ == "id") file_.categories.back().id = whole;
    if (section_ == Section::kAnnotations) ObjectNumber(whole);
  }

  void ImageNumber(double value, std::int64_t whole) {
    CocoImage& image = file_.images.back();
    const int extent = value >= 0 && value <= 1e9 ? static_cast<int>(value) : 0;
    if (key_ == "id") image.id = whole;
    if (key_ == "width") image.size.width = extent;
    if (key_ == "height") image.size.height = extent;
  }

  void ObjectNumber(std::int64_t whole) {
    CocoObject& object = file_.objects.back();
    if (key_ == "id") object.id = whole;
    if (key_ == "image_id") object.image = whole;
    if (key_ == "category_id") object.category = whole;
    if (key_ == "iscrowd") object.crowd = whole != 0;
  }

  CocoFile& file_;
  Section section_ = Section::kOther;
  std::string key_;
  int depth_ = 0;
  bool item_is_object_ = false;  // or an array, which no item should be
  bool has_images_ = false;
  std::string failure_;
  std::size_t failed_at_ = 0;
};

}  // namespace

CocoFile ParseCoco(std::istream& stream) {
  CocoFile file;
  CocoHandler handler(file);
  if (!Json::sax_parse(stream, &handler)) {
    throw Error(ErrorCode::kCorruptData, "not well-formed JSON: " + handler.failure(),
                {.file = {}, .offset = handler.failed_at()});
  }
  if (!handler.has_images()) {
    throw Error(ErrorCode::kCorruptData, "no COCO annotations: expected a list \"images\"");
  }
  return file;
}

CocoFile ReadCocoFile(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream || std::filesystem::is_directory(path)) {
    throw Error(ErrorCode::kNotFound, "cannot be read", {.file = path.string()});
  }
  try {
    return ParseCoco(stream);
  } catch (const Error& error) {
    throw error.Within({.file = path.string()});
  }
}

}  // namespace imrec
