// imrec verify: is the file as it should be?
#include <cstdio>
#include <memory>
#include <string>

#include <imrec/error.h>
#include <imrec/record_check.h>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "reader/tool/limit_options.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec verify";

struct Options {
  std::vector<std::string> files;
  RecordCheckOptions check;
  bool json = false;
};

nlohmann::ordered_json NotesJson(const RecordCheckResult& result) {
  nlohmann::ordered_json notes = nlohmann::ordered_json::array();
  for (const RecordNote& note : result.notes) {
    notes.push_back({{"key", note.key}, {"offset", note.offset}, {"note", note.text}});
  }
  return notes;
}

nlohmann::ordered_json Json(const std::string& file, const RecordCheckResult& result) {
  nlohmann::ordered_json damaged = nlohmann::ordered_json::array();
  for (const RecordDamage& damage : result.damaged) {
    nlohmann::ordered_json entry;
    entry["key"] = damage.key ? nlohmann::ordered_json(*damage.key) : nlohmann::ordered_json();
    entry["offset"] = damage.offset;
    entry["reason"] = damage.reason;
    damaged.push_back(entry);
  }
  return {{"file", file},
          {"records", result.records},
          {"bytes", result.bytes},
          {"image_records", result.image_records},
          {"index", result.had_index},
          {"checksums", result.had_checksums},
          {"damaged", damaged},
          {"notes", NotesJson(result)}};
}

void PrintNotes(const std::string& file, const RecordCheckResult& result) {
  for (const RecordNote& note : result.notes) {
    const Error where(ErrorCode::kCorruptData, "note: " + note.text + "; the pixels are whole",
                      {.file = file, .key = note.key, .offset = note.offset});
    std::printf("%s\n", where.what());
  }
}

void PrintText(const std::string& file, const RecordCheckResult& result, bool decoded) {
  for (const RecordDamage& damage : result.damaged) {
    const Error where(ErrorCode::kCorruptData, damage.reason,
                      {.file = file, .key = damage.key, .offset = damage.offset});
    std::printf("%s\n", where.what());
  }
  PrintNotes(file, result);
  std::string held = "framing";
  if (result.image_records)
    held += decoded ? ", labels, images in full" : ", labels, image headers";
  if (result.had_index) held += ", index";
  if (result.had_checksums) held += ", checksums";
  std::printf(
      "%s: %s records, %s, %s damaged (%s)\n", file.c_str(),
      console::WithThousands(result.records).c_str(), console::HumanBytes(result.bytes).c_str(),
      result.damaged.empty() ? "nothing" : console::WithThousands(result.damaged.size()).c_str(),
      held.c_str());
}

int Run(const Options& options) {
  nlohmann::ordered_json reports = nlohmann::ordered_json::array();
  bool sound = true;
  for (const std::string& file : options.files) {
    std::unique_ptr<console::Progress> line;
    const RecordCheckResult result =
        CheckRecords(file, options.check, [&](std::uint64_t done, std::uint64_t total) {
          if (!line) {
            line = std::make_unique<console::Progress>("MiB", total >> 20,
                                                       console::ProgressMode::kAuto);
          }
          line->Update(done >> 20);
        });
    line.reset();
    sound = sound && result.damaged.empty();
    if (!result.image_records && result.records > 0) {
      console::Say(kName, file + ": no payload is an image record; only the framing was checked");
    }
    if (options.json) {
      reports.push_back(Json(file, result));
    } else {
      PrintText(file, result, options.check.decode);
    }
  }
  if (options.json) std::puts((reports.size() == 1 ? reports.front() : reports).dump(2).c_str());
  return sound ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddVerify(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand(
      "verify", "Checks framing, labels, images, and the .idx and .crc beside the file");
  app->add_option("FILE", options->files, "The .rec files")->required();
  app->add_flag("--decode", options->check.decode, "Decode every image in full");
  app->add_option("--threads", options->check.threads, "For decoding; 0: all processors")
      ->capture_default_str();
  AddLimits(*app, options->check.limits);
  app->add_flag("--json", options->json, "Print JSON (a list, if there are several files)");
  app->footer(
      "Exit code: 0 sound, if with notes, 1 damage found, 2 the file cannot be read.\n"
      "Example: imrec verify train.rec --decode");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
