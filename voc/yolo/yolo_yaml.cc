#include "voc/yolo/yolo_yaml.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <imrec/error.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/yaml.h>

#include "recordio/internal/read_file.h"
#include "recordio/internal/utf8.h"
#include "voc/annotation_limits.h"
#include "voc/syntax/number_text.h"

namespace imrec {
namespace {

std::optional<std::uint64_t> LineOf(const YAML::Mark& mark) {
  if (mark.line < 0) return std::nullopt;
  return static_cast<std::uint64_t>(mark.line) + 1;
}

[[noreturn]] void Fail(const YAML::Node& node, const std::string& reason) {
  throw Error(ErrorCode::kCorruptData, reason, {.file = {}, .line = LineOf(node.Mark())});
}

// A missing value, `key:` or `key: null`.
bool IsAbsent(const YAML::Node& node) { return !node.IsDefined() || node.IsNull(); }

std::string TextOf(const YAML::Node& node, const std::string& what) {
  if (!node.IsScalar()) Fail(node, what + " must be a text");
  return node.Scalar();
}

std::uint32_t NumberOf(const YAML::Node& node, const std::string& what) {
  const auto number = ParseWholeNumber(TextOf(node, what), kMostYoloClasses);
  if (number) return *number;
  Fail(node, what + " is " + Quoted(node.Scalar()) + "; expected a whole number up to " +
                 std::to_string(kMostYoloClasses));
}

YoloYamlPath PathOf(const YAML::Node& node, const std::string& what, bool in_list) {
  return {.path = TextOf(node, what), .line = LineOf(node.Mark()).value_or(0), .in_list = in_list};
}

std::vector<YoloYamlPath> PathsOf(const YAML::Node& node, const std::string& key) {
  std::vector<YoloYamlPath> paths;
  if (node.IsScalar()) {
    paths.push_back(PathOf(node, key, false));
  } else if (node.IsSequence()) {
    for (const YAML::Node& item : node) paths.push_back(PathOf(item, "an item of " + key, true));
  } else {
    Fail(node, key + " must be a path or a list of paths");
  }
  return paths;
}

std::string NameOf(const YAML::Node& node) {
  std::string name = TextOf(node, "a name");
  if (!IsUtf8(name))
    Fail(node, "a name is not UTF-8 text; convert the file first, for example by iconv");
  return name;
}

LabelMap NamesIn(const YAML::Node& node) {
  std::map<std::uint32_t, std::string> names;
  if (node.IsSequence()) {
    for (const YAML::Node& item : node) {
      names.emplace(static_cast<std::uint32_t>(names.size()), NameOf(item));
    }
  } else if (node.IsMap()) {
    for (const auto& item : node) {
      const std::uint32_t number = NumberOf(item.first, "a key of names");
      if (!names.emplace(number, NameOf(item.second)).second) {
        Fail(item.first, "class " + std::to_string(number) + " has two names");
      }
    }
  } else {
    Fail(node, "names must be a list, or a map of numbers to names");
  }
  if (!names.empty() && names.rbegin()->first >= names.size()) {
    Fail(node, "names go up to class " + std::to_string(names.rbegin()->first) +
                   ", but there are " + std::to_string(names.size()));
  }
  LabelMap map;
  for (auto& [number, name] : names) map.Add(std::to_string(number), std::move(name));
  return map;
}

LabelMap NamesOf(const YAML::Node& document) {
  const YAML::Node names = document["names"];
  const YAML::Node count = document["nc"];
  LabelMap map;
  if (!IsAbsent(names)) map = NamesIn(names);
  if (IsAbsent(count)) return map;
  const std::uint32_t number = NumberOf(count, "nc");
  if (IsAbsent(names)) {
    for (std::uint32_t i = 0; i < number; ++i) {
      map.Add(std::to_string(i), "class_" + std::to_string(i));
    }
  } else if (number != map.size()) {
    Fail(count, "nc is " + std::to_string(number) + ", but there are " +
                    std::to_string(map.size()) + " names");
  }
  return map;
}

YoloKeyPoints KeyPointsOf(const YAML::Node& node) {
  if (IsAbsent(node)) return {};
  if (!node.IsSequence() || node.size() != 2) Fail(node, "kpt_shape must be [number, 2 or 3]");
  const YoloKeyPoints shape = {.count = NumberOf(node[0], "kpt_shape"),
                               .values = NumberOf(node[1], "kpt_shape")};
  if (shape.values != 2 && shape.values != 3) Fail(node, "kpt_shape must be [number, 2 or 3]");
  return shape;
}

void RefuseRepeatedKeys(const YAML::Node& document) {
  std::set<std::string> keys;
  for (const auto& item : document) {
    if (!item.first.IsScalar() || keys.insert(item.first.Scalar()).second) continue;
    Fail(item.first, "the key " + Quoted(item.first.Scalar()) + " occurs before");
  }
}

// The key of the validation images, which people and tools write in three ways.
std::string ValidationKey(const YAML::Node& document) {
  std::string found;
  for (const std::string key : {"val", "valid", "validation"}) {
    if (IsAbsent(document[key])) continue;
    if (!found.empty()) Fail(document[key], "means the same as the key " + found);
    found = key;
  }
  return found.empty() ? "val" : found;
}

YoloYaml Interpret(const YAML::Node& document) {
  if (!document.IsMap()) Fail(document, "expected keys such as train, val and names");
  RefuseRepeatedKeys(document);
  YoloYaml yaml;
  if (const YAML::Node root = document["path"]; !IsAbsent(root)) {
    yaml.root = PathOf(root, "path", false);
  }
  for (const std::string name : {"train", "val", "test", "minival"}) {
    const std::string key = name == "val" ? ValidationKey(document) : name;
    const YAML::Node node = document[key];
    if (!IsAbsent(node)) yaml.splits.push_back({.name = name, .paths = PathsOf(node, key)});
  }
  yaml.names = NamesOf(document);
  yaml.key_points = KeyPointsOf(document["kpt_shape"]);
  return yaml;
}

}  // namespace

YoloYaml ReadYoloYaml(const std::filesystem::path& path) {
  constexpr std::size_t kLargest = std::size_t{16} << 20;
  const std::string text = ReadTextFile(path);
  if (text.size() > kLargest) {
    throw Error(ErrorCode::kLimitExceeded, "larger than any data.yaml (16 MiB)",
                {.file = path.string()});
  }
  try {
    // A constant node: operator[] of others adds missing keys.
    const YAML::Node document = YAML::Load(text);
    return Interpret(document);
  } catch (const YAML::DeepRecursion& error) {
    throw Error(ErrorCode::kCorruptData, "nested too deeply",
                {.file = path.string(), .line = LineOf(error.mark)});
  } catch (const YAML::Exception& error) {
    throw Error(ErrorCode::kCorruptData, "not well-formed YAML: " + error.msg,
                {.file = path.string(), .line = LineOf(error.mark)});
  } catch (const Error& error) {
    throw error.Within({.file = path.string()});
  }
}

}  // namespace imrec
