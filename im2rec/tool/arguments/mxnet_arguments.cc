#include "im2rec/tool/arguments/mxnet_arguments.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <imrec/error.h>
#include <CLI/CLI.hpp>

#include "recordio/console/command_line.h"

namespace imrec::tool {
namespace {

// The keys of im2rec.cc.
constexpr std::array<std::string_view, 11> kKeys = {
    "resize", "center_crop", "color",       "quality",   "encoding",  "inter_method",
    "nsplit", "part",        "label_width", "unchanged", "pack_label"};

constexpr std::size_t kPositionals = 2;  // PREFIX and ROOT

[[noreturn]] void RefuseArgument(const std::string& reason) {
  throw Error(ErrorCode::kInvalidArgument, reason);
}

bool LooksLikeOption(std::string_view argument) {
  return argument.size() > 1 && argument.starts_with('-') &&
         std::isdigit(static_cast<unsigned char>(argument[1])) == 0;
}

std::string NameOf(std::string_view option) {
  std::string name(option.substr(0, option.find('=')));
  if (name.starts_with("--")) std::ranges::replace(name, '_', '-');
  return name;
}

bool IsZeroOrOne(std::string_view value) { return value == "0" || value == "1"; }

// Parses "True", "0" and so on.
std::optional<bool> SwitchValue(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower == "true" || lower == "1") return true;
  if (lower == "false" || lower == "0") return false;
  return std::nullopt;
}

// Splits "resize=300" at the '='. Returns nullopt for an argument that is not such a pair.
struct KeyValue {
  std::string key;
  std::string value;
};
std::optional<KeyValue> ParseKeyValue(std::string_view argument) {
  const std::size_t mark = argument.find('=');
  if (mark == std::string_view::npos || mark == 0) return std::nullopt;
  const std::string_view key = argument.substr(0, mark);
  const bool is_word = std::ranges::all_of(
      key, [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; });
  if (!is_word) return std::nullopt;
  return KeyValue{.key = std::string(key), .value = std::string(argument.substr(mark + 1))};
}

bool IsFile(const std::string& path) {
  std::error_code failure;
  return std::filesystem::is_regular_file(path, failure);
}

bool IsKey(std::string_view word) { return std::ranges::find(kKeys, word) != kKeys.end(); }

std::string KeyNames() {
  std::string names;
  for (const std::string_view key : kKeys) names += (names.empty() ? "" : ", ") + std::string(key);
  return names;
}

// Translates the keys of one command line to options.
class KeyTranslator {
 public:
  explicit KeyTranslator(MxnetArguments& out) : out_(out) {}

  void Add(const KeyValue& pair) {
    if (!IsKey(pair.key)) {
      const std::string near =
          console::NearestWord(pair.key, std::vector<std::string>(kKeys.begin(), kKeys.end()));
      RefuseArgument("unknown key '" + pair.key + "'; im2rec.cc's keys are " + KeyNames() +
                     (near.empty() ? "" : "; did you mean " + near + "?"));
    }
    values_[pair.key] = pair.value;
  }

  void Translate() {
    if (IsOn("unchanged")) Put("--pass-through");
    TranslateSize();
    for (const auto& [key, option] :
         {std::pair("color", "--color"), std::pair("quality", "--quality"),
          std::pair("encoding", "--encoding"), std::pair("inter_method", "--inter-method")}) {
      if (values_.contains(key)) Put(option, values_.at(key));
    }
    TranslateLabels();
    TranslateParts();
  }

 private:
  bool IsOn(const std::string& key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) return false;
    if (!IsZeroOrOne(found->second))
      RefuseArgument(key + " must be 0 or 1, not '" + found->second + "'");
    return found->second == "1";
  }

  void TranslateSize() {
    const auto resize = values_.find("resize");
    // The default in im2rec.cc is -1, the size of the image.
    const bool resizes = resize != values_.end() && resize->second != "-1" && resize->second != "0";
    if (resizes) Put("--resize", resize->second);
    if (!IsOn("center_crop")) return;
    if (resizes) {
      Put("--center-crop");
    } else {
      out_.notes.emplace_back(
          "center_crop=1 without resize does nothing, as in im2rec.cc; --center-crop crops");
    }
  }

  void TranslateLabels() {
    if (values_.contains("pack_label"))
      Put(IsOn("pack_label") ? "--pack-label" : "--no-pack-label");
    const auto width = values_.find("label_width");
    if (width == values_.end() || width->second == "1") return;
    out_.notes.push_back(
        "label_width=" + width->second +
        " is not needed: each line has as many labels as there are before its path");
  }

