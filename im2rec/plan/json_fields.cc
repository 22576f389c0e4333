#include "im2rec/plan/json_fields.h"

#include <utility>

#include <imrec/error.h>

#include "recordio/internal/utf8.h"

namespace imrec {
namespace {

constexpr std::uint64_t kFormatVersion = 1;
constexpr const char* kHex = "hex";
constexpr std::string_view kDigits = "0123456789abcdef";

[[noreturn]] void Fail(const std::string& reason) { throw Error(ErrorCode::kCorruptData, reason); }

std::string BytesOf(const std::string& hex, const std::string& field) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    const std::size_t high = kDigits.find(hex[i]);
    const std::size_t low = kDigits.find(hex[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) break;
    bytes += static_cast<char>(high * 16 + low);
  }
  if (2 * bytes.size() != hex.size()) Fail("'" + field + "' should be hexadecimal digits");
  return bytes;
}

}  // namespace

Json TextToJson(const std::string& text) {
  if (IsUtf8(text)) return text;
  std::string hex;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  return {{kHex, hex}};
}

JsonFields::JsonFields(const Json& object, std::string name)
    : json_(object), name_(std::move(name)) {
  if (!json_.is_object()) Fail("'" + name_ + "' should be an object");
}

std::string JsonFields::NameOf(const char* field) const {
  return name_.empty() ? field : name_ + "." + field;
}

const Json& JsonFields::Get(const char* field) const {
  const auto found = json_.find(field);
  if (found == json_.end()) Fail("'" + NameOf(field) + "' is missing");
  return *found;
}

std::string JsonFields::Text(const char* field) const {
  const Json& value = Get(field);
  if (value.is_string()) return value.get<std::string>();
  const auto hex = value.is_object() ? value.find(kHex) : value.end();
  if (hex == value.end() || !hex->is_string()) Fail("'" + NameOf(field) + "' should be a string");
  return BytesOf(hex->get<std::string>(), NameOf(field));
}

std::uint64_t JsonFields::Number(const char* field) const {
  const Json& value = Get(field);
  if (!value.is_number_unsigned()) Fail("'" + NameOf(field) + "' should be a whole number >= 0");
  return value.get<std::uint64_t>();
}

bool JsonFields::Flag(const char* field) const {
  const Json& value = Get(field);
  if (!value.is_boolean()) Fail("'" + NameOf(field) + "' should be true or false");
  return value.get<bool>();
}

JsonFields JsonFields::Object(const char* field) const {
  return JsonFields(Get(field), NameOf(field));
}

const Json& JsonFields::Array(const char* field) const {
  const Json& value = Get(field);
  if (!value.is_array()) Fail("'" + NameOf(field) + "' should be an array");
  return value;
}

Json ParseJsonFile(const std::string& text, const std::string& format) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded() || !json.is_object()) Fail("is not JSON, or was cut off");
  const JsonFields fields(json);
  if (!fields.Has("format") || fields.Text("format") != format) {
    Fail("does not have the format " + format);
  }
  const std::uint64_t version = fields.Number("format_version");
  if (version != kFormatVersion) {
    throw Error(ErrorCode::kUnsupported, "has the format version " + std::to_string(version) +
                                             ", expected " + std::to_string(kFormatVersion));
  }
  return json;
}

std::string FormatJsonFile(const Json& json) { return json.dump(2) + "\n"; }

}  // namespace imrec
