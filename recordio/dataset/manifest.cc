#include <imrec/manifest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/record_index.h>
#include <nlohmann/json.hpp>

#include "recordio/internal/manifest_shard.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormatName = "imrec-manifest";
constexpr std::array kLabelKinds = {LabelKind::kUnknown, LabelKind::kClassification,
                                    LabelKind::kDetection, LabelKind::kIdentity};
// More labels than this do not fit in a record.
constexpr std::uint64_t kMaxLabels = (std::uint64_t{1} << 29) / sizeof(float);
constexpr std::size_t kDigestDigits = 32;

[[noreturn]] void Fail(const std::string& reason) { throw Error(ErrorCode::kCorruptData, reason); }

// A JSON object and its name in messages. The accessors throw if a field is missing or has the
// wrong type.
class Fields {
 public:
  Fields(const Json& object, std::string name) : object_(object), name_(std::move(name)) {
    if (!object_.is_object()) Fail("'" + name_ + "' should be an object");
  }

  const Json& Get(const char* field) const {
    const auto found = object_.find(field);
    if (found == object_.end()) Fail("'" + Path(field) + "' is missing");
    return *found;
  }
  std::string Text(const char* field) const {
    const Json& value = Get(field);
    if (!value.is_string()) Fail("'" + Path(field) + "' should be a string");
    return value.get<std::string>();
  }
  std::uint64_t Number(const char* field) const {
    const Json& value = Get(field);
    if (!value.is_number_unsigned()) {
      Fail("'" + Path(field) + "' should be a whole number >= 0");
    }
    return value.get<std::uint64_t>();
  }
  const Json& Array(const char* field) const {
    const Json& value = Get(field);
    if (!value.is_array()) Fail("'" + Path(field) + "' should be an array");
    return value;
  }
  std::string Path(const char* field) const { return name_.empty() ? field : name_ + "." + field; }

 private:
  const Json& object_;
  std::string name_;
};

// Parses a width of detection labels, which is 0 if it differs between records.
std::uint64_t ParseWidth(const Fields& fields, const char* field, std::uint64_t minimum) {
  const std::uint64_t width = fields.Number(field);
  if (width != 0 && (width < minimum || width > DetectionLabelView::kMaxWidth)) {
    Fail("'" + fields.Path(field) + "' should be 0 or in " + std::to_string(minimum) + ".." +
         std::to_string(DetectionLabelView::kMaxWidth) + ", not " + std::to_string(width));
  }
  return width;
}

LabelLayout ParseLabels(const Fields& fields) {
  LabelLayout labels;
  const std::string kind = fields.Text("kind");
  const auto* known = std::ranges::find(kLabelKinds, kind, LabelKindName);
  if (known == kLabelKinds.end()) Fail("'labels.kind' is an unknown kind: '" + kind + "'");
  labels.kind = *known;
  labels.width_min = fields.Number("width_min");
  labels.width_max = fields.Number("width_max");
  labels.header_width = ParseWidth(fields, "header_width", DetectionLabelView::kMinHeaderWidth);
  labels.object_width = ParseWidth(fields, "object_width", DetectionLabelView::kMinObjectWidth);
  if (labels.width_min > labels.width_max) {
    Fail("'labels.width_min' is greater than 'labels.width_max'");
  }
  if (labels.width_max > kMaxLabels) Fail("'labels.width_max' is more than a record can hold");
  return labels;
}

ManifestShard ParseShard(const Fields& fields) {
  ManifestShard shard{.file = fields.Text("file"),
                      .records = fields.Number("records"),
                      .bytes = fields.Number("bytes"),
                      .digest = fields.Text("xxh3_128")};
  // A manifest must only name files in its own folder.
  const std::filesystem::path file = shard.file;
  if (!file.has_filename() || file.filename() != file || shard.file == "." || shard.file == "..") {
    Fail("'" + fields.Path("file") + "' should be a file name without a folder");
  }
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (shard.digest.size() != kDigestDigits || !std::ranges::all_of(shard.digest, is_digit)) {
    Fail("'" + fields.Path("xxh3_128") + "' should be 32 hexadecimal digits");
  }
  return shard;
}

// They are valid in a class-name file, too, which tools write from them.
std::vector<std::string> ParseClassNames(const Json& classes) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const Json& json : classes) {
    if (!json.is_string()) Fail("'classes' should hold strings");
    names.push_back(json.get<std::string>());
    const std::string name(TrimClassName(names.back()));
    std::string fault = ClassNameFault(name);
    if (fault.empty() && !seen.insert(name).second) fault = "occurs twice";
    if (!fault.empty()) {
      Fail("the name of class " + std::to_string(names.size() - 1) + " in 'classes' " + fault);
    }
  }
  return names;
}

