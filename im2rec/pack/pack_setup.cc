#include "im2rec/pack/pack_setup.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <imrec/error.h>

#include "im2rec/check_options.h"
#include "im2rec/described_options.h"
#include "im2rec/list/list_labels.h"
#include "im2rec/list/missing_images.h"
#include "im2rec/pack/packer.h"
#include "recordio/internal/path_status.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

void CheckShards(const std::string& list, std::size_t lines, const OutputOptions& options) {
  if (options.shard_count == 1 || options.shard_count <= lines) return;
  throw Error(ErrorCode::kInvalidArgument,
              "--num-shards " + std::to_string(options.shard_count) +
                  " exceeds the number of images, " + std::to_string(lines),
              {.file = list});
}

// Requires the plan of the whole list, so that the choice is the same for all of its parts.
void ChooseLabels(const ListSource& list, const PackOptions& options, const PackObserver& observer,
                  PackSetup& setup) {
  const LabelChoice choice = ChooseLabelPacking(setup.plan.lines);
  if (options.labels) {
    setup.labels = *options.labels;
    if (setup.labels != LabelPacking::kInHeader || choice.packing != LabelPacking::kPacked) return;
    if (!observer.on_message) return;
    observer.on_message(list.name +
                        " has detection labels, but only the first value of each is packed, "
                        "which is the header width and not a class");
    return;
  }
  setup.labels = choice.packing;
  setup.lines_without_boxes = choice.lines_without_boxes;
  if (!observer.on_message) return;
  if (choice.packing == LabelPacking::kPacked) {
    observer.on_message(list.name +
                        " has detection labels, so all labels are packed, as with --pack-label "
                        "(--no-pack-label packs only the first of each line)");
  } else if (choice.lines_without_boxes > 0) {
    observer.on_message(
        list.name + ": " + std::to_string(choice.lines_without_boxes) + " of " +
        std::to_string(setup.plan.lines.size()) +
        " lines have detection labels, the others do not; only the first label of each line is "
        "packed (--pack-label packs all)");
  }
}

// Returns true if the class names are those of the list, or of the whole list of which it is a
// part.
bool HasOwnClassNames(const ListSource& list) {
  const std::filesystem::path prefix = PrefixOfList(list);
  if (list.class_file.parent_path() != prefix.parent_path()) return false;
  const std::string file = list.class_file.filename().string();
  const std::string whole =
      file.substr(0, file.size() - std::string_view(kClassNamesExtension).size());
  const std::string name = prefix.filename().string();
  if (!name.starts_with(whole)) return false;
  const std::string part = name.substr(whole.size());
  if (part.empty() || part == "_train" || part == "_val" || part == "_test") return true;
  // A number at the end may be that of a chunk, or a year.
  const std::filesystem::path first = prefix.parent_path() / (whole + "_0");
  return std::ranges::any_of(
      std::array{".lst", "_train.lst", "_val.lst", "_test.lst"},
      [&](const char* suffix) { return IsReadableFile(std::filesystem::path(first) += suffix); });
}

void SayWhoseClassNames(const ListSource& list, const PackObserver& observer) {
  if (list.class_file.empty() || list.path.empty() || HasOwnClassNames(list)) return;
  if (!observer.on_message) return;
  observer.on_message(list.name + " has no class names of its own, so those of " +
                      list.class_file.string() + " are packed");
}

// im2rec.py does not move boxes either, so this is no error.
void WarnOfCroppedBoxes(const ListSource& list, const PackOptions& options,
                        const PackObserver& observer, const PackSetup& setup) {
  if (!options.image.center_crop || setup.labels != LabelPacking::kPacked) return;
  if (ChooseLabelPacking(setup.plan.lines).packing != LabelPacking::kPacked) return;
  if (!observer.on_message) return;
  observer.on_message(list.name +
                      " has boxes, which --center-crop does not change: in images that are not "
                      "square, they are at the wrong places");
}

}  // namespace

PackSetup PreparePacking(ListSource& list, const std::filesystem::path& root,
                         const PackOptions& options, const PackObserver& observer) {
  CheckImageOptions(options.image);
  CheckOutputOptions(options.output);
  if (!IsFolder(root)) {
    throw Error(ErrorCode::kNotFound, "there is no such folder of images", {.file = root.string()});
  }
  TakeClassNamesOfOutput(options.output.prefix, list);
  SayWhoseClassNames(list, observer);
  PackSetup setup{.plan = MakePackPlan(list), .prefix = OutputPrefix(list, options.output)};
  RequireSomeImages(setup.plan.lines, root, list.name, list.path);
  ChooseLabels(list, options, observer, setup);
  WarnOfCroppedBoxes(list, options, observer, setup);
  KeepPart(options.output.part_index, options.output.part_count, setup.plan);
  CheckShards(list.name, setup.plan.lines.size(), options.output);
  setup.options = DescribeOptions(options, setup.labels);
  setup.options["list"] = list.path.empty() ? "-" : list.path.filename().string();
  setup.options["list-xxh3-64"] = setup.plan.digest;
  setup.options["root"] = root.string();
  return setup;
}

bool WritesClassNames(const ListSource& list, const std::filesystem::path& prefix) {
  return !list.class_names.empty() &&
         (std::filesystem::path(prefix) += kClassNamesExtension) != list.class_file;
}

void FailForLine(const std::string& list, const SkippedLine& line) {
  const std::string what = line.path.empty() ? line.reason : line.path + ": " + line.reason;
  throw Error(ErrorCode::kCorruptData, what, {.file = list, .line = line.line});
}

}  // namespace imrec
