#include <imrec/pack_list.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <span>
#include <string>
#include <thread>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/dataset_writer.h>
#include <imrec/error.h>

#include "im2rec/check_options.h"
#include "im2rec/line_packer.h"
#include "im2rec/list_labels.h"
#include "im2rec/missing_images.h"
#include "im2rec/ordered_window.h"
#include "im2rec/pack_plan.h"
#include "im2rec/pack_writer.h"
#include "im2rec/packer.h"
#include "im2rec/skipped_table.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/read_file.h"

namespace imrec {
namespace {

// Results per worker that may wait for an earlier one, so that a slow image does not block others.
constexpr std::size_t kAheadPerWorker = 16;

using Window = OrderedWindow<PackedLine>;

void Work(std::span<const ListEntry> entries, LinePacker& packer, Window& window) {
  while (const auto job = window.Claim()) {
    PackedLine line = packer.Pack(entries[*job]);
    const std::size_t bytes = line.payload.size();
    window.Put(*job, std::move(line), bytes);
  }
}

// Wakes waiting workers when the writer returns or throws.
class StopOnExit {
 public:
  explicit StopOnExit(Window& window) : window_(window) {}
  StopOnExit(const StopOnExit&) = delete;
  StopOnExit& operator=(const StopOnExit&) = delete;
  ~StopOnExit() { window_.Stop(); }

