#include "im2rec/list/find_lists.h"

#include <string>
#include <system_error>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

// Returns true for anything but a folder, because a list may be a pipe.
bool IsList(const fs::path& path) {
  if (IsRemotePath(path)) return IsReadableFile(path);
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  return fs::exists(status) && !fs::is_directory(status);
}

fs::path WithSuffix(const fs::path& prefix, const std::string& suffix) {
  fs::path path = prefix;
  path += suffix;
  return path;
}

std::vector<fs::path> SplitLists(const fs::path& prefix) {
  std::vector<fs::path> lists;
  for (const char* suffix : {"_train.lst", "_val.lst", "_test.lst"}) {
    fs::path path = WithSuffix(prefix, suffix);
    if (IsList(path)) lists.push_back(std::move(path));
  }
  return lists;
}

// Returns PREFIX_0.lst and so on, each whole or split.
std::vector<fs::path> ChunkLists(const fs::path& prefix) {
  std::vector<fs::path> lists;
  for (std::size_t chunk = 0;; ++chunk) {
    const fs::path chunk_prefix = WithSuffix(prefix, '_' + std::to_string(chunk));
    fs::path whole = WithSuffix(chunk_prefix, ".lst");
    const std::vector<fs::path> parts = SplitLists(chunk_prefix);
    if (IsList(whole)) {
      lists.push_back(std::move(whole));
    } else if (parts.empty()) {
      return lists;
    } else {
      lists.insert(lists.end(), parts.begin(), parts.end());
    }
  }
}

}  // namespace

NamedLists FindLists(const fs::path& prefix) {
  if (prefix.extension() == ".lst") {
    if (IsList(prefix)) return {.lists = {prefix}, .passed_by = {}};
    throw Error(ErrorCode::kNotFound, "there is no such list", {.file = prefix.string()});
  }
  std::vector<fs::path> parts = SplitLists(prefix);
  fs::path whole = WithSuffix(prefix, ".lst");
  if (IsList(whole)) return {.lists = {std::move(whole)}, .passed_by = std::move(parts)};
  std::vector<fs::path> chunks;
  if (parts.empty() || !IsRemotePath(prefix)) chunks = ChunkLists(prefix);
  if (parts.empty()) parts = std::exchange(chunks, {});
  if (!parts.empty()) return {.lists = std::move(parts), .passed_by = std::move(chunks)};
  throw Error(ErrorCode::kNotFound,
              "there is no such list, nor " + prefix.filename().string() +
                  "_train.lst, _val.lst, _test.lst or _0.lst; --list makes one",
              {.file = whole.string()});
}

}  // namespace imrec
