#include "im2rec/find_lists.h"

#include <system_error>

#include <imrec/error.h>

namespace imrec {
namespace {

namespace fs = std::filesystem;

// Pipes are files here too, so only folders are ruled out.
bool IsList(const fs::path& path) {
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  return fs::exists(status) && !fs::is_directory(status);
}

fs::path WithSuffix(const fs::path& prefix, const char* suffix) {
  fs::path path = prefix;
  path += suffix;
  return path;
}

}  // namespace

NamedLists FindLists(const fs::path& prefix) {
  if (prefix.extension() == ".lst") {
    if (IsList(prefix)) return {.lists = {prefix}, .passed_by = {}};
    throw Error(ErrorCode::kNotFound, "there is no such list", {.file = prefix.string()});
  }
  std::vector<fs::path> parts;
  for (const char* suffix : {"_train.lst", "_val.lst", "_test.lst"}) {
    fs::path path = WithSuffix(prefix, suffix);
    if (IsList(path)) parts.push_back(std::move(path));
  }
  const fs::path whole = WithSuffix(prefix, ".lst");
  if (IsList(whole)) return {.lists = {whole}, .passed_by = parts};
  if (!parts.empty()) return {.lists = parts, .passed_by = {}};
  throw Error(ErrorCode::kNotFound,
              "there is no such list, nor " + prefix.filename().string() +
                  "_train.lst, _val.lst or _test.lst; --list makes one",
              {.file = whole.string()});
}

}  // namespace imrec
