#include "reader/tool/wrong_set.h"

#include <vector>

#include <imrec/error.h>

#include "recordio/console/folder_contents.h"
#include "recordio/console/path_kind.h"
#include "recordio/console/prefix_files.h"
#include "recordio/console/shell_words.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {
namespace {

namespace fs = std::filesystem;
using console::PathKind;

// "imrec info data/cards.rec".
std::string CommandOn(const std::string& tool, const std::string& set) {
  return tool + ' ' + console::ShellCommand(std::vector<std::string>{set});
}

std::string NameFor(const fs::path& folder) {
  const fs::path name = folder.lexically_normal().filename();
  return name.empty() || name == "." || name == ".." ? "NAME" : name.string();
}

std::string AdviceOnFolder(const fs::path& folder, const std::string& tool) {
  const console::FolderContents contents = console::LookIntoFolder(folder);
  const std::string path = folder.string();
  if (contents.records.size() == 1) {
    return "the record file in it: " + CommandOn(tool, contents.records.front().string());
  }
  if (!contents.records.empty()) {
    return "name one of the " + std::to_string(contents.records.size()) +
           " record files in it, or all: " + CommandOn(tool, (folder / "*.rec").string());
  }
  const std::string name = NameFor(folder);
  if (contents.voc) {
    return "it contains annotations; voc2lst makes a list of them: " +
           console::ShellCommand(std::vector<std::string>{"voc2lst", path, "-o", name + ".lst"});
  }
  if (!contents.lists.empty()) {
    return "im2rec packs the list in it: " + console::ShellCommand(std::vector<std::string>{
                                                 "im2rec", contents.lists.front().string(), path});
  }
  if (contents.images == 0 && contents.folders.empty()) return "it contains no record file";
  return "it contains no record file; im2rec makes a list of the images: " +
         console::ShellCommand(
             std::vector<std::string>{"im2rec", "--list", "--recursive", name, path});
}

// For files of a data set, suggests the data set if it exists, otherwise the command that makes
// one.
std::string AdviceOnFile(PathKind kind, const fs::path& file, const std::string& tool) {
  const console::PrefixFiles set = console::FilesOfPrefix(console::PrefixOfFile(file));
  switch (kind) {
    case PathKind::kList:
    case PathKind::kIndex:
    case PathKind::kChecksums:
    case PathKind::kClassNames:
      if (!set.records.empty()) {
        return "the data set of that name: " + CommandOn(tool, set.records.string());
      }
      if (kind == PathKind::kList) {
        return "im2rec packs it: " +
               console::ShellCommand(std::vector<std::string>{"im2rec", file.string(), "FOLDER"});
      }
      return "its .rec file does not exist";
    case PathKind::kJpeg:
    case PathKind::kPng:
    case PathKind::kOtherImage:
      return "im2rec packs a folder of images";
    case PathKind::kAnnotation:
    case PathKind::kCoco:
      return "voc2lst makes a list of annotations, and im2rec packs it";
    default:
      return "im2rec makes data sets";
  }
}

}  // namespace

void RequireRecords(const fs::path& file, const std::string& tool) {
  if (IsRemotePath(file)) return;
  const PathKind kind = console::KindOfPath(file);
  // A folder may have the same name as a data set next to it. With a / at its end, the name means
  // the folder.
  if (kind == PathKind::kFolder && file.has_filename()) {
    const console::PrefixFiles set = console::FilesOfPrefix(file);
    if (!set.records.empty() || !set.manifest.empty()) return;
  }
  switch (kind) {
    case PathKind::kNothing:
    case PathKind::kPattern:
    case PathKind::kPrefix:
    case PathKind::kRecords:
    case PathKind::kCompressed:
    case PathKind::kManifest:
    case PathKind::kPartial:
    case PathKind::kEmpty:
    case PathKind::kOther:  // may be a damaged file of records
      return;
    default:
      break;
  }
  const std::string advice =
      kind == PathKind::kFolder ? AdviceOnFolder(file, tool) : AdviceOnFile(kind, file, tool);
  throw Error(ErrorCode::kInvalidArgument,
              "is " + std::string(console::NameOf(kind)) + "; " + tool +
                  " takes data sets: .rec files, patterns, manifests or a PREFIX; " + advice,
              {.file = file.string()});
}

void RequireTextFile(const fs::path& file, const std::string& what) {
  const PathKind kind = console::KindOfPath(file);
  switch (kind) {
    case PathKind::kNothing:
    case PathKind::kPattern:
    case PathKind::kPrefix:
    case PathKind::kText:
    case PathKind::kClassNames:
    case PathKind::kJson:
    case PathKind::kEmpty:
    case PathKind::kOther:
      return;
    default:
      throw Error(ErrorCode::kInvalidArgument,
                  "is " + std::string(console::NameOf(kind)) + ", not " + what,
                  {.file = file.string()});
  }
}

}  // namespace imrec::tool
