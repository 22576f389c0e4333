// imrec verify: checks a data set.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reader/records/record_check.h"
#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/input_set.h"
#include "reader/tool/inspect/manifest_check.h"
#include "reader/tool/limit_options.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"
#include "recordio/internal/printable_text.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {
namespace {

constexpr const char* kVerifyName = "imrec verify";

struct VerifyOptions {
  std::vector<std::string> sets;
  RecordCheckOptions check;
  bool quiet = false;
  bool json = false;
};

struct Report {
  std::string file;
  bool readable = true;
  bool has_manifest = false;
  RecordCheckResult result;
};

nlohmann::ordered_json DamageJson(const RecordDamage& damage) {
  nlohmann::ordered_json json;
  json["key"] = damage.key ? nlohmann::ordered_json(*damage.key) : nlohmann::ordered_json();
  json["offset"] = damage.offset;
  json["reason"] = damage.reason;
  return json;
}

nlohmann::ordered_json NotesJson(const RecordCheckResult& result) {
  nlohmann::ordered_json notes = nlohmann::ordered_json::array();
  for (const RecordNote& note : result.notes) {
    notes.push_back({{"key", note.key}, {"offset", note.offset}, {"note", note.text}});
  }
  return notes;
}

nlohmann::ordered_json FileJson(const Report& report) {
  const RecordCheckResult& result = report.result;
  nlohmann::ordered_json damaged = nlohmann::ordered_json::array();
  for (const RecordDamage& damage : result.damaged) damaged.push_back(DamageJson(damage));
  return {{"file", report.file},
          {"records", result.records},
          {"bytes", result.bytes},
          {"image_records", result.image_records},
          {"kind", LabelKindName(result.labels.kind)},
          {"identities", result.identities},
          {"pixel_boxes", result.pixel_boxes},
          {"index", result.had_index},
          {"checksums", result.had_checksums},
          {"manifest", report.has_manifest},
          {"damaged", damaged},
          {"notes", NotesJson(result)}};
}

void PrintNotes(const std::string& file, const RecordCheckResult& result) {
  for (const RecordNote& note : result.notes) {
    const Error where(ErrorCode::kCorruptData, "note: " + note.text + "; the pixels are complete",
                      {.file = file, .key = note.key, .offset = note.offset});
    std::puts(PrintableText(where.what()).c_str());
  }
}

// Returns the common kind of all files that have one, or "mixed".
std::string KindOfAll(const std::vector<Report>& reports) {
  const std::string unknown = LabelKindName(LabelKind::kUnknown);
  std::string kind = unknown;
  for (const Report& report : reports) {
    const std::string other = LabelKindName(report.result.labels.kind);
    if (other == unknown || other == kind) continue;
    if (kind != unknown) return "mixed";
    kind = other;
  }
  return kind;
}

// The fields of a file as totals, and the report of each file.
nlohmann::ordered_json SetJson(const std::vector<Report>& reports) {
  nlohmann::ordered_json damaged = nlohmann::ordered_json::array();
  nlohmann::ordered_json notes = nlohmann::ordered_json::array();
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  const auto sum = [&](std::uint64_t RecordCheckResult::*field) {
    std::uint64_t total = 0;
    for (const Report& report : reports) total += report.result.*field;
    return total;
  };
  for (const Report& report : reports) {
    nlohmann::ordered_json file = FileJson(report);
    for (const char* list : {"damaged", "notes"}) {
      for (const nlohmann::ordered_json& item : file[list]) {
        nlohmann::ordered_json entry = {{"file", report.file}};
        entry.update(item);
        (list == std::string_view("notes") ? notes : damaged).push_back(entry);
      }
    }
    files.push_back(std::move(file));
  }
  const auto all = [&](bool RecordCheckResult::*field) {
    return std::ranges::all_of(
        reports, [&](const Report& report) { return !report.readable || report.result.*field; });
  };
  return {{"records", sum(&RecordCheckResult::records)},
          {"bytes", sum(&RecordCheckResult::bytes)},
          {"image_records", all(&RecordCheckResult::image_records)},
          {"kind", KindOfAll(reports)},
          {"identities", sum(&RecordCheckResult::identities)},
          {"pixel_boxes", sum(&RecordCheckResult::pixel_boxes)},
          {"index", all(&RecordCheckResult::had_index)},
          {"checksums", all(&RecordCheckResult::had_checksums)},
          {"manifest", std::ranges::all_of(
                           reports, [](const Report& r) { return !r.readable || r.has_manifest; })},
          {"damaged", damaged},
          {"notes", notes},
          {"files", files}};
}

std::string CountsText(std::uint64_t records, std::uint64_t bytes, std::uint64_t damaged) {
  return console::Counted(records, "record") + ", " + console::HumanBytes(bytes) + ", " +
         (damaged == 0 ? "nothing" : console::WithThousands(damaged)) + " damaged";
}

void PrintVerify(const VerifyOptions& options, const Report& report) {
  const RecordCheckResult& result = report.result;
  if (!report.readable) {
    std::printf("%s: %s\n", report.file.c_str(),
                PrintableText(result.damaged.front().reason).c_str());
    return;
  }
  for (const RecordDamage& damage : result.damaged) {
    const Error where(ErrorCode::kCorruptData, damage.reason,
                      {.file = report.file, .key = damage.key, .offset = damage.offset});
    std::puts(PrintableText(where.what()).c_str());
  }
  if (result.pixel_boxes > 0) {
    std::printf(
        "%s: the boxes of %s look like pixels; they must be shares of the image's width and "
        "height (voc2lst writes such labels)\n",
        report.file.c_str(), console::Counted(result.pixel_boxes, "record").c_str());
  }
  if (options.quiet) return;
  PrintNotes(report.file, result);
  std::string held = "framing";
  if (result.image_records) {
    held += options.check.decode ? ", labels, complete images" : ", labels, image headers";
  }
  if (result.had_index) held += ", index";
  if (result.had_checksums) held += ", checksums";
  if (report.has_manifest) held += ", manifest";
  std::printf("%s: %s (%s)\n", report.file.c_str(),
              CountsText(result.records, result.bytes, result.damaged.size()).c_str(),
              held.c_str());
}

void PrintTotal(const std::string& name, const std::vector<Report>& reports) {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::uint64_t damaged = 0;
  for (const Report& report : reports) {
    records += report.result.records;
    bytes += report.result.bytes;
    damaged += report.result.damaged.size();
  }
  std::printf("%s: %zu files, %s\n", name.c_str(), reports.size(),
              CountsText(records, bytes, damaged).c_str());
}

Report Check(const VerifyOptions& options, const InputFile& file, ManifestReader& manifests) {
  std::unique_ptr<console::Progress> line;
  ManifestCheck manifest(file, manifests);
  Report report{
      .file = ShownPath(file.path), .has_manifest = manifest.has_manifest(), .result = {}};
  report.result =
      CheckRecords(file.path, options.check, [&](std::uint64_t done, std::uint64_t total) {
        if (!line) {
          line = std::make_unique<console::Progress>("MiB", total >> 20,
                                                     ProgressUnless(options.quiet));
        }
        line->Update(done >> 20);
        manifest.OnProgress(done);
      });
  std::ranges::move(manifest.Finish(report.result), std::back_inserter(report.result.damaged));
  return report;
}

// If one of several files cannot be read, reports it as damage, so that the others are checked.
Report CheckOneOfMany(const VerifyOptions& options, const InputFile& file,
                      ManifestReader& manifests) {
  try {
    return Check(options, file, manifests);
  } catch (const Error& error) {
    Report report{.file = ShownPath(file.path), .readable = false, .result = {}};
    report.result.image_records = false;
    report.result.damaged.push_back({.key = {}, .offset = 0, .reason = error.reason()});
    return report;
  }
}

int RunVerify(VerifyOptions options) {
  const InputFiles files(options.sets, kVerifyName, {.find = {.keep_missing = true}});
  options.check.access = files.access();
  ManifestReader manifests(files.access());
  std::vector<Report> reports;
  for (const InputFile& file : files.files()) {
    reports.push_back(files.size() == 1 ? Check(options, file, manifests)
                                        : CheckOneOfMany(options, file, manifests));
    const Report& report = reports.back();
    if (report.readable && !report.result.image_records && report.result.records > 0) {
      console::Say(kVerifyName,
                   report.file + ": no record is an image record; only the framing was checked");
    }
    if (!options.json) PrintVerify(options, report);
  }
  if (options.json) {
    PrintJson(reports.size() == 1 ? FileJson(reports.front()) : SetJson(reports));
  } else if (reports.size() > 1 && !options.quiet) {
    PrintTotal(files.name(), reports);
  }
  if (std::ranges::none_of(reports, &Report::readable)) return console::kExitNothing;
  const bool sound =
      std::ranges::all_of(reports, [](const Report& r) { return r.result.damaged.empty(); });
  return sound ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddVerify(CLI::App& imrec) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App* app = imrec.add_subcommand(
      "verify", "Checks framing, labels, images, and the .idx, .crc and manifest beside each file");
  AddSets(*app, options->sets);
  app->add_flag("--decode", options->check.decode, "Decode every image completely");
  AddThreads(*app, options->check.threads, "Threads that decode");
  AddLimits(*app, options->check.limits);
  AddQuiet(*app, options->quiet)
      ->description("Print no progress and no summary, only what is damaged");
  AddJson(*app, options->json)
      ->description("Print JSON; for several files, also the report of each");
  app->footer(
      "Exit code: 0 valid, perhaps with notes, 1 damage found, 2 nothing can be read.\n"
      "Examples:\n  imrec verify train.rec --decode\n  imrec verify -q 'train-*.rec'");
  return {.app = app, .run = [options] { return RunVerify(*options); }};
}

}  // namespace imrec::tool
