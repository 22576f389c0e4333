// imrec reindex: writes new .idx files.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <imrec/error.h>
#include <imrec/identity_set.h>
#include <imrec/image_record.h>
#include <imrec/record_index.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/input_set.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/path_status.h"
#include "recordio/internal/record_salvage.h"

namespace imrec::tool {
namespace {

constexpr const char* kReindexName = "imrec reindex";

struct ReindexOptions {
  std::vector<std::string> sets;
  bool renumber = false;
  bool quiet = false;
  bool json = false;
};

struct Built {
  std::vector<IndexEntry> entries;
  std::uint64_t repeated = 0;  // keys that occurred before
  std::vector<DamagedRegion> damage;
};

struct Report {
  std::string index;
  std::uint64_t records = 0;
  std::uint64_t repeated = 0;
  std::size_t damaged = 0;
};

// Records of an identity set without an image do not store their key; the layout determines it.
void RestoreIdentityKeys(const RecordFile& file, std::vector<IndexEntry>& entries) {
  const std::optional<IdentityRecords> others = TakeIdentityRecords(file, true, entries);
  if (!others) return;
  entries.push_back(others->head);
  entries.insert(entries.end(), others->identities.begin(), others->identities.end());
  std::ranges::sort(entries, {}, &IndexEntry::offset);
}

// `first_key` is used with --renumber.
Built BuildEntries(const std::filesystem::path& path, const ReindexOptions& options,
                   std::uint64_t first_key) {
  const RecordFile file(path);
  RecordSalvager salvager(file);
  Built built;
  console::Progress progress("MiB", file.size() >> 20, ProgressUnless(options.quiet));
  while (const auto record = salvager.Next()) {
    const bool has_id = !options.renumber && record->payload.size() >= ImageRecordView::kHeaderSize;
    const std::uint64_t key =
        has_id ? ImageRecordId(record->payload) : first_key + built.entries.size();
    built.entries.push_back({.key = key, .offset = record->offset});
    progress.Update(record->next_offset >> 20);
  }
  built.damage = salvager.damage();
  if (!options.renumber) RestoreIdentityKeys(file, built.entries);
  std::unordered_set<std::uint64_t> keys;
  for (const IndexEntry& entry : built.entries) {
    if (!keys.insert(entry.key).second) ++built.repeated;
  }
  if (built.entries.empty() && file.size() > 0) {
    throw Error(ErrorCode::kCorruptData, "none of its records is valid; nothing was written",
                {.file = path.string()});
  }
  return built;
}

// Gives the records the new keys in the .crc, too, if there is one.
void UpdateChecksumKeys(const std::filesystem::path& path, const std::vector<IndexEntry>& entries) {
  const std::filesystem::path checksum_path = ChecksumPathFor(path);
  if (!IsThere(checksum_path)) return;
  std::unordered_map<std::uint64_t, std::uint64_t> keys;
  for (const IndexEntry& entry : entries) keys.emplace(entry.offset, entry.key);
  try {
    std::vector<RecordChecksum> checksums = ReadChecksumFile(checksum_path);
    bool changed = false;
    for (RecordChecksum& checksum : checksums) {
      const auto found = keys.find(checksum.offset);
      if (found == keys.end() || found->second == checksum.key) continue;
      checksum.key = found->second;
      changed = true;
    }
    if (changed) WriteChecksumFile(checksum_path, checksums);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kIo) throw;
    console::Say(kReindexName, std::string("the checksums keep the old keys: ") + error.what());
  }
}

// A record file may have any name, but its index has that of the file with the ending .rec.
void RequireOwnIndex(const std::filesystem::path& path) {
  const std::filesystem::path index = IndexPathFor(path);
  const std::filesystem::path plain = std::filesystem::path(index).replace_extension(".rec");
  const std::filesystem::path compressed = std::filesystem::path(plain) += ".zst";
  if (path == plain || path == compressed) return;
  for (const std::filesystem::path& owner : {plain, compressed}) {
    std::error_code failure;
    if (!IsThere(owner) || std::filesystem::equivalent(owner, path, failure)) continue;
    throw Error(ErrorCode::kInvalidArgument,
                "its index would be " + index.string() + ", which is that of " + owner.string() +
                    "; give the file another name, which ends in .rec",
                {.file = path.string()});
  }
}

Report Reindex(const std::filesystem::path& path, const ReindexOptions& options,
               std::uint64_t first_key) {
  RequireOwnIndex(path);
  const Built built = BuildEntries(path, options, first_key);
  const std::filesystem::path index = IndexPathFor(path);
  WriteFileAtomically(index, FormatIndex(built.entries));
  UpdateChecksumKeys(path, built.entries);
  for (const DamagedRegion& region : built.damage) {
    const Error where(ErrorCode::kCorruptData, region.reason,
                      {.file = path.string(), .offset = region.begin});
    console::Say(kReindexName, std::string("left out: ") + where.what());
  }
  if (built.repeated > 0) {
    console::Say(kReindexName,
                 index.string() + ": " + console::Counted(built.repeated, "record") +
                     " with a key that another record has as well; MXNet finds only the "
                     "last of these (--renumber numbers all records)");
  }
  return {.index = index.string(),
          .records = built.entries.size(),
          .repeated = built.repeated,
          .damaged = built.damage.size()};
}

nlohmann::ordered_json Json(const Report& report) {
  return {{"index", report.index},
          {"records", report.records},
          {"repeated_keys", report.repeated},
          {"damaged", report.damaged}};
}

// The totals, and the numbers of each file.
nlohmann::ordered_json SetJson(const std::vector<Report>& reports,
                               const std::vector<Error>& errors) {
  Report sum;
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const Report& report : reports) {
    sum.records += report.records;
    sum.repeated += report.repeated;
    sum.damaged += report.damaged;
    files.push_back(Json(report));
  }
  nlohmann::ordered_json json = Json(sum);
  json.erase("index");
  json["files"] = files;
  json["errors"] = ErrorsJson(errors);
  return json;
}

