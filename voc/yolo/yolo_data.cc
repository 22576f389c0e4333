#include "voc/yolo/yolo_data.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/path_status.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/text_lines.h"
#include "voc/images/folder_files.h"
#include "voc/list/list_paths.h"
#include "voc/yolo/yolo_yaml.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

bool IsYaml(const fs::path& path) {
  return HasExtension(path.string(), ".yaml") || HasExtension(path.string(), ".yml");
}

// Names are in one file; data.yaml may be that file.
void ReadNames(const fs::path& path, YoloData& data) {
  data.names_file = path.string();
  if (!IsYaml(path)) {
    data.names = LabelMap::ReadLines(path);
    return;
  }
  YoloYaml yaml = ReadYoloYaml(path);
  data.names = std::move(yaml.names);
  data.key_points = yaml.key_points;
  if (data.names.empty()) {
    throw Error(ErrorCode::kCorruptData, "has no names", {.file = path.string()});
  }
}

void ReadLabelMap(const fs::path& path, YoloData& data) {
  if (IsYaml(path)) return ReadNames(path, data);
  data.names_file = path.string();
  data.names = LabelMap::ReadNumbered(path);
}

YoloPlace PlaceAt(const fs::path& path) { return {.path = path, .is_list = !IsFolder(path)}; }

class YamlReader {
 public:
  YamlReader(const fs::path& path, const std::string& set, VocProblems& problems)
      : path_(path),
        folder_(FolderOf(path)),
        set_(YoloSplitName(set)),
        problems_(problems),
        yaml_(ReadYoloYaml(path)) {}

  YoloData Read() {
    YoloData data;
    data.names_file = path_.string();
    data.names = std::move(yaml_.names);
    data.key_points = yaml_.key_points;
    data.root = Root();
    std::string missing;
    for (const YoloYamlSplit& split : yaml_.splits) {
      YoloSplit found{.name = split.name, .places = {}};
      for (const YoloYamlPath& path : split.paths) {
        if (const auto place = Find(data.root, path)) {
          found.places.push_back(*place);
        } else {
          missing += (missing.empty() ? "" : ", ") + split.name + " (" + Quoted(path.path) + ')';
          if (!set_.empty() && split.name != set_) continue;
          Report(VocProblemKind::kMissingImage, path.line,
                 split.name + ": no such folder or file " + Quoted(path.path) + "; left out");
        }
      }
      if (!found.places.empty()) {
        data.splits.push_back(std::move(found));
      } else if (split.name == set_ && !split.paths.empty()) {
        throw Error(ErrorCode::kNotFound,
                    set_ + ": no such folder or file " + Quoted(split.paths.front().path),
                    {.file = path_.string(), .line = split.paths.front().line});
      }
    }
    if (data.splits.empty()) {
      throw Error(ErrorCode::kNotFound,
                  missing.empty() ? "names no images; expected train, val or test"
                                  : "none of its folders exists: " + missing,
                  {.file = path_.string()});
    }
    return data;
  }

 private:
  static fs::path FolderOf(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
  }

  void Report(VocProblemKind kind, std::uint64_t line, std::string reason) {
    problems_.Add(
        {.kind = kind, .file = path_.string(), .line = line, .reason = std::move(reason)});
  }

  // The folder `path`, which is that of the file if absent.
  fs::path Root() {
    if (!yaml_.root) return folder_;
    const fs::path written = NormalPath(yaml_.root->path);
    for (const fs::path& root : {folder_ / written, written}) {
      if (!IsFolder(root)) continue;
      ReportIfDistant(root);
      return root.lexically_normal();
    }
    Report(VocProblemKind::kSubstitutedFolder, yaml_.root->line,
           "there is no folder " + Quoted(yaml_.root->path) + "; that of the file is used");
    return folder_;
  }

  // Exports name their folder. After a copy, the images are still read from there, though the
  // folder of the file has the same ones.
  void ReportIfDistant(const fs::path& root) {
    const fs::path below = AbsolutePath(root).lexically_relative(AbsolutePath(folder_));
    if (!below.empty() && *below.begin() != "..") return;
    for (const YoloYamlSplit& split : yaml_.splits) {
      for (const YoloYamlPath& path : split.paths) {
        const fs::path here = folder_ / NormalPath(path.path);
        const fs::path there = root / NormalPath(path.path);
        std::error_code absent;
        if (!IsThere(here) || fs::equivalent(here, there, absent) || absent) continue;
        return Report(VocProblemKind::kDistantFolder, yaml_.root->line,
                      "the images come from " + Quoted(yaml_.root->path) + ", though there is " +
                          Quoted(path.path) + " beside this file, too");
      }
    }
  }

  static std::optional<YoloPlace> Find(const fs::path& root, const YoloYamlPath& path) {
    const std::string written = NormalPath(path.path);
    if (IsThere(root / written)) return PlaceAt((root / written).lexically_normal());
    // Roboflow writes paths relative to a folder that does not exist.
    if (path.in_list || !written.starts_with("../")) return std::nullopt;
    const fs::path below = root / written.substr(3);
    if (!IsThere(below)) return std::nullopt;
    return PlaceAt(below.lexically_normal());
  }

