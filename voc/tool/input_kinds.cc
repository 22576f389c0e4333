#include "voc/tool/input_kinds.h"

#include <string>

#include <imrec/error.h>

#include "recordio/console/path_kind.h"
#include "recordio/console/shell_words.h"
#include "voc/annotation_formats.h"
#include "voc/tool/format_hint.h"

namespace imrec::tool {
namespace {

using console::PathKind;

std::string Advice(PathKind kind, const std::string& input, const Options& options) {
  switch (kind) {
    case PathKind::kList:
      return "; im2rec packs it: " + console::ShellCommand({"im2rec", input, "FOLDER"});
    case PathKind::kRecords:
    case PathKind::kCompressed:
    case PathKind::kManifest:
      return ", which is already packed: " + console::ShellCommand({"imrec", "info", input});
    case PathKind::kFolder:
      return options.from == "coco" ? "; for VOC, omit --from coco" : "";
    default:
      break;
  }
  const std::string hint = FormatHint(options, input);
  return hint.empty() ? "" : "; " + hint;
}

bool IsImage(PathKind kind) {
  return kind == PathKind::kJpeg || kind == PathKind::kPng || kind == PathKind::kOtherImage;
}

bool IsPacked(PathKind kind) {
  return kind == PathKind::kRecords || kind == PathKind::kCompressed || kind == PathKind::kManifest;
}

bool MayBeJson(PathKind kind) {
  return kind == PathKind::kCoco || kind == PathKind::kJson || kind == PathKind::kText ||
         kind == PathKind::kEmpty || kind == PathKind::kOther || kind == PathKind::kSpecial;
}

// Returns true if an input of this kind may be what the format takes.
bool Suits(PathKind kind, const std::string& from) {
  const bool is_folder = kind == PathKind::kFolder;
  if (from == "coco") return MayBeJson(kind);
  if (from == "voc" || from == "labelme") return is_folder;
  if (from == "yolo") return !IsImage(kind) && !IsPacked(kind) && kind != PathKind::kCoco;
  return !is_folder && !IsImage(kind) && !IsPacked(kind) && kind != PathKind::kCoco;
}

std::string Taken(const AnnotationFormat& format) {
  if (format.name == "voc") return "; voc2lst takes folders with Annotations and JPEGImages";
  if (format.name == "coco") return "; --from coco takes a JSON file of annotations";
  return "; --from " + std::string(format.name) + " takes " + std::string(format.takes);
}

}  // namespace

void CheckInputKinds(const Options& options) {
  const AnnotationFormat& format = FindAnnotationFormat(options.from);
  for (const std::string& input : options.inputs) {
    if (format.takes_stream && input == kStandardStream) continue;
    const PathKind kind = console::KindOfPath(input);
    const bool missing =
        kind == PathKind::kNothing || kind == PathKind::kPattern || kind == PathKind::kPrefix;
    if (missing || Suits(kind, options.from)) continue;
    throw Error(
        ErrorCode::kInvalidArgument,
        "is " + std::string(console::NameOf(kind)) + Taken(format) + Advice(kind, input, options),
        {.file = input});
  }
}

}  // namespace imrec::tool