Manifest Parse(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) Fail("is not JSON");
  const Fields fields(json, "");
  if (fields.Text("format") != kFormatName) Fail("is not the manifest of a data set");
  if (const std::uint64_t version = fields.Number("format_version");
      version != Manifest::kFormatVersion) {
    throw Error(ErrorCode::kUnsupported, "unsupported manifest format version " +
                                             std::to_string(version) + ", expected " +
                                             std::to_string(Manifest::kFormatVersion));
  }
  Manifest manifest;
  const Fields tool(fields.Get("tool"), "tool");
  manifest.tool = tool.Text("name");
  manifest.tool_version = tool.Text("version");
  const Fields options(tool.Get("options"), "tool.options");
  for (const auto& [name, value] : tool.Get("options").items()) {
    manifest.options[name] = options.Text(name.c_str());
  }
  manifest.class_names = ParseClassNames(fields.Array("classes"));
  manifest.labels = ParseLabels(Fields(fields.Get("labels"), "labels"));
  manifest.skipped = fields.Number("skipped");
  for (const Json& shard : fields.Array("shards")) {
    manifest.shards.push_back(
        ParseShard(Fields(shard, "shards[" + std::to_string(manifest.shards.size()) + "]")));
  }
  if (manifest.shards.empty()) Fail("'shards' is empty");
  if (fields.Number("records") != manifest.records()) {
    Fail("'records' is not the sum of the shards' records");
  }
  return manifest;
}

Json ToJson(const LabelLayout& labels) {
  return {{"kind", LabelKindName(labels.kind)},
          {"width_min", labels.width_min},
          {"width_max", labels.width_max},
          {"header_width", labels.header_width},
          {"object_width", labels.object_width}};
}

// Returns the length of `-00002-of-00008` at the end of a name, or 0 if the name has no such end.
std::size_t ShardSuffixLength(const std::string& stem) {
  constexpr std::string_view kPattern = "-#####-of-#####";
  if (stem.size() <= kPattern.size()) return 0;
  const std::string_view end = std::string_view(stem).substr(stem.size() - kPattern.size());
  for (std::size_t i = 0; i < kPattern.size(); ++i) {
    const bool fits = kPattern[i] == '#' ? end[i] >= '0' && end[i] <= '9' : end[i] == kPattern[i];
    if (!fits) return 0;
  }
  return kPattern.size();
}

}  // namespace

std::uint64_t Manifest::records() const {
  std::uint64_t sum = 0;
  for (const ManifestShard& shard : shards) sum += shard.records;
  return sum;
}

std::uint64_t Manifest::bytes() const {
  std::uint64_t sum = 0;
  for (const ManifestShard& shard : shards) sum += shard.bytes;
  return sum;
}

Manifest ReadManifest(const std::filesystem::path& path, const AccessOptions& access) {
  return ParseManifest(ReadTextFile(path, access), path);
}

Manifest ParseManifest(const std::string& text, const std::filesystem::path& path) {
  try {
    return Parse(text);
  } catch (const Error& error) {
    throw error.Within({.file = ShownPath(path)});
  }
}

std::string FormatManifest(const Manifest& manifest) {
  Json json = {
      {"format", kFormatName},
      {"format_version", Manifest::kFormatVersion},
      {"tool",
       {{"name", manifest.tool}, {"version", manifest.tool_version}, {"options", Json::object()}}},
      {"classes", manifest.class_names},
      {"labels", ToJson(manifest.labels)},
      {"records", manifest.records()},
      {"bytes", manifest.bytes()},
      {"skipped", manifest.skipped},
      {"shards", Json::array()}};
  for (const auto& [name, value] : manifest.options) json["tool"]["options"][name] = value;
  for (const ManifestShard& shard : manifest.shards) {
    json["shards"].push_back({{"file", shard.file},
                              {"records", shard.records},
                              {"bytes", shard.bytes},
                              {"xxh3_128", shard.digest}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void WriteManifest(const std::filesystem::path& path, const Manifest& manifest) {
  WriteFileAtomically(path, FormatManifest(manifest));
}

const ManifestShard* FindShard(const Manifest& manifest, const std::filesystem::path& record_path) {
  std::filesystem::path name = SplitQuery(record_path).path.filename();
  if (name.extension() == ".zst") name.replace_extension();
  const auto found = std::ranges::find_if(
      manifest.shards, [&](const ManifestShard& shard) { return shard.file == name; });
  return found == manifest.shards.end() ? nullptr : &*found;
}

std::filesystem::path ManifestPathFor(const std::filesystem::path& record_path) {
  const auto [index, query] = SplitQuery(IndexPathFor(record_path));
  std::string stem = index.stem().string();
  stem.resize(stem.size() - ShardSuffixLength(stem));
  return (index.parent_path() / (stem + ".manifest.json")) += query;
}

std::filesystem::path ShardPath(const std::filesystem::path& prefix, std::uint64_t shard,
                                std::uint64_t shard_count) {
  std::array<char, 64> suffix = {};
  if (shard_count > 1) {
    std::snprintf(suffix.data(), suffix.size(), "-%05llu-of-%05llu",
                  static_cast<unsigned long long>(shard),
                  static_cast<unsigned long long>(shard_count));
  }
  return std::filesystem::path(prefix) += std::string(suffix.data()) + ".rec";
}

}  // namespace imrec
