#include "voc/coco/coco_file.h"

#include <cstdlib>
#include <fstream>
#include <string_view>
#include <utility>

#include <imrec/error.h>
#include <nlohmann/json.hpp>

#include "recordio/internal/path_status.h"
#include "voc/coco/coco_items.h"
#include "voc/syntax/json_source.h"

namespace imrec {
namespace {

using Json = nlohmann::json;
using Type = CocoValue::Type;

// Receives the parse events of the document, which is {SECTION: [ITEM, ITEM ..] ..}.
class CocoHandler final : public nlohmann::json_sax<Json> {
 public:
  CocoHandler(JsonSource& source, CocoFile& file, VocProblems& problems)
      : source_(source), items_(file, problems) {}

  // Why parsing ended early, and at which byte if the document is not JSON.
  const std::string& failure() const { return failure_; }
  std::optional<std::uint64_t> failed_at() const { return failed_at_; }

  // Returns the name of a required list that is missing, or null.
  const char* MissingList() const {
    if (!images_.there) return "images";
    if (!annotations_.there) return "annotations";
    if (!categories_.there && annotations_.items > 0) return "categories";
    return nullptr;
  }

  bool null() override { return Value({.type = Type::kNull}); }
  bool boolean(bool value) override {
    return Value({.type = Type::kBoolean, .integer = value ? 1 : 0});
  }
  bool number_integer(number_integer_t value) override {
    return Value({.type = Type::kInteger, .integer = value, .number = static_cast<double>(value)});
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (std::in_range<std::int64_t>(value)) return number_integer(static_cast<std::int64_t>(value));
    const std::string text = std::to_string(value);
    return Value({.type = Type::kNumber, .number = static_cast<double>(value), .text = text});
  }
  bool number_float(number_float_t value, const string_t& text) override {
    if (source_.TakeConstant()) return Value({.type = Type::kConstant});
    return Value({.type = Type::kNumber, .number = value, .text = text});
  }
  bool string(string_t& value) override { return Value({.type = Type::kString, .text = value}); }
  bool binary(binary_t& /*value*/) override { return true; }

  bool start_object(std::size_t /*size*/) override {
    const bool is_item = depth_ == kInSection && section_ != CocoSection::kOther;
    if (is_item) {
      items_.Start(section_, ++list_->items);
      in_item_ = true;
    } else if (!Value({.type = Type::kObject})) {
      return false;
    } else {
      SkipUnusedContents();
    }
    ++depth_;
    return true;
  }
  bool end_object() override {
    --depth_;
    if (depth_ == kInSection && in_item_) {
      items_.End();
      in_item_ = false;
    }
    return true;
  }
  bool start_array(std::size_t /*size*/) override {
    if (depth_ == kInDocument && in_document_ && ListNamed(key_) != nullptr) {
      if (!StartSection()) return false;
    } else if (depth_ == kInItem && in_item_ && key_ == "bbox") {
      items_.StartBox();
      in_box_ = true;
    } else if (!Value({.type = Type::kList})) {
      return false;
    } else {
      SkipUnusedContents();
    }
    ++depth_;
    return true;
  }
  bool end_array() override {
    --depth_;
    if (depth_ == kInDocument) section_ = CocoSection::kOther;
    if (depth_ == kInItem) in_box_ = false;
    return true;
  }
  bool key(string_t& value) override {
    if (depth_ == kInDocument || depth_ == kInItem) key_ = value;
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const Json::exception& error) override {
    // `position` is counted from 1.
    failed_at_ = (position > 0 ? position - 1 : 0) + source_.unseen();
    // Without the library's own "[json.exception.parse_error.101] ".
    const std::string_view text = error.what();
    failure_ = "not well-formed JSON: ";
    failure_ += text.substr(text.starts_with('[') ? text.find("] ") + 2 : 0);
    return false;
  }

 private:
  // Most of a file of COCO are the outlines of objects, which are not used.
  void SkipUnusedContents() {
    if (depth_ == kInItem && in_item_) source_.SkipContents();
  }

