#include "im2rec/list/missing_images.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include <imrec/error.h>

namespace imrec {
namespace {

namespace fs = std::filesystem;

// Bounds of the search for the right folder: the number of folders, and of paths tried in each.
constexpr std::size_t kMostFolders = 500;
constexpr std::size_t kMostPaths = 16;

// Returns true also if it is unknown whether the path exists, for example without permission.
bool MayBeThere(const fs::path& path) {
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  return status.type() != fs::file_type::not_found;
}

std::vector<std::string> SomePaths(ListLineReader& reader) {
  const std::size_t size = reader.lines().size();
  const std::size_t count = std::min(size, kMostPaths);
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < count; ++i) {
    paths.push_back(reader.Read(i * size / count).path);
  }
  return paths;
}

// Returns the folder as a user would type it: "cards" for "./cards", "." for an empty path.
fs::path Typed(const fs::path& folder) {
  const fs::path typed = folder.lexically_normal();
  if (typed.empty()) return ".";
  return typed.has_filename() ? typed : typed.parent_path();
}

// Folders in order of distance, without duplicates.
class NearFolders {
 public:
  void Add(const fs::path& folder) {
    std::error_code failure;
    const fs::path typed = Typed(folder);
    if (seen_.size() == kMostFolders || !fs::is_directory(typed, failure)) return;
    if (seen_.insert(typed).second) folders_.push_back(typed);
  }

  void AddFoldersIn(const fs::path& folder) {
    std::error_code failure;
    std::vector<fs::path> below;
    for (fs::directory_iterator entry(Typed(folder), failure), end;
         !failure && entry != end && below.size() < kMostFolders; entry.increment(failure)) {
      std::error_code no_folder;
      if (entry->is_directory(no_folder)) below.push_back(entry->path());
    }
    std::ranges::sort(below);
    for (const fs::path& each : below) Add(each);
  }

  /// Returns the folders that were added since the last call.
  std::vector<fs::path> Take() { return std::exchange(folders_, {}); }

 private:
  std::set<fs::path> seen_;
  std::vector<fs::path> folders_;
};

// Returns the folder that contains most of the paths, or an empty path if none contains any.
fs::path FolderOf(const std::vector<std::string>& paths, const std::vector<fs::path>& folders) {
  fs::path best;
  std::ptrdiff_t most = 0;
  for (const fs::path& folder : folders) {
    const auto there = std::ranges::count_if(
        paths, [&](const std::string& path) { return MayBeThere(folder / path); });
    if (there <= most) continue;
    most = there;
    best = folder;
  }
  return best;
}

// Returns the folder nearest to `root` or the list, up to two levels away, that contains some of
// the paths. Returns an empty path if there is none.
fs::path FindRoot(const std::vector<std::string>& paths, const fs::path& root,
                  const fs::path& list) {
  NearFolders near;
  for (const fs::path& folder : {root, list.parent_path()}) {
    near.Add(folder);
    near.AddFoldersIn(folder);
  }
  near.Add(root / "..");
  const std::vector<fs::path> nearest = near.Take();
  fs::path found = FolderOf(paths, nearest);
  if (!found.empty()) return found;
  near.AddFoldersIn(root / "..");
  near.Add(root / "../..");
  for (const fs::path& folder : nearest) near.AddFoldersIn(folder);
  return FolderOf(paths, near.Take());
}

}  // namespace

void RequireSomeImages(const ListLines& lines, const fs::path& root, const std::string& list,
                       const fs::path& list_path) {
  if (lines.empty()) return;
  ListLineReader reader(lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (MayBeThere(root / reader.Read(i).path)) return;
  }
  const std::string& first = reader.Read(0).path;
  std::string reason = lines.size() == 1 ? first + " is not below ROOT "
                                         : "none of " + std::to_string(lines.size()) + " paths (" +
                                               first + ", ..) is below ROOT ";
  reason += root.string();
  const fs::path guess = FindRoot(SomePaths(reader), root, list_path);
  if (!guess.empty()) reason += ", is it " + guess.string() + "?";
  throw Error(ErrorCode::kNotFound, reason, {.file = list});
}

}  // namespace imrec
