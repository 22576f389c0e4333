#include "im2rec/folder_walk.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <system_error>

namespace imrec {
namespace {

namespace fs = std::filesystem;

// Names in a folder, sorted by bytes, which is the order of code points for UTF-8.
struct FolderNames {
  std::vector<std::string> files;
  std::vector<std::string> folders;
};

FolderNames ReadFolder(const fs::path& folder) {
  FolderNames names;
  std::error_code failure;
  fs::directory_iterator entries(folder, failure);
  for (; !failure && entries != fs::directory_iterator(); entries.increment(failure)) {
    std::error_code broken_link;
    const fs::file_status status = entries->status(broken_link);
    const std::string name = entries->path().filename().string();
    if (fs::is_directory(status)) names.folders.push_back(name);
    if (fs::is_regular_file(status)) names.files.push_back(name);
  }
  if (failure) {
    throw Error(ErrorCode::kIo, "cannot read the folder: " + failure.message(),
                {.file = folder.string()});
  }
  std::ranges::sort(names.files);
  std::ranges::sort(names.folders);
  return names;
}

// List lines are split at TABs and their fields trimmed, so not every file name can stand in one.
bool FitsListLine(std::string_view path) {
  constexpr std::string_view kBlank = " \t\r\n\v\f";
  return path.find_first_of("\t\r\n") == std::string_view::npos &&
         kBlank.find(path.front()) == std::string_view::npos &&
         kBlank.find(path.back()) == std::string_view::npos;
}

class Walk {
 public:
  Walk(const fs::path& root, WalkDepth depth, const FileExtensions& extensions)
      : root_(root), depth_(depth), extensions_(extensions) {}

  FoundImages Run() {
    Visit("", ReadFolder(root_));
    return std::move(found_);
  }

 private:
  // `prefix` is the folder's path from the root with a '/' behind it, or empty for the root.
  void Visit(const std::string& prefix, const FolderNames& names) {
    AddFiles(prefix, names.files);
    if (depth_ == WalkDepth::kRootOnly) return;
    above_.push_back(fs::canonical(root_ / prefix));
    for (const std::string& name : names.folders) Descend(prefix + name);
    above_.pop_back();
  }

  void Descend(const std::string& folder) {
    try {
      if (std::ranges::find(above_, fs::canonical(root_ / folder)) != above_.end()) return;
      Visit(folder + '/', ReadFolder(root_ / folder));
    } catch (const Error& error) {
      found_.problems.push_back(error);
    } catch (const fs::filesystem_error& error) {
      found_.problems.emplace_back(ErrorCode::kIo, error.code().message(),
                                   ErrorContext{.file = (root_ / folder).string()});
    }
  }

  void AddFiles(const std::string& prefix, const std::vector<std::string>& names) {
    std::optional<std::uint32_t> class_id;
    for (const std::string& name : names) {
      if (!extensions_.Match(name)) continue;
      const std::string path = prefix + name;
      if (!FitsListLine(path)) {
        found_.problems.emplace_back(
            ErrorCode::kUnsupported,
            "a list cannot hold a name with a TAB or line break, or with blanks around it",
            ErrorContext{.file = (root_ / path).string()});
        continue;
      }
      if (!class_id) class_id = AddClass(prefix);
      found_.images.push_back({.path = path, .class_id = *class_id});
    }
  }

  std::uint32_t AddClass(const std::string& prefix) {
    if (depth_ == WalkDepth::kRootOnly) return 0;
    found_.classes.push_back(prefix.empty() ? "." : prefix.substr(0, prefix.size() - 1));
    return static_cast<std::uint32_t>(found_.classes.size() - 1);
  }

  const fs::path& root_;
  WalkDepth depth_;
  const FileExtensions& extensions_;
  std::vector<fs::path> above_;  // the folders on the way from the root, links resolved
  FoundImages found_;
};

}  // namespace

FoundImages FindImages(const fs::path& root, WalkDepth depth, const FileExtensions& extensions) {
  return Walk(root, depth, extensions).Run();
}

}  // namespace imrec
