#include <imrec/coco_list.h>

#include <utility>

#include "voc/coco/coco_source.h"
#include "voc/images/folder_files.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

using OnProgress = std::function<void(std::uint64_t, std::uint64_t)>;

// `problems` are those of reading the file; they become part of the list.
VocList MakeList(CocoFile file, VocProblems problems, const fs::path& images,
                 const VocListOptions& options, const OnProgress& on_progress) {
  CocoSource source(std::move(file), images, problems);
  return MakeListFrom(source, options, std::move(problems), on_progress);
}

}  // namespace

VocList MakeCocoList(const fs::path& file, const fs::path& images, const VocListOptions& options,
                     const OnProgress& on_progress) {
  RequireFolder(images);
  VocProblems problems;
  CocoFile coco = ReadCocoFile(file, problems);
  return MakeList(std::move(coco), std::move(problems), images, options, on_progress);
}

VocList MakeCocoList(std::istream& json, const std::string& name, const fs::path& images,
                     const VocListOptions& options, const OnProgress& on_progress) {
  RequireFolder(images);
  VocProblems problems;
  CocoFile coco = ParseCoco(json, name, problems);
  return MakeList(std::move(coco), std::move(problems), images, options, on_progress);
}

}  // namespace imrec