int RunReindex(const ReindexOptions& options) {
  const InputFiles files(options.sets, kReindexName, {.find = {.keep_missing = true}});
  std::vector<Report> reports;
  std::vector<Error> errors;
  bool all_sound = true;
  std::uint64_t records = 0;
  for (const InputFile& file : files.files()) {
    try {
      reports.push_back(Reindex(file.path, options, records));
    } catch (const Error& error) {
      // If one of several files fails, continue with the others.
      if (files.size() == 1) throw;
      console::Say(kReindexName, error.what());
      errors.push_back(error);
      continue;
    }
    const Report& report = reports.back();
    records += report.records;
    all_sound = all_sound && report.damaged == 0 && report.repeated == 0;
    if (!options.json && !options.quiet) {
      std::printf("%s: %s\n", report.index.c_str(),
                  console::Counted(report.records, "record").c_str());
    }
  }
  if (options.json) PrintJson(files.size() == 1 ? Json(reports.front()) : SetJson(reports, errors));
  if (reports.empty()) return console::kExitNothing;
  return all_sound && errors.empty() ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddReindex(CLI::App& imrec) {
  const auto options = std::make_shared<ReindexOptions>();
  CLI::App* app = imrec.add_subcommand(
      "reindex", "Writes a new .idx for each .rec file, and its keys into the .crc");
  AddSets(*app, options->sets);
  app->add_flag(
      "--renumber", options->renumber,
      "Number the records of all files 0, 1, 2 and so on, instead of using their ids as keys");
  AddQuiet(*app, options->quiet);
  AddJson(*app, options->json)
      ->description("Print JSON; for several files, also the numbers of each");
  app->footer("Examples:\n  imrec reindex train.rec\n  imrec reindex 'train-*.rec'");
  return {.app = app, .run = [options] { return RunReindex(*options); }};
}

}  // namespace imrec::tool
