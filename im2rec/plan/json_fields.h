// JSON files of a run: plans and receipts. Texts in them may contain any bytes.
#ifndef IMREC_IM2REC_PLAN_JSON_FIELDS_H_
#define IMREC_IM2REC_PLAN_JSON_FIELDS_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

namespace imrec {

using Json = nlohmann::ordered_json;

/// Returns a JSON string, or for text that is not UTF-8 an object with its bytes, {"hex": "ff"}.
Json TextToJson(const std::string& text);

/// An object of a JSON file. The members throw Error(kCorruptData) that names the field if it is
/// missing or has the wrong type. The JSON must outlive this object.
class JsonFields {
 public:
  explicit JsonFields(const Json& object, std::string name = "");

  std::string Text(const char* field) const;
  std::uint64_t Number(const char* field) const;
  bool Flag(const char* field) const;
  JsonFields Object(const char* field) const;
  const Json& Array(const char* field) const;
  const Json& json() const { return json_; }
  bool Has(const char* field) const { return json_.contains(field); }

 private:
  const Json& Get(const char* field) const;
  std::string NameOf(const char* field) const;

  const Json& json_;
  std::string name_;
};

/// Parses the text of a JSON file of the given format, whose field "format_version" must be 1.
/// Throws Error(kCorruptData), or Error(kUnsupported) for another version; both without the file.
Json ParseJsonFile(const std::string& text, const std::string& format);

/// Returns the contents of a file.
std::string FormatJsonFile(const Json& json);

}  // namespace imrec

#endif  // IMREC_IM2REC_PLAN_JSON_FIELDS_H_
