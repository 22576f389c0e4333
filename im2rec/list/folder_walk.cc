#include "im2rec/list/folder_walk.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>

#include "recordio/internal/parallel_for.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

// The names in a folder, sorted by bytes. In UTF-8 this is the order of code points.
struct FolderNames {
  std::vector<std::string> files;
  std::vector<std::string> folders;
};

FolderNames ReadFolder(const fs::path& folder) {
  FolderNames names;
  std::error_code failure;
  fs::directory_iterator entries(folder, failure);
  for (; !failure && entries != fs::directory_iterator(); entries.increment(failure)) {
    // The kind is known from the folder itself, without a system call, unless the entry is a link.
    std::error_code broken_link;
    if (entries->is_regular_file(broken_link)) {
      names.files.push_back(entries->path().filename().string());
    } else if (entries->is_directory(broken_link)) {
      names.folders.push_back(entries->path().filename().string());
    }
  }
  if (failure) {
    throw Error(ErrorCode::kIo, "cannot read the folder: " + failure.message(),
                {.file = folder.string()});
  }
  std::ranges::sort(names.files);
  std::ranges::sort(names.folders);
  return names;
}

// Returns true if a list line can contain the path. Lines are split at TABs and fields are trimmed.
bool FitsListLine(std::string_view path) {
  constexpr std::string_view kBlank = " \t\r\n\v\f";
  return path.find_first_of("\t\r\n") == std::string_view::npos &&
         kBlank.find(path.front()) == std::string_view::npos &&
         kBlank.find(path.back()) == std::string_view::npos;
}

// A folder of the walk.
struct Folder {
  std::string prefix;  // its path from the root, followed by '/'; empty for the root
  const Folder* above = nullptr;
  fs::path canonical;  // links resolved
  FolderNames names;
  std::optional<Error> problem;
  std::vector<std::unique_ptr<Folder>> folders;
};

class Walk {
 public:
  Walk(const fs::path& root, WalkDepth depth, const FileExtensions& extensions, int threads,
       const OnFoldersRead& on_progress)
      : root_(root),
        depth_(depth),
        extensions_(extensions),
        threads_(threads),
        on_progress_(on_progress) {}

  FolderImages Run() {
    Folder top;
    top.names = ReadFolder(root_);
    if (depth_ == WalkDepth::kRecursive) {
      top.canonical = fs::canonical(root_);
      ReadBelow(top);
    }
    Visit(top);
    return std::move(found_);
  }

 private:
  // Reads the folders level by level; all threads read the folders of a level.
  void ReadBelow(Folder& top) {
    std::vector<Folder*> level = {&top};
    std::size_t read = 1;
    while (!level.empty()) {
      std::vector<Folder*> next;
      for (Folder* folder : level) {
        for (const std::string& name : folder->names.folders) {
          folder->folders.push_back(std::make_unique<Folder>());
          Folder& below = *folder->folders.back();
          below.prefix = folder->prefix + name + '/';
          below.above = folder;
          next.push_back(&below);
        }
      }
      ParallelFor(
          next.size(), threads_, [&](std::size_t i) { Read(*next[i]); },
          [&](std::size_t done) {
            if (on_progress_) on_progress_(read + done, read + next.size());
          });
      read += next.size();
      level = std::move(next);
    }
  }

  void Read(Folder& folder) const {
    const fs::path path = root_ / folder.prefix.substr(0, folder.prefix.size() - 1);
    try {
      folder.canonical = fs::canonical(path);
      for (const Folder* above = folder.above; above != nullptr; above = above->above) {
        if (above->canonical == folder.canonical) return;
      }
      folder.names = ReadFolder(path);
    } catch (const Error& error) {
      folder.problem = error;
    } catch (const fs::filesystem_error& error) {
      folder.problem = Error(ErrorCode::kIo, error.code().message(), {.file = path.string()});
    }
  }

  void Visit(const Folder& folder) {
    if (folder.problem) found_.problems.push_back(*folder.problem);
    AddFiles(folder.prefix, folder.names.files);
    for (const auto& below : folder.folders) Visit(*below);
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
  int threads_;
  const OnFoldersRead& on_progress_;
  FolderImages found_;
};

}  // namespace

FolderImages FindImages(const fs::path& root, WalkDepth depth, const FileExtensions& extensions,
                        int threads, const OnFoldersRead& on_progress) {
  return Walk(root, depth, extensions, threads, on_progress).Run();
}

}  // namespace imrec