 private:
  Window& window_;
};

DatasetOptions MakeDatasetOptions(const ListSource& list, const std::filesystem::path& root,
                                  LabelPacking labels, const PackOptions& options) {
  DatasetOptions dataset{.prefix = OutputPrefix(list, options.output),
                         .shard_count = options.output.shard_count,
                         .shard_bytes = options.output.shard_bytes,
                         .compression_level = options.output.compression,
                         .resume = options.output.resume,
                         .keep_unfinished = true,
                         .tool = "im2rec",
                         .options = DescribeOptions(options, labels),
                         .class_names = list.class_names};
  dataset.options["list"] = list.path.empty() ? "-" : list.path.filename().string();
  dataset.options["list-xxh3-64"] =
      FormatDigest(PayloadDigest(std::as_bytes(std::span(list.text))));
  dataset.options["root"] = root.string();
  return dataset;
}

// Packs the entries starting at `first`.
void PackEntries(std::span<const ListEntry> entries, std::size_t first,
                 const std::filesystem::path& root, const PackOptions& options,
                 const PackObserver& observer, PackWriter& pack_writer) {
  const std::span<const ListEntry> rest = entries.subspan(first);
  if (rest.empty()) return;
  const std::size_t worker_count = std::min(WorkerCount(options.threads), rest.size());
  std::vector<LinePacker> packers;
  packers.reserve(worker_count);
  for (std::size_t i = 0; i < worker_count; ++i) {
    packers.emplace_back(root, options.image, pack_writer.labels(), pack_writer.memory());
  }

  Window window(rest.size(), kAheadPerWorker * worker_count, options.window_bytes);
  std::vector<std::jthread> workers;
  workers.reserve(worker_count);
  const StopOnExit stop(window);  // destroyed before the workers are joined
  for (LinePacker& packer : packers) {
    workers.emplace_back([rest, &packer, &window] { Work(rest, packer, window); });
  }
  std::size_t done = first;
  while (const auto line = window.Take()) {
    pack_writer.Add(done++, *line);
    if (observer.on_progress) observer.on_progress(done, entries.size());
  }
}

void CheckShards(const std::string& list, std::size_t entries, const OutputOptions& options) {
  if (options.shard_count == 1 || options.shard_count <= entries) return;
  throw Error(ErrorCode::kInvalidArgument,
              "--num-shards " + std::to_string(options.shard_count) +
                  " exceeds the number of images, " + std::to_string(entries),
              {.file = list});
}

// Adds PREFIX.classes.txt, where readers look for class names.
void AddClassNames(const ListSource& list, const OutputOptions& options, DatasetWriter& writer) {
  const std::string extension = ".classes.txt";
  const bool is_there = (OutputPrefix(list, options) += extension) == list.class_file;
  if (list.class_names.empty() || is_there) return;
  writer.AddCompanion(extension, FormatClassNames(list.class_names));
}

// Requires the plan of the whole list, so that the choice is the same for all of its parts.
void ChooseLabels(const ListSource& list, const PackPlan& plan, const PackOptions& options,
                  const PackObserver& observer, PackResult& result) {
  const LabelChoice choice = ChooseLabelPacking(plan.entries);
  if (options.labels) {
    result.labels = *options.labels;
    if (result.labels != LabelPacking::kInHeader || choice.packing != LabelPacking::kPacked) return;
    if (!observer.on_message) return;
    observer.on_message(list.name +
                        " has detection labels, but only the first value of each is packed, "
                        "which is the header width and not a class");
    return;
  }
  result.labels = choice.packing;
  result.lines_without_boxes = choice.lines_without_boxes;
  if (!observer.on_message) return;
  if (choice.packing == LabelPacking::kPacked) {
    observer.on_message(list.name +
                        " has detection labels, so all labels are packed, as with --pack-label "
                        "(--no-pack-label packs only the first of each line)");
  } else if (choice.lines_without_boxes > 0) {
    observer.on_message(
        list.name + ": " + std::to_string(choice.lines_without_boxes) + " of " +
        std::to_string(plan.entries.size()) +
        " lines have detection labels, the others do not; only the first label of each line is "
        "packed (--pack-label packs all)");
  }
}

PackPlan MakePlan(ListSource& list, const std::filesystem::path& root, const PackOptions& options,
                  const PackObserver& observer, PackResult& result) {
  PackPlan plan = MakePackPlan(ParseList(list.text, list.name));
  RequireSomeImages(plan.entries, root, list.name, list.path);
  ChooseLabels(list, plan, options, observer, result);
  KeepPart(options.output.part_index, options.output.part_count, plan);
  CheckShards(list.name, plan.entries.size(), options.output);
  return plan;
}

void Describe(const Manifest& manifest, const std::filesystem::path& prefix, PackResult& result) {
  result.records = manifest.records();
  result.bytes = manifest.bytes();
  result.shards = manifest.shards.size();
  if (result.shards > 1) result.record_path = prefix;
}

// Packs the plan, or the rest of it that an interrupted run has not packed.
void PackInto(DatasetWriter& writer, const ListSource& list, const std::filesystem::path& root,
              const PackOptions& options, const PackObserver& observer, PackPlan plan,
              PackResult& result) {
  const std::filesystem::path prefix = OutputPrefix(list, options.output);
  PackWriter pack_writer(list.name, options, observer, plan.entries, writer, result);
  for (SkippedLine& line : plan.skipped) pack_writer.Skip(std::move(line));
  result.bad_labels = CheckLabels(plan.entries, result.labels, observer.on_bad_label);
  const std::size_t first = writer.resuming() ? pack_writer.Recover() : 0;
  PackEntries(plan.entries, first, root, options, observer, pack_writer);
  std::ranges::sort(result.skipped, {}, &SkippedLine::line);
  const std::string table = FormatSkippedTable(result.skipped);
  if (writer.count() == 0) {
    writer.Discard();
    if (!table.empty()) WriteFileAtomically(SkippedTablePath(prefix), table);
    return;
  }
  writer.AddCompanion(kSkippedTableExtension, table);
  AddClassNames(list, options.output, writer);
  Describe(writer.Close(), prefix, result);
  result.replaced = writer.replaced();
}

}  // namespace

PackResult PackList(ListSource list, const std::filesystem::path& root, const PackOptions& options,
                    const PackObserver& observer) {
  CheckImageOptions(options.image);
  CheckOutputOptions(options.output);
  if (!std::filesystem::is_directory(root)) {
    throw Error(ErrorCode::kNotFound, "there is no such folder of images", {.file = root.string()});
  }
  TakeClassNamesOfOutput(options.output.prefix, list);
  PackResult result;
  PackPlan plan = MakePlan(list, root, options, observer, result);
  const DatasetOptions dataset = MakeDatasetOptions(list, root, result.labels, options);
  list.text = {};  // no longer needed
  result.record_path = std::filesystem::path(dataset.prefix) +=
      options.output.compression ? ".rec.zst" : ".rec";
  DatasetWriter writer(dataset);
  std::size_t told = 0;
  const auto tell = [&] {
    for (; told < writer.messages().size(); ++told) {
      if (observer.on_message) observer.on_message(writer.messages()[told]);
    }
  };
  tell();
  if (writer.complete()) {
    const Manifest manifest = writer.Close();
    Describe(manifest, dataset.prefix, result);
    result.was_complete = true;
    result.skipped_before = manifest.skipped;
    return result;
  }
  try {
    PackInto(writer, list, root, options, observer, std::move(plan), result);
    tell();
    return result;
  } catch (...) {
    if (writer.is_kept() && observer.on_kept) observer.on_kept();
    throw;
  }
}

PackResult PackList(const std::filesystem::path& list, const std::filesystem::path& root,
                    const PackOptions& options, const PackObserver& observer) {
  return PackList(ReadListSource(list), root, options, observer);
}

std::filesystem::path OutputPrefix(const ListSource& list, const OutputOptions& options) {
  std::filesystem::path prefix = options.prefix.empty() ? PrefixOfList(list) : options.prefix;
  if (options.part_count == 1) return prefix;
  std::array<char, 32> suffix;
  std::snprintf(suffix.data(), suffix.size(), ".part%03llu",
                static_cast<unsigned long long>(options.part_index));
  return prefix += suffix.data();
}

}  // namespace imrec
