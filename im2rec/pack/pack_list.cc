#include <imrec/pack_list.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/dataset_writer.h>

#include "im2rec/list/list_labels.h"
#include "im2rec/pack/frame_mismatch.h"
#include "im2rec/pack/pack_lines.h"
#include "im2rec/pack/pack_plan.h"
#include "im2rec/pack/pack_setup.h"
#include "im2rec/pack/pack_writer.h"
#include "im2rec/pack/packer.h"
#include "im2rec/pack/skipped_table.h"
#include "im2rec/pack/store_packing.h"
#include "recordio/internal/imrec_version.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

// Packs the lines starting at `first`.
void PackFrom(std::size_t first, const ListLines& lines, const std::filesystem::path& root,
              const PackOptions& options, const PackObserver& observer, PackWriter& pack_writer) {
  PackLines(lines.Slice(first, lines.size()), root, options, pack_writer.labels(),
            pack_writer.memory(), [&](std::size_t position, const PackedLine& line) {
              pack_writer.Add(first + position, line);
              if (observer.on_progress) observer.on_progress(first + position + 1, lines.size());
            });
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
              bool writes_class_names, PackResult& result) {
  const std::filesystem::path prefix = OutputPrefix(list, options.output);
  PackWriter pack_writer(list.name, options, observer, plan.lines, writer, result);
  for (SkippedLine& line : plan.skipped) pack_writer.Skip(std::move(line));
  result.bad_labels = CheckLabels(plan.lines, result.labels, observer.on_bad_label);
  const std::size_t first = writer.resuming() ? pack_writer.Recover() : 0;
  PackFrom(first, plan.lines, root, options, observer, pack_writer);
  plan.lines.RequireUnchanged();
  std::ranges::sort(result.skipped, {}, &SkippedLine::line);
  const std::string table = FormatSkippedTable(result.skipped);
  if (writer.count() == 0) {
    writer.Discard();
    if (!table.empty()) WriteFileAtomically(SkippedTablePath(prefix), table);
    return;
  }
  writer.AddCompanion(kSkippedTableExtension, table);
  if (writes_class_names) {
    writer.AddCompanion(kClassNamesExtension, FormatClassNames(list.class_names));
  }
  Describe(writer.Close(), prefix, result);
  result.replaced = writer.replaced();
}

PackResult ResultOfComplete(const Manifest& manifest, const std::filesystem::path& prefix,
                            PackResult result) {
  Describe(manifest, prefix, result);
  result.was_complete = true;
  result.skipped_before = manifest.skipped;
  return result;
}

}  // namespace

PackResult PackList(ListSource list, const std::filesystem::path& root, const PackOptions& options,
                    const PackObserver& observer) {
  std::filesystem::path prefix = OutputPrefix(list, options.output);
  if (IsRemotePath(prefix)) return PackIntoStore(std::move(list), root, options, observer);
  return PackLocally(std::move(list), root, options, observer, {.prefix = std::move(prefix)});
}

PackResult PackLocally(ListSource list, const std::filesystem::path& root,
                       const PackOptions& options, const PackObserver& observer,
                       const PackDestination& destination) {
  PackSetup setup = PreparePacking(list, root, options, observer);
  PackResult result;
  result.labels = setup.labels;
  result.lines_without_boxes = setup.lines_without_boxes;
  result.frame_mismatches.option = FrameOption(options.image);
  const DatasetOptions dataset{.prefix = setup.prefix,
                               .shard_count = options.output.shard_count,
                               .shard_bytes = options.output.shard_bytes,
                               .compression_level = options.output.compression,
                               .resume = options.output.resume,
                               .keep_unfinished = true,
                               .tool = "im2rec",
                               .options = setup.options,
                               .class_names = list.class_names};
  result.record_path = std::filesystem::path(dataset.prefix) +=
      options.output.compression ? ".rec.zst" : ".rec";
  const bool writes_class_names = WritesClassNames(list, destination.prefix);
  const auto result_of_complete = [&](const Manifest& manifest) {
    result.bad_labels = CheckLabels(setup.plan.lines, result.labels, observer.on_bad_label);
    return ResultOfComplete(manifest, dataset.prefix, std::move(result));
  };
  if (destination.find_complete) {
    const std::optional<Manifest> there =
        destination.find_complete({.tool = dataset.tool,
                                   .tool_version = ImrecVersion(),
                                   .options = dataset.options,
                                   .class_names = dataset.class_names});
    if (there) return result_of_complete(*there);
  }
  DatasetWriter writer(dataset);
  std::size_t told = 0;
  const auto tell = [&] {
    for (; told < writer.messages().size(); ++told) {
      if (observer.on_message) observer.on_message(writer.messages()[told]);
    }
  };
  tell();
  if (writer.complete()) return result_of_complete(writer.Close());
  try {
    PackInto(writer, list, root, options, observer, std::move(setup.plan), writes_class_names,
             result);
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
