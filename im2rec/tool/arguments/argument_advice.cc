#include "im2rec/tool/arguments/argument_advice.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <utility>

#include <imrec/error.h>

#include "im2rec/list/find_lists.h"
#include "im2rec/list/list_split.h"
#include "recordio/console/command_line.h"
#include "recordio/console/console.h"
#include "recordio/console/folder_contents.h"
#include "recordio/console/path_kind.h"
#include "recordio/console/prefix_files.h"
#include "recordio/console/shell_words.h"
#include "recordio/internal/path_status.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {
namespace {

namespace fs = std::filesystem;
using console::FolderContents;
using console::PathKind;

std::string Command(std::initializer_list<std::string> words) {
  return console::ShellCommand(std::vector<std::string>(words));
}

// Returns the shortest argument that selects the lists of PREFIX: PREFIX.lst if that is the list,
// otherwise PREFIX.
std::string NameOfLists(const fs::path& prefix, const fs::path& list) {
  fs::path whole = prefix;
  whole += ".lst";
  return (list == whole ? list : prefix).string();
}

// Returns a name for a list of `folder`.
std::string ListNameFor(const fs::path& folder) {
  const fs::path name = folder.lexically_normal().filename();
  return name.empty() || name == "." || name == ".." ? "NAME" : name.string();
}

std::string Joined(const std::vector<fs::path>& paths) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(paths.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + paths[i].filename().string();
  }
  if (paths.size() > kShown) text += " and " + std::to_string(paths.size() - kShown) + " more";
  return text;
}

// Returns advice on how to make and pack a list with the boxes of annotations.
std::string VocAdvice(const std::string& folder) {
  const std::string name = ListNameFor(folder);
  return "voc2lst makes a list with their boxes: " +
         Command({"voc2lst", folder, "-o", name + ".lst"}) + ", then " +
         Command({"im2rec", name + ".lst", folder});
}

std::string CocoAdvice(const fs::path& json, const std::string& images) {
  const std::string name = json.stem().string() + ".lst";
  return "voc2lst makes a list of it: " +
         Command({"voc2lst", "--from", "coco", json.string(), "--images", images, "-o", name}) +
         ", then " + Command({"im2rec", name, images});
}

std::string ListAdvice(const std::string& folder, bool recursive) {
  const std::string name = ListNameFor(folder);
  return "--list makes a list of it: " +
         (recursive ? Command({"im2rec", "--list", "--recursive", name, folder})
                    : Command({"im2rec", "--list", name, folder})) +
         ", then " + Command({"im2rec", name, folder});
}

// Returns advice for a PREFIX that is a folder.
std::string AdviceOnFolder(const Arguments& arguments) {
  const std::string prefix = arguments.prefix.string();
  const std::string root = arguments.root.string();
  if (!IsFolder(arguments.root)) {
    const PathKind kind = console::KindOfPath(arguments.root);
    const console::PrefixFiles files = console::FilesOfPrefix(arguments.root);
    if (kind == PathKind::kList || !files.list.empty()) {
      return "PREFIX comes before ROOT: " + Command({"im2rec", root, prefix});
    }
  }
  const FolderContents contents = console::LookIntoFolder(arguments.prefix);
  if (!contents.lists.empty()) {
    return "name one of the lists in it (" + Joined(contents.lists) +
           "): " + Command({"im2rec", contents.lists.front().lexically_normal().string(), root});
  }
  if (contents.voc) return "it contains annotations; " + VocAdvice(prefix);
  for (const fs::path& json : contents.json_files) {
    if (console::KindOfPath(json) == PathKind::kCoco) {
      return json.filename().string() + " in it contains annotations; " + CocoAdvice(json, root);
    }
  }
  if (contents.images > 0 || !contents.folders.empty()) {
    return ListAdvice(prefix, !contents.folders.empty());
  }
  return "--list makes a list of a folder of images";
}

std::string AdviceOnFile(PathKind kind, const Arguments& arguments) {
  const fs::path& path = arguments.prefix;
  const std::string root = arguments.root.string();
  switch (kind) {
    case PathKind::kRecords:
    case PathKind::kCompressed:
    case PathKind::kIndex:
    case PathKind::kChecksums:
    case PathKind::kManifest:
    case PathKind::kClassNames:
    case PathKind::kPartial: {
      const fs::path prefix = console::PrefixOfFile(path);
      const fs::path list = console::FilesOfPrefix(prefix).list;
      if (!list.empty()) {
        return "pack the list: " + Command({"im2rec", NameOfLists(prefix, list), root});
      }
      const bool records = kind == PathKind::kRecords || kind == PathKind::kCompressed;
      return records ? "it is already packed: " + Command({"imrec", "info", path.string()})
                     : "--list makes a list of a folder of images";
    }
    case PathKind::kAnnotation: {
      const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
      return "voc2lst makes a list of a folder of them: " +
             Command({"voc2lst", "--annotations", folder, "--images", root, "-o", "NAME.lst"}) +
             ", then " + Command({"im2rec", "NAME.lst", root});
    }
    case PathKind::kCoco:
      return CocoAdvice(path, root);
    default:
      return "--list makes a list of a folder of images: " +
             Command({"im2rec", "--list", "--recursive", "PREFIX", "FOLDER"});
  }
}

