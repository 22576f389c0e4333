#include "im2rec/list_source.h"

#include <cstddef>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/read_file.h>

namespace imrec {
namespace {

std::filesystem::path FindClassFile(const std::filesystem::path& list) {
  std::string stem = list.stem().string();
  for (const std::string suffix : {"", "_train", "_val", "_test"}) {
    if (!stem.ends_with(suffix)) continue;
    const std::string name = stem.substr(0, stem.size() - suffix.size()) + ".lst";
    const auto path = ClassNamesPathFor(list.parent_path() / name);
    if (std::filesystem::exists(path)) return path;
  }
  return {};
}

void ReadClassFile(const std::filesystem::path& path, ListSource& list) {
  list.class_file = path;
  list.class_names = ReadClassNames(path);
}

}  // namespace

ListSource ReadListSource(const std::filesystem::path& list) {
  std::vector<std::byte> bytes;
  ReadFile(list, bytes);
  ListSource source;
  source.name = list.string();
  source.path = list;
  source.text.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::filesystem::path classes = FindClassFile(list);
  if (!classes.empty()) ReadClassFile(classes, source);
  return source;
}

ListSource ListFromStandardInput(std::string text, const std::filesystem::path& prefix) {
  ListSource source;
  source.name = "standard input";
  source.text = std::move(text);
  const std::filesystem::path classes = std::filesystem::path(prefix) += ".classes.txt";
  if (std::filesystem::exists(classes)) ReadClassFile(classes, source);
  return source;
}

std::filesystem::path PrefixOfList(const ListSource& list) {
  return std::filesystem::path(list.path).replace_extension();
}

}  // namespace imrec
