#include "im2rec/pack/pack_setup.h"

#include <imrec/error.h>

#include "im2rec/check_options.h"
#include "im2rec/described_options.h"
#include "im2rec/list/list_labels.h"
#include "im2rec/list/missing_images.h"
#include "im2rec/pack/packer.h"
#include "recordio/internal/path_status.h"

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

}  // namespace

PackSetup PreparePacking(ListSource& list, const std::filesystem::path& root,
                         const PackOptions& options, const PackObserver& observer) {
  CheckImageOptions(options.image);
  CheckOutputOptions(options.output);
  if (!IsFolder(root)) {
    throw Error(ErrorCode::kNotFound, "there is no such folder of images", {.file = root.string()});
  }
  TakeClassNamesOfOutput(options.output.prefix, list);
  PackSetup setup{.plan = MakePackPlan(list), .prefix = OutputPrefix(list, options.output)};
  RequireSomeImages(setup.plan.lines, root, list.name, list.path);
  ChooseLabels(list, options, observer, setup);
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
