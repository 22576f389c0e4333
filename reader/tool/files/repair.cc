// imrec repair: copies the valid records of damaged files.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <imrec/error.h>
#include <imrec/identity_set.h>
#include <imrec/image_record.h>
#include <imrec/record_index.h>
#include <CLI/CLI.hpp>

#include "reader/records/record_check.h"
#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/files/box_clipping.h"
#include "reader/tool/files/indexed_records.h"
#include "reader/tool/files/output_dataset.h"
#include "reader/tool/files/recorded_checksums.h"
#include "reader/tool/files/repair_report.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/input_set.h"
#include "reader/tool/inspect/manifest_check.h"
#include "reader/tool/limit_options.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"
#include "recordio/internal/record_salvage.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {
namespace {

constexpr const char* kRepairName = "imrec repair";

struct RepairOptions {
  std::vector<std::string> sets;
  std::string output;
  std::string classes;
  bool decode = false;
  bool clip = false;
  ImageLimits limits;
  bool force = false;
  bool quiet = false;
  bool json = false;
};

// Copies the valid records of one file.
class FileRepair {
 public:
  FileRepair(const InputFile& file, ManifestReader& manifests, const RepairOptions& options)
      : options_(options),
        file_(file.path),
        manifest_(file.manifest),
        shard_(manifests.ShardOf(file)),
        indexed_(file_, kRepairName),
        checksums_(file.path),
        decoder_(options.limits) {
    if (!checksums_.problem().empty()) {
      console::Say(kRepairName, "records are not compared with checksums: " + checksums_.problem());
    }
    if (options.decode) labels_ = SurveyLabels(file_);
  }

  void Run(SetWriter& writer, RepairOutcome& outcome) {
    RecordSalvager salvager(file_);
    console::Progress progress("MiB", file_.size() >> 20, ProgressUnless(options_.quiet));
    std::uint64_t position = 0;
    std::uint64_t found = 0;
    std::set<std::uint64_t> known_lost;  // offsets
    std::vector<std::uint64_t> written;  // keys
    const std::size_t lost_before = outcome.lost.size();
    while (const auto record = salvager.Next()) {
      const auto [checksum, is_copy] = checksums_.Match(record->offset, record->payload);
      const std::uint64_t key = KeyOf(*record, position, checksum);
      indexed_.Found(record->offset, key);
      ++found;
      if (is_copy) {
        Lose(key, record->offset, "a second copy of the record with this key", outcome);
        continue;
      }
      if (checksum == nullptr && IsDamaged(record->offset)) {
        const bool has_checksum = checksums_.Has(record->offset);
        Lose(key, record->offset,
             has_checksum ? "its bytes do not match its checksum"
                          : "neither the index nor the checksums have a record like it",
             outcome);
        known_lost.insert(record->offset);
        continue;
      }
      std::span<const std::byte> payload = record->payload;
      std::string problem = options_.decode ? Problem(payload) : std::string();
      if (!problem.empty() && Mend(*record, key, outcome)) {
        payload = mended_;
        problem.clear();
      }
      if (!problem.empty()) {
        Lose(key, record->offset, problem, outcome);
        continue;
      }
      writer.Write(key, payload);
      written.push_back(key);
      ++position;
      progress.Update(record->next_offset >> 20);
    }
    outcome.saved += position;
    std::ranges::sort(written);
    outcome.repeated_keys +=
        static_cast<std::uint64_t>(written.end() - std::unique(written.begin(), written.end()));
    for (const DamagedRegion& region : salvager.damage()) {
      Lose(indexed_.KeyAt(region.begin), region.begin,
           region.reason + "; " + std::to_string(region.end - region.begin) + " bytes left out",
           outcome);
    }
    LoseMissing(salvager.damage(), known_lost, outcome);
    if (shard_ && found < shard_->records && outcome.lost.size() == lost_before) {
      Lose(std::nullopt, file_.size(),
           "the file has " + console::Counted(found, "record") + ", and " + ShownPath(manifest_) +
               " says " + std::to_string(shard_->records),
           outcome);
    }
  }

 private:
  // Returns whether a record at `offset` that matches no checksum is damaged. Otherwise its
  // checksum was lost: the index has the record, and the .crc has none there.
  bool IsDamaged(std::uint64_t offset) const {
    if (checksums_.empty()) return false;
    return checksums_.Has(offset) || !indexed_.KeyAt(offset);
  }

  // Records that have a checksum, or without checksums an index entry, but of which nothing was
  // found in the file.
  void LoseMissing(const std::vector<DamagedRegion>& damage,
                   const std::set<std::uint64_t>& known_lost, RepairOutcome& outcome) const {
    const auto lose = [&](std::uint64_t key, std::uint64_t offset, const char* reason) {
      const bool is_known = known_lost.contains(offset) ||
                            std::ranges::any_of(damage, [&](const DamagedRegion& region) {
                              return offset >= region.begin && offset < region.end;
                            });
      if (!is_known) Lose(key, offset, reason, outcome);
    };
    for (const RecordChecksum& checksum : checksums_.Unmatched()) {
      lose(checksum.key, checksum.offset,
           "the checksums have a record here, but the file does not");
    }
    // The checksums have all records; the lines of an index may be damaged.
    if (!checksums_.empty()) return;
    for (const IndexEntry& entry : indexed_.Missing()) {
      lose(entry.key, entry.offset, "the index has a record here, but the file does not");
    }
  }

  void Lose(std::optional<std::uint64_t> key, std::uint64_t offset, std::string reason,
            RepairOutcome& outcome) const {
    outcome.lost.push_back({.file = file_.path(),
                            .damage = {.key = key, .offset = offset, .reason = std::move(reason)}});
  }

