#include "voc/tool/input_kinds.h"

#include <string>

#include <imrec/error.h>

#include "recordio/console/path_kind.h"
#include "recordio/console/shell_words.h"

namespace imrec::tool {
namespace {

using console::PathKind;

std::string Advice(PathKind kind, const std::string& input, bool coco) {
  switch (kind) {
    case PathKind::kList:
      return "; im2rec packs it: " + console::ShellCommand({"im2rec", input, "FOLDER"});
    case PathKind::kRecords:
    case PathKind::kCompressed:
    case PathKind::kManifest:
      return ", which is already packed: " + console::ShellCommand({"imrec", "info", input});
    case PathKind::kCoco:
      return "; for COCO: " + console::ShellCommand({"voc2lst", "--from", "coco", input, "--images",
                                                     "FOLDER", "-o", "LIST.lst"});
    case PathKind::kFolder:
      return coco ? "; for VOC, omit --from coco" : "";
    default:
      return "";
  }
}

bool MayBeJson(PathKind kind) {
  return kind == PathKind::kCoco || kind == PathKind::kJson || kind == PathKind::kText ||
         kind == PathKind::kEmpty || kind == PathKind::kOther || kind == PathKind::kSpecial;
}

}  // namespace

void CheckInputKinds(const Options& options) {
  const bool coco = options.from == "coco";
  for (const std::string& input : options.inputs) {
    if (coco && input == kStandardStream) continue;
    const PathKind kind = console::KindOfPath(input);
    const bool missing =
        kind == PathKind::kNothing || kind == PathKind::kPattern || kind == PathKind::kPrefix;
    if (missing || (coco ? MayBeJson(kind) : kind == PathKind::kFolder)) continue;
    throw Error(ErrorCode::kInvalidArgument,
                "is " + std::string(console::NameOf(kind)) +
                    (coco ? "; --from coco takes a JSON file of annotations"
                          : "; voc2lst takes folders with Annotations and JPEGImages") +
                    Advice(kind, input, coco),
                {.file = input});
  }
}

}  // namespace imrec::tool
