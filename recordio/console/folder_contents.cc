#include "recordio/console/folder_contents.h"

#include <algorithm>
#include <system_error>

#include "recordio/console/folder_entries.h"
#include "recordio/console/path_kind.h"

namespace imrec::console {
namespace {

namespace fs = std::filesystem;

void Sort(FolderContents& contents) {
  for (auto* paths :
       {&contents.lists, &contents.records, &contents.json_files, &contents.folders}) {
    std::ranges::sort(*paths);
  }
}

bool HoldsAnnotations(const fs::path& folder) {
  bool found = false;
  ForEachEntry(folder, [&](const fs::directory_entry& entry) {
    found = found || KindByExtension(entry.path(), PathKind::kOther) == PathKind::kAnnotation;
  });
  return found;
}

}  // namespace

FolderContents LookIntoFolder(const fs::path& folder) {
  FolderContents contents;
  ForEachEntry(folder, [&](const fs::directory_entry& entry) {
    std::error_code failure;
    const fs::path& path = entry.path();
    if (entry.is_directory(failure)) {
      contents.folders.push_back(path);
      contents.voc = contents.voc || (path.filename() == "Annotations" && HoldsAnnotations(path));
      return;
    }
    switch (KindByExtension(path, PathKind::kOther)) {
      case PathKind::kList:
        contents.lists.push_back(path);
        break;
      case PathKind::kRecords:
      case PathKind::kCompressed:
        contents.records.push_back(path);
        break;
      case PathKind::kJson:
        contents.json_files.push_back(path);
        break;
      case PathKind::kJpeg:
      case PathKind::kPng:
        ++contents.images;
        break;
      case PathKind::kAnnotation:
        contents.voc = true;
        break;
      default:
        break;
    }
  });
  Sort(contents);
  return contents;
}

}  // namespace imrec::console