// Returns the list in the folder of PREFIX whose name is most similar to it.
std::string NearestList(const fs::path& prefix) {
  const fs::path folder = prefix.has_parent_path() ? prefix.parent_path() : fs::path(".");
  std::vector<std::string> names;
  for (const fs::path& list : console::LookIntoFolder(folder).lists) {
    names.push_back(list.filename().string());
  }
  std::string wanted = prefix.filename().string();
  if (!wanted.ends_with(".lst")) wanted += ".lst";
  const std::string nearest = console::NearestWord(wanted, names);
  return nearest.empty() ? nearest : (prefix.parent_path() / nearest).string();
}

[[noreturn]] void ThrowNoList(const Arguments& arguments, PathKind kind, const Error& error) {
  const std::string prefix = arguments.prefix.string();
  const std::string what = "is " + std::string(console::NameOf(kind)) + ", not a list";
  switch (kind) {
    case PathKind::kFolder:
      throw Error(error.code(), what + "; " + AdviceOnFolder(arguments), {.file = prefix});
    case PathKind::kNothing:
    case PathKind::kPattern: {
      const std::string nearest = NearestList(arguments.prefix);
      const std::string advice = nearest.empty() ? "" : "; did you mean " + nearest + "?";
      throw Error(error.code(), error.reason() + advice, error.where());
    }
    case PathKind::kPrefix: {
      const console::PrefixFiles files = console::FilesOfPrefix(arguments.prefix);
      const fs::path& there = files.records.empty() ? files.manifest : files.records;
      throw Error(error.code(),
                  error.reason() + "; there is " + there.filename().string() +
                      ", which is already packed: " + Command({"imrec", "info", there.string()}),
                  error.where());
    }
    default:
      throw Error(error.code(), what + "; " + AdviceOnFile(kind, arguments), {.file = prefix});
  }
}

}  // namespace

std::vector<fs::path> ListsToPack(const Arguments& arguments) {
  NamedLists named;
  try {
    named = FindLists(arguments.prefix);
  } catch (const Error& error) {
    const PathKind kind = console::KindOfPath(arguments.prefix);
    if (kind != PathKind::kList) ThrowNoList(arguments, kind, error);
    named.lists = {arguments.prefix};
  }
  for (const fs::path& list : named.lists) {
    if (IsRemotePath(list)) continue;
    const PathKind kind = console::KindOfPath(list);
    if (kind == PathKind::kList) continue;
    Arguments one = arguments;
    one.prefix = list;
    ThrowNoList(one, kind, Error(ErrorCode::kInvalidArgument, "is not a list"));
  }
  for (const fs::path& list : named.passed_by) {
    console::Say(kToolName, "note: " + list.string() + " is not packed, because there is also " +
                                named.lists.front().filename().string());
  }
  return std::move(named.lists);
}

void RequireRoot(const Arguments& arguments) {
  if (IsFolder(arguments.root)) return;
  const std::string root = arguments.root.string();
  const std::string prefix = arguments.prefix.string();
  const PathKind kind = console::KindOfPath(arguments.root);
  const std::string what =
      kind == PathKind::kNothing || kind == PathKind::kPattern || kind == PathKind::kPrefix
          ? "there is no such folder of images"
          : "is " + std::string(console::NameOf(kind)) + ", not the folder of the images";
  std::string advice;
  if (kind == PathKind::kCoco) {
    advice = "; " + CocoAdvice(arguments.root, "FOLDER");
  } else if (IsFolder(arguments.prefix)) {
    std::vector<std::string> words = {"im2rec", root, prefix};
    if (arguments.list) words.insert(words.begin() + 1, "--list");
    advice = "; ROOT comes after PREFIX: " + console::ShellCommand(words);
  }
  throw Error(ErrorCode::kNotFound, what + advice, {.file = root});
}

std::string AdviceOnRoot(const Arguments& arguments) {
  const FolderContents contents = console::LookIntoFolder(arguments.root);
  return contents.voc ? "contains annotations; " + VocAdvice(arguments.root.string()) : "";
}

void CheckListsToWrite(const Arguments& arguments) {
  for (const ListPart& part : SplitList(0, arguments.listing.split)) {
    fs::path path = arguments.prefix;
    path += part.suffix + ".lst";
    const PathKind kind = console::KindOfPath(path);
    std::error_code missing;
    if (fs::equivalent(path, arguments.class_file, missing)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "is the file given with --classes and would be overwritten",
                  {.file = path.string()});
    }
    const bool replaceable = kind == PathKind::kList || kind == PathKind::kEmpty ||
                             kind == PathKind::kNothing || kind == PathKind::kPattern ||
                             kind == PathKind::kPrefix;
    if (replaceable) continue;
    throw Error(
        ErrorCode::kInvalidArgument,
        "is " + std::string(console::NameOf(kind)) + ", not a list, and would be overwritten",
        {.file = path.string()});
  }
}

}  // namespace imrec::tool