  struct List {
    const char* name;
    CocoSection section;
    bool there = false;
    std::uint64_t items = 0;
  };
  static constexpr int kInDocument = 1;
  static constexpr int kInSection = 2;
  static constexpr int kInItem = 3;
  static constexpr int kInBox = 4;

  List* ListNamed(std::string_view name) {
    for (List* list : {&images_, &annotations_, &categories_}) {
      if (name == list->name) return list;
    }
    return nullptr;
  }

  bool StartSection() {
    list_ = ListNamed(key_);
    if (list_->there) return Fail("there are two lists \"" + key_ + '"');
    list_->there = true;
    section_ = list_->section;
    return true;
  }

  // Returns false to end parsing.
  bool Value(const CocoValue& value) {
    if (depth_ == 0) {
      in_document_ = value.type == Type::kObject;
    } else if (depth_ == kInDocument && in_document_ && ListNamed(key_) != nullptr) {
      return Fail('"' + key_ + "\" is " + imrec::Describe(value) + "; expected a list");
    } else if (depth_ == kInSection && section_ != CocoSection::kOther) {
      items_.AddStray(section_, ++list_->items, value);
    } else if (depth_ == kInItem && in_item_) {
      items_.Member(key_, value);
    } else if (depth_ == kInBox && in_box_) {
      items_.BoxValue(value);
    }
    return true;
  }

  bool Fail(std::string reason) {
    failure_ = "no COCO annotations: " + std::move(reason);
    return false;
  }

  JsonSource& source_;
  CocoItems items_;
  List images_{.name = "images", .section = CocoSection::kImages};
  List annotations_{.name = "annotations", .section = CocoSection::kAnnotations};
  List categories_{.name = "categories", .section = CocoSection::kCategories};
  List* list_ = nullptr;  // the current list
  CocoSection section_ = CocoSection::kOther;
  std::string key_;
  int depth_ = 0;
  bool in_document_ = false;  // the document is an object
  bool in_item_ = false;
  bool in_box_ = false;
  std::string failure_;
  std::optional<std::uint64_t> failed_at_;
};

}  // namespace

CocoId CocoTexts::Add(std::string text) {
  const auto [entry, is_new] =
      numbers_.try_emplace(std::move(text), static_cast<std::int64_t>(texts_.size()));
  if (is_new) texts_.push_back(&entry->first);
  return {.kind = CocoId::Kind::kText, .value = entry->second};
}

std::string CocoFile::NameOf(CocoId id, std::uint64_t position) const {
  switch (id.kind) {
    case CocoId::Kind::kInteger:
      return std::to_string(id.value);
    case CocoId::Kind::kText:
      return texts[id.value];
    case CocoId::Kind::kNone:
      break;
  }
  return "no. " + std::to_string(position);
}

CocoFile ParseCoco(std::istream& stream, const std::string& path, VocProblems& problems) {
  CocoFile file;
  file.path = path;
  JsonSource source(stream);
  CocoHandler handler(source, file, problems);
  bool parsed = false;
  try {
    parsed = Json::sax_parse(source.begin(), source.end(), &handler);
  } catch (const Error& error) {
    throw error.Within({.file = path});
  }
  if (!parsed) {
    throw Error(ErrorCode::kCorruptData, handler.failure(),
                {.file = path, .offset = handler.failed_at()});
  }
  if (const char* list = handler.MissingList()) {
    throw Error(ErrorCode::kCorruptData,
                std::string("no COCO annotations: expected a list \"") + list + '"',
                {.file = path});
  }
  return file;
}

CocoFile ReadCocoFile(const std::filesystem::path& path, VocProblems& problems) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream || IsFolder(path)) {
    throw Error(ErrorCode::kNotFound, "cannot be read", {.file = path.string()});
  }
  return ParseCoco(stream, path.string(), problems);
}

}  // namespace imrec