  const fs::path& path_;
  fs::path folder_;
  std::string set_;  // that is asked for; empty: all
  VocProblems& problems_;
  YoloYaml yaml_;
};

// Finds a path of obj.data, which is relative to the working directory of darknet: that of the
// file, or the one above it, data/.
fs::path FindForDarknet(const fs::path& data, const std::string& written, std::uint64_t line) {
  const fs::path path = NormalPath(written);
  const fs::path folder = data.has_parent_path() ? data.parent_path() : fs::path(".");
  for (const fs::path& from : {fs::path(), folder, folder / ".."}) {
    if (IsThere(from / path)) return (from / path).lexically_normal();
  }
  const fs::path below = WithoutDataFolder(path);
  if (!below.empty() && IsThere(folder / below)) return (folder / below).lexically_normal();
  throw Error(ErrorCode::kNotFound, "no such file " + Quoted(written),
              {.file = data.string(), .line = line});
}

YoloData ReadObjData(const fs::path& path, const fs::path& label_map) {
  struct Value {
    std::string text;
    std::uint64_t line;
  };
  std::map<std::string, Value, std::less<>> values;
  const std::string text = ReadTextFile(path);
  for (TextLines lines(text); lines.Next();) {
    const std::string_view line = TrimBlanks(lines.line());
    if (line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
      throw Error(ErrorCode::kCorruptData, "expected key = value",
                  {.file = path.string(), .line = lines.number()});
    }
    const std::string_view value = TrimBlanks(line.substr(equals + 1));
    values.insert_or_assign(std::string(TrimBlanks(line.substr(0, equals))),
                            Value{.text = std::string(value), .line = lines.number()});
  }
  YoloData data;
  data.root = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (const auto names = values.find("names"); names != values.end() && label_map.empty()) {
    ReadNames(FindForDarknet(path, names->second.text, names->second.line), data);
  }
  for (const auto& [key, split] :
       {std::pair("train", "train"), std::pair("valid", "val"), std::pair("test", "test")}) {
    const auto value = values.find(std::string_view(key));
    if (value == values.end() || value->second.text.empty()) continue;
    const fs::path place = FindForDarknet(path, value->second.text, value->second.line);
    data.splits.push_back({.name = split, .places = {PlaceAt(place)}});
  }
  if (data.splits.empty()) {
    throw Error(ErrorCode::kNotFound, "names no images; expected train or valid",
                {.file = path.string()});
  }
  return data;
}

std::optional<fs::path> FirstOf(const fs::path& folder,
                                std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (IsRegularFile(folder / name)) return folder / name;
  }
  return std::nullopt;
}

// A folder of images and labels, with the names in one of the usual files.
YoloData ReadFolder(const AnnotationInput& input, const fs::path& folder) {
  YoloData data;
  data.root = folder;
  data.splits = {{.name = {}, .places = {{.path = folder}}}};
  if (!input.label_map.empty()) return data;
  for (const fs::path& place :
       {folder, folder / "labels", input.annotations.empty() ? folder : input.annotations,
        input.paths.empty() ? folder : input.paths.front()}) {
    if (const auto names = FirstOf(place, {"classes.txt", "obj.names", "data.yaml"})) {
      ReadNames(*names, data);
      return data;
    }
  }
  return data;
}

// A file that names images cannot be combined with another folder of images.
void RefuseImages(const AnnotationInput& input) {
  if (input.images.empty()) return;
  throw Error(ErrorCode::kInvalidArgument,
              "names the images itself, so --images cannot be used; --annotations LABELS --images "
              "IMAGES are two folders without such a file",
              {.file = input.paths.front().string()});
}

YoloData ReadDescription(const AnnotationInput& input, const std::string& set,
                         VocProblems& problems) {
  if (input.paths.empty()) return ReadFolder(input, input.images);
  const fs::path& path = input.paths.front();
  if (!IsThere(path)) {
    throw Error(ErrorCode::kNotFound, "no such file or folder", {.file = path.string()});
  }
  if (!IsFolder(path)) RefuseImages(input);
  if (IsYaml(path)) return YamlReader(path, set, problems).Read();
  if (!IsFolder(path)) return ReadObjData(path, input.label_map);
  if (!input.images.empty()) return ReadFolder(input, input.images);
  if (const auto yaml = FirstOf(path, {"data.yaml", "dataset.yaml"})) {
    return YamlReader(*yaml, set, problems).Read();
  }
  if (const auto data = FirstOf(path, {"obj.data"})) return ReadObjData(*data, input.label_map);
  return ReadFolder(input, path);
}

}  // namespace

std::string YoloSplitName(const std::string& set) {
  return set == "valid" || set == "validation" ? "val" : set;
}

YoloData ReadYoloData(const AnnotationInput& input, const std::string& set, VocProblems& problems) {
  YoloData data = ReadDescription(input, set, problems);
  if (!input.label_map.empty()) ReadLabelMap(input.label_map, data);
  if (data.names.empty()) {
    throw Error(ErrorCode::kNotFound,
                "the names of its classes are unknown: there is no data.yaml, classes.txt or "
                "obj.names (--label-map FILE gives them)",
                {.file = data.root.string()});
  }
  return data;
}

}  // namespace imrec