  // With --clip, clips the record's boxes. Returns true if the record is then valid; it is stored
  // in `mended_`.
  bool Mend(const RecordScanner::Record& record, std::uint64_t key, RepairOutcome& outcome) {
    if (!options_.clip || labels_.kind != LabelKind::kDetection) return false;
    std::optional<ClippedLabel> label;
    try {
      ImageRecordView(record.payload).CopyLabels(values_);
      label = ClipBoxes(values_);
    } catch (const Error&) {
      return false;
    }
    if (!label) return false;
    ReplaceLabels(label->values, record.payload, mended_);
    if (!Problem(mended_).empty()) return false;
    ++outcome.mended_records;
    outcome.clipped += label->clipped;
    outcome.dropped += label->dropped;
    for (std::string& note : label->notes) {
      outcome.mended.push_back(
          {.file = file_.path(),
           .damage = {.key = key, .offset = record.offset, .reason = std::move(note)}});
    }
    return true;
  }

  // `checksum` is the one that the record matches, or null.
  std::uint64_t KeyOf(const RecordScanner::Record& record, std::uint64_t position,
                      const RecordChecksum* checksum) const {
    // The index has a record that has moved at its former place.
    if (checksum != nullptr && checksum->offset != record.offset) {
      if (indexed_.KeyAt(checksum->offset) == checksum->key) return checksum->key;
    }
    if (const auto known = indexed_.KeyAt(record.offset)) return *known;
    if (checksum != nullptr) return checksum->key;
    return record.payload.size() >= ImageRecordView::kHeaderSize ? ImageRecordId(record.payload)
                                                                 : position;
  }

  std::string Problem(std::span<const std::byte> payload) {
    std::string problem = ImageRecordProblem(payload, labels_, decoder_);
    if (!problem.empty()) return problem;
    if (labels_.kind == LabelKind::kIdentity && ParseKeyRange(payload)) return {};  // no image
    try {
      decoder_.Decode(ImageRecordView(payload).image(), ColorMode::kAsStored, image_);
    } catch (const Error& error) {
      problem = error.reason();
    }
    return problem;
  }

  const RepairOptions& options_;
  RecordFile file_;
  std::filesystem::path manifest_;
  std::optional<ManifestShard> shard_;  // what the manifest says, if it names the file
  IndexedRecords indexed_;
  RecordedChecksums checksums_;
  LabelLayout labels_;  // used with --decode
  AnyImageDecoder decoder_;
  Image image_;
  std::vector<float> values_;
  std::vector<std::byte> mended_;
};

// If one of several files cannot be opened, the whole file is lost, and its shard is empty.
RepairOutcome RepairAll(const InputFiles& files, const RepairOptions& options, SetWriter& writer) {
  RepairOutcome outcome;
  ManifestReader manifests(files.access());
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (i > 0) writer.NextShard();
    std::optional<FileRepair> repair;
    try {
      repair.emplace(files[i], manifests, options);
    } catch (const Error& error) {
      if (files.size() == 1) throw;
      outcome.lost.push_back({.file = files[i].path.string(),
                              .damage = {.key = {}, .offset = 0, .reason = error.reason()}});
      continue;
    }
    repair->Run(writer, outcome);
  }
  return outcome;
}

int RunRepair(const RepairOptions& options) {
  const InputFiles files(options.sets, kRepairName, {.find = {.keep_missing = true}});
  const OutputDataset output = {
      .output = options.output,
      .inputs = files,
      .class_names = SharedClassNames(files, options.classes, OnOtherNames::kRefuse),
      .shards = files.size(),
      .force = options.force};
  SetWriter writer(output);
  const RepairOutcome outcome = RepairAll(files, options, writer);
  if (outcome.saved == 0) {
    throw Error(ErrorCode::kCorruptData, "none of its records is valid; nothing was written",
                {.file = files.name()});
  }
  writer.Close();
  if (options.json) {
    PrintJson(RepairJson(outcome, output.name(), files.size() > 1));
  } else {
    PrintRepair(outcome, output.name(), options.quiet);
  }
  const bool unchanged = outcome.lost.empty() && outcome.mended.empty();
  return unchanged ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddRepair(CLI::App& imrec) {
  const auto options = std::make_shared<RepairOptions>();
  CLI::App* app = imrec.add_subcommand(
      "repair", "Copies all valid records of damaged files, and reports what is lost");
  AddSets(*app, options->sets)
      ->description(
          "The damaged data sets, which are not changed: files, patterns, manifests or PREFIXes");
  AddOutput(*app, options->output);
  CLI::Option* decode = app->add_flag("--decode", options->decode,
                                      "Also leave out records with invalid labels or images");
  app->add_flag(
         "--clip", options->clip,
         "With --decode, keep records whose boxes reach outside the image: clip the boxes to "
         "it, and drop those that are inverted or of which nothing is left")
      ->needs(decode);
  AddLimits(*app, options->limits);
  AddClasses(*app, options->classes);
  AddForce(*app, options->force);
  AddQuiet(*app, options->quiet)
      ->description("Print no progress and no summary, only what is lost");
  AddJson(*app, options->json);
  app->footer(
      "Each file becomes a shard of the output. If there is a .crc beside a file, records that do\n"
      "not match their checksums are lost as well.\n"
      "Exit code: 0 nothing was lost or changed, 1 something was, 2 nothing could be saved.\n"
      "Examples:\n  imrec repair broken.rec -o whole.rec\n"
      "  imrec repair broken.rec --decode --clip -o clipped.rec");
  return {.app = app, .run = [options] { return RunRepair(*options); }};
}

}  // namespace imrec::tool