  void TranslateParts() {
    const auto count = values_.find("nsplit");
    const auto part = values_.find("part");
    const bool one = count == values_.end() || count->second == "1";
    if (one && (part == values_.end() || part->second == "0")) return;
    if (count != values_.end()) Put("--num-parts", count->second);
    if (part != values_.end()) Put("--part-index", part->second);
  }

  void Put(const std::string& option) { out_.arguments.push_back(option); }
  void Put(const std::string& option, const std::string& value) {
    out_.arguments.push_back(option + '=' + value);
  }

  MxnetArguments& out_;
  std::map<std::string, std::string> values_;
};

class Translator {
 public:
  Translator(const CLI::App& app, const std::vector<std::string>& typed)
      : app_(app), typed_(typed), keys_(out_) {}

  MxnetArguments Translate() {
    const auto dashes = std::ranges::find(typed_, "--");
    end_ = static_cast<std::size_t>(dashes - typed_.begin());
    for (; next_ < end_; ++next_) {
      const std::string& argument = typed_[next_];
      if (LooksLikeOption(argument)) {
        TakeOption(argument);
      } else {
        TakePositional(argument);
      }
    }
    // All arguments that follow are positional.
    if (dashes != typed_.end()) positionals_ += typed_.size() - end_ - 1;
    UnfoldDigits();
    keys_.Translate();
    out_.arguments.insert(out_.arguments.end(), dashes, typed_.end());
    return std::move(out_);
  }

 private:
  void TakeOption(const std::string& argument) {
    out_.arguments.push_back(argument);
    const CLI::Option* option = app_.get_option_no_throw(NameOf(argument));
    if (option == nullptr || argument.find('=') != std::string::npos) return;
    const int values = option->get_items_expected_max();
    if (values == 0) return TakeSwitchValue();
    const std::size_t missing = kPositionals - std::min(positionals_, kPositionals);
    while (next_ + 1 < end_ && !LooksLikeOption(typed_[next_ + 1])) {
      // The last arguments are PREFIX and ROOT, not values of an option that accepts several.
      if (values > 1 && end_ - (next_ + 1) <= missing) return;
      out_.arguments.push_back(typed_[++next_]);
      if (values == 1) return;
    }
  }

  void TakeSwitchValue() {
    if (next_ + 1 == end_) return;
    const std::string& text = typed_[next_ + 1];
    const std::optional<bool> value = SwitchValue(text);
    if (!value) return;
    if (IsZeroOrOne(text)) digits_.push_back(out_.arguments.size() - 1);
    out_.arguments.back() += *value ? "=true" : "=false";
    ++next_;
  }

  void TakePositional(const std::string& argument) {
    const std::optional<KeyValue> pair = ParseKeyValue(argument);
    if (pair && (IsKey(pair->key) || positionals_ >= kPositionals)) return keys_.Add(*pair);
    if (positionals_ >= kPositionals && IsKey(argument)) {
      RefuseArgument("'" + argument + "' needs its value: " + argument + "=VALUE");
    }
    if (positionals_ == 0) has_list_ = IsFile(argument);
    if (++positionals_ == kPositionals + 1 && (has_list_ || argument.ends_with(".rec"))) {
      return TakeOutput(argument);
    }
    out_.arguments.push_back(argument);
  }

  // im2rec.cc accepts any name for the records; early versions of MXNet often used .bin.
  void TakeOutput(std::string name) {
    if (name.ends_with(".bin")) {
      name.resize(name.size() - std::string_view(".bin").size());
      out_.notes.push_back("the records are written to " + name + ".rec");
    }
    out_.arguments.push_back("--output=" + name);
  }

  // PREFIX may be a digit, such as 1. Then it is not the value of the switch before it.
  void UnfoldDigits() {
    for (; positionals_ < kPositionals && !digits_.empty(); ++positionals_) {
      std::string& folded = out_.arguments[digits_.back()];
      const std::string digit = folded.ends_with("=true") ? "1" : "0";
      folded.resize(folded.rfind('='));
      out_.arguments.insert(
          out_.arguments.begin() + static_cast<std::ptrdiff_t>(digits_.back()) + 1, digit);
      digits_.pop_back();
    }
  }

  const CLI::App& app_;
  const std::vector<std::string>& typed_;
  MxnetArguments out_;
  KeyTranslator keys_;
  std::size_t next_ = 0;
  std::size_t end_ = 0;
  std::size_t positionals_ = 0;
  bool has_list_ = false;            // PREFIX is a file, as in im2rec.cc
  std::vector<std::size_t> digits_;  // switches with a value of one digit, by position in out_
};

}  // namespace

MxnetArguments TranslateMxnetArguments(const CLI::App& app, const std::vector<std::string>& typed) {
  return Translator(app, typed).Translate();
}

}  // namespace imrec::tool
