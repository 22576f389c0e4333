#include "im2rec/plan/plan_file.h"

#include <memory>
#include <span>
#include <system_error>
#include <utility>

#include <imrec/error.h>

#include "im2rec/check_options.h"
#include "im2rec/described_options.h"
#include "im2rec/list/missing_images.h"
#include "im2rec/plan/json_fields.h"
#include "image/internal/codec_versions.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/compressed_file.h"
#include "recordio/internal/imrec_version.h"
#include "recordio/internal/limits.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPlanFormat = "imrec-plan";
constexpr std::uint64_t kMaxLines = std::uint64_t{1} << 40;

fs::path FolderOf(const fs::path& plan) {
  return plan.has_parent_path() ? plan.parent_path() : fs::path(".");
}

// Returns a relative path as it is from `folder`, so that the plan works from any working folder,
// and if the tree is mounted elsewhere. Absolute paths remain.
fs::path RelativeTo(const fs::path& folder, const fs::path& path) {
  if (path.is_absolute() || IsRemotePath(path)) return path;
  if (IsRemotePath(folder)) return fs::absolute(path).lexically_normal();
  const fs::path from = fs::absolute(folder).lexically_normal();
  fs::path found = fs::absolute(path).lexically_normal().lexically_relative(from);
  // With symbolic links, `..` may lead elsewhere.
  std::error_code failure;
  if (!found.empty() && fs::equivalent(folder / found, path, failure)) return found;
  return fs::absolute(path).lexically_normal();
}

// Returns a path of the plan as seen from the working folder. An absolute path remains.
fs::path SeenFrom(const fs::path& plan, const std::string& path) {
  if (IsRemotePath(path)) return path;
  return plan.has_parent_path() ? plan.parent_path() / path : fs::path(path);
}

Json TextsToJson(const std::map<std::string, std::string>& texts) {
  Json json = Json::object();
  for (const auto& [name, text] : texts) json[name] = TextToJson(text);
  return json;
}

std::map<std::string, std::string> TextsFrom(const JsonFields& fields) {
  std::map<std::string, std::string> texts;
  for (const auto& [name, value] : fields.json().items()) texts[name] = fields.Text(name.c_str());
  return texts;
}

OnPackError OnErrorNamed(const std::string& name) {
  if (name == "fail") return OnPackError::kFail;
  if (name == "skip") return OnPackError::kSkip;
  throw Error(ErrorCode::kCorruptData, "'on_error' should be skip or fail, not " + name);
}

void CheckRange(const std::string& field, std::uint64_t value, std::uint64_t lowest,
                std::uint64_t highest) {
  if (value >= lowest && value <= highest) return;
  throw Error(ErrorCode::kCorruptData, "'" + field + "' should be " + std::to_string(lowest) +
                                           ".." + std::to_string(highest) + ", not " +
                                           std::to_string(value));
}

void ParsePlan(const std::string& text, PlanFile& plan) {
  const Json json = ParseJsonFile(text, kPlanFormat);
  const JsonFields fields(json);
  const JsonFields tool = fields.Object("tool");
  plan.version = tool.Text("version");
  plan.options = TextsFrom(tool.Object("options"));
  plan.libraries = TextsFrom(fields.Object("libraries"));
  const JsonFields list = fields.Object("list");
  plan.list = SeenFrom(plan.path, list.Text("path"));
  plan.list_digest = list.Text("xxh3_64");
  plan.lines = list.Number("lines");
  plan.lines_without_boxes = list.Number("without_boxes");
  plan.root = SeenFrom(plan.path, fields.Text("root"));
  plan.shards = fields.Number("shards");
  CheckRange("shards", plan.shards, 1, kMostShards);
  CheckRange("list.lines", plan.lines, plan.shards == 1 ? 0 : plan.shards, kMaxLines);
  const std::uint64_t level = fields.Number("compression_level");
  CheckRange("compression_level", level, 0, 19);
  if (level > 0) plan.compression = static_cast<int>(level);
  plan.on_error = OnErrorNamed(fields.Text("on_error"));
  const JsonFields classes = fields.Object("classes");
  for (const Json& name : classes.Array("names")) {
    plan.class_names.push_back(JsonFields(Json{{"name", name}}).Text("name"));
  }
  plan.writes_class_names = classes.Flag("write");
}

std::string ListNameOf(const PlanFile& plan) { return plan.list.string(); }

}  // namespace

std::string FormatPlanFile(PlanFile& plan) {
  const fs::path folder = FolderOf(plan.path);
  Json classes = Json::array();
  for (const std::string& name : plan.class_names) classes.push_back(TextToJson(name));
  const Json json = {
      {"format", kPlanFormat},
      {"format_version", 1},
      {"tool",
       {{"name", "im2rec"}, {"version", plan.version}, {"options", TextsToJson(plan.options)}}},
      {"libraries", TextsToJson(plan.libraries)},
      {"list",
       {{"path", TextToJson(RelativeTo(folder, plan.list).string())},
        {"xxh3_64", plan.list_digest},
        {"lines", plan.lines},
        {"without_boxes", plan.lines_without_boxes}}},
      {"root", TextToJson(RelativeTo(folder, plan.root).string())},
      {"shards", plan.shards},
      {"compression_level", plan.compression.value_or(0)},
      {"on_error", plan.on_error == OnPackError::kFail ? "fail" : "skip"},
      {"classes", {{"names", classes}, {"write", plan.writes_class_names}}}};
  std::string text = FormatJsonFile(json);
  plan.run = FormatDigest(PayloadDigest(std::as_bytes(std::span(text))));
  return text;
}

