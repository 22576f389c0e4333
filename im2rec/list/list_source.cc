#include "im2rec/list/list_source.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include <imrec/class_names.h>

#include "recordio/internal/path_status.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

// Removes `_train`, `_val` or `_test` from the end. Returns false if there is none.
bool TakeSplit(std::string& name) {
  for (const std::string_view suffix : {"_train", "_val", "_test"}) {
    if (name.size() <= suffix.size() || !name.ends_with(suffix)) continue;
    name.resize(name.size() - suffix.size());
    return true;
  }
  return false;
}

// Removes the number of a chunk, such as `_12`, from the end. Returns false if there is none.
bool TakeChunk(std::string& name) {
  const std::size_t mark = name.find_last_not_of("0123456789");
  const bool numbered = mark != std::string::npos && mark > 0 && mark + 1 < name.size();
  if (!numbered || name[mark] != '_') return false;
  name.resize(mark);
  return true;
}

fs::path ClassNamesOf(const fs::path& folder, const std::string& name) {
  const fs::path path = folder / (name + ".classes.txt");
  const bool exists = IsRemotePath(path) ? IsReadableFile(path) : IsThere(path);
  return exists ? path : fs::path();
}

void ReadClassFile(const fs::path& path, ListSource& list) {
  list.class_file = path;
  list.class_names = ReadClassNames(path);
}

}  // namespace

fs::path FindClassNames(const fs::path& prefix) {
  std::string name = prefix.filename().string();
  fs::path found = ClassNamesOf(prefix.parent_path(), name);
  if (found.empty() && TakeSplit(name)) found = ClassNamesOf(prefix.parent_path(), name);
  if (found.empty() && TakeChunk(name)) found = ClassNamesOf(prefix.parent_path(), name);
  return found;
}

ListSource ReadListSource(const fs::path& list) {
  ListSource source;
  source.name = list.string();
  source.path = list;
  source.text = std::make_shared<const TextSource>(list);
  const fs::path classes = FindClassNames(PrefixOfList(source));
  if (!classes.empty()) ReadClassFile(classes, source);
  return source;
}

ListSource ListFromStandardInput(std::shared_ptr<const TextSource> text) {
  ListSource source;
  source.name = "standard input";
  source.text = std::move(text);
  return source;
}

void TakeClassNamesOfOutput(const fs::path& prefix, ListSource& list) {
  if (!list.class_file.empty()) return;
  const fs::path classes = FindClassNames(prefix);
  if (!classes.empty()) ReadClassFile(classes, list);
}

fs::path PrefixOfList(const ListSource& list) { return fs::path(list.path).replace_extension(); }

}  // namespace imrec