PlanFile ReadPlanFile(const fs::path& path) {
  const std::string text = ReadTextFile(path);
  PlanFile plan{.path = path,
                .run = FormatDigest(PayloadDigest(std::as_bytes(std::span(text)))),
                .version = {},
                .libraries = {},
                .list = {},
                .root = {},
                .list_digest = {}};
  try {
    if (!path.string().ends_with(kPlanExtension)) {
      throw Error(ErrorCode::kInvalidArgument, "a plan has a name that ends in .plan.json");
    }
    ParsePlan(text, plan);
  } catch (const Error& error) {
    throw Error(error.code(), "is not a plan of im2rec: " + error.reason(),
                {.file = path.string()});
  }
  return plan;
}

PackOptions OptionsOf(const PlanFile& plan) {
  try {
    PackOptions options = ParseDescribedOptions(plan.options);
    CheckImageOptions(options.image);
    options.on_error = plan.on_error;
    return options;
  } catch (const Error& error) {
    throw error.Within({.file = plan.path.string()});
  }
}

StagedSet StagedSetOf(const PlanFile& plan) {
  std::string prefix = plan.path.string();
  prefix.resize(prefix.size() - std::string_view(kPlanExtension).size());
  return {.options = {.prefix = prefix,
                      .shard_count = plan.shards,
                      .compression_level = plan.compression,
                      .tool = "im2rec",
                      .options = plan.options,
                      .class_names = plan.class_names},
          .run = plan.run};
}

// A machine that cannot read a format would skip its images.
std::string ImageFormats() {
  std::string names;
  for (const ImageCodec* codec : ImageCodecs()) {
    if (!names.empty()) names += ' ';
    names += codec->name;
  }
  return names;
}

std::map<std::string, std::string> LibrariesOf(const ImageOptions& image, bool compressed) {
  std::map<std::string, std::string> libraries = {{"image formats", ImageFormats()}};
  const bool decodes = !image.pass_through || image.check == ImageCheck::kDecode;
  if (decodes || image.jpeg != JpegPacking::kKeep) {
    libraries["libjpeg-turbo"] = JpegLibraryVersion();
  }
  if (decodes) {
    libraries["libpng"] = PngLibraryVersion();
#if IMREC_WITH_TIFF
    libraries["libtiff"] = TiffLibraryVersion();
#endif
#if IMREC_WITH_WEBP
    libraries["libwebp"] = WebpLibraryVersion();
#endif
  }
  if (compressed) libraries["libzstd"] = ZstdLibraryVersion();
  return libraries;
}

void RequireSameVersion(const PlanFile& plan) {
  if (plan.version == ImrecVersion()) return;
  throw Error(ErrorCode::kInvalidArgument,
              "im2rec " + plan.version + " made the plan, this is im2rec " + ImrecVersion() +
                  "; use the same version on all machines",
              {.file = plan.path.string()});
}

void RequireSameLibraries(const PlanFile& plan) {
  const auto here = LibrariesOf(OptionsOf(plan).image, plan.compression.has_value());
  for (const auto& [name, version] : here) {
    const auto planned = plan.libraries.find(name);
    const std::string wanted = planned == plan.libraries.end() ? "(none)" : planned->second;
    if (wanted == version) continue;
    throw Error(ErrorCode::kInvalidArgument,
                "the plan was made with " + name + " " + wanted + ", this machine has " + name +
                    " " + version +
                    "; the packed bytes depend on it, use the same version on all "
                    "machines",
                {.file = plan.path.string()});
  }
}

PackPlan ReadPlannedList(const PlanFile& plan) {
  ListSource list;
  list.name = ListNameOf(plan);
  list.path = plan.list;
  list.text = std::make_shared<const TextSource>(plan.list);
  PackPlan lines = MakePackPlan(list);
  if (lines.digest == plan.list_digest) return lines;
  throw Error(ErrorCode::kInvalidArgument,
              "is not the list that was planned: its digest is " + lines.digest + ", that in " +
                  plan.path.string() + " is " + plan.list_digest + "; plan again",
              {.file = list.name});
}

PackPlan PlannedLines(const PlanFile& plan) {
  PackPlan lines = ReadPlannedList(plan);
  RequireSomeImages(lines.lines, plan.root, ListNameOf(plan), plan.list);
  if (lines.lines.size() == plan.lines) return lines;
  throw Error(ErrorCode::kCorruptData,
              "'list.lines' is " + std::to_string(plan.lines) + ", but the list has " +
                  std::to_string(lines.lines.size()),
              {.file = plan.path.string()});
}

}  // namespace imrec
