// imrec repair: the sound records of damaged files.
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <imrec/error.h>
#include <imrec/identity_set.h>
#include <imrec/image_record.h>
#include <imrec/record_check.h>
#include <imrec/record_index.h>
#include <imrec/record_salvage.h>
#include <nlohmann/json.hpp>

#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/input_set.h"
#include "reader/tool/limit_options.h"
#include "reader/tool/option_values.h"
#include "reader/tool/output_set.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec repair";

struct Options {
  std::vector<std::string> sets;
  std::string output;
  std::string classes;
  bool decode = false;
  ImageLimits limits;
  bool quiet = false;
  bool json = false;
};

struct Loss {
  std::string file;
  RecordDamage damage;
};

struct Outcome {
  std::uint64_t saved = 0;
  std::vector<Loss> lost;
};

// Keys by offset, as far as the index can be read.
std::map<std::uint64_t, std::uint64_t> KnownKeys(const std::filesystem::path& file) {
  std::map<std::uint64_t, std::uint64_t> keys;
  const std::filesystem::path path = IndexPathFor(file);
  if (!std::filesystem::exists(path)) return keys;
  try {
    for (const IndexEntry& entry : ReadIndexFile(path)) keys.emplace(entry.offset, entry.key);
  } catch (const Error& error) {
    console::Say(kName, std::string("keys are those of the records themselves: ") + error.what());
    return {};
  }
  if (keys.empty() && std::filesystem::file_size(file) > 0) {
    console::Say(kName, "keys are those of the records themselves: " + path.string() + " is empty");
  }
  return keys;
}

// Copies the sound records of one file.
class FileRepair {
 public:
  FileRepair(const std::filesystem::path& path, const Options& options)
      : options_(options), file_(path), keys_(KnownKeys(path)), decoder_(options.limits) {
    if (options.decode) labels_ = SurveyLabels(file_);
  }

  void Run(SetWriter& writer, Outcome& outcome) {
    RecordSalvager salvager(file_);
    console::Progress progress("MiB", file_.size() >> 20, ProgressUnless(options_.quiet));
    std::uint64_t position = 0;
    while (const auto record = salvager.Next()) {
      const std::uint64_t key = KeyOf(*record, position);
      const std::string problem = options_.decode ? Problem(record->payload) : std::string();
      if (!problem.empty()) {
        Lose(key, record->offset, problem, outcome);
        continue;
      }
      writer.Write(key, record->payload);
      ++position;
      progress.Update(record->next_offset >> 20);
    }
    outcome.saved += position;
    for (const DamagedRegion& region : salvager.damage()) {
      const auto known = keys_.find(region.begin);
      Lose(known == keys_.end() ? std::nullopt : std::optional(known->second), region.begin,
           region.reason + "; " + std::to_string(region.end - region.begin) + " bytes left out",
           outcome);
    }
  }

 private:
  void Lose(std::optional<std::uint64_t> key, std::uint64_t offset, std::string reason,
            Outcome& outcome) const {
    outcome.lost.push_back({.file = file_.path(),
                            .damage = {.key = key, .offset = offset, .reason = std::move(reason)}});
  }

  std::uint64_t KeyOf(const RecordScanner::Record& record, std::uint64_t position) const {
    const auto known = keys_.find(record.offset);
    if (known != keys_.end()) return known->second;
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

  const Options& options_;
  RecordFile file_;
  std::map<std::uint64_t, std::uint64_t> keys_;
  LabelLayout labels_;  // looked at with --decode
  AnyImageDecoder decoder_;
  Image image_;
};

// Of several files one that cannot be opened is lost as a whole, and its shard is empty.
Outcome RepairAll(const InputFiles& files, const Options& options, SetWriter& writer) {
  Outcome outcome;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (i > 0) writer.NextShard();
    std::optional<FileRepair> repair;
    try {
      repair.emplace(files[i].path, options);
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

nlohmann::ordered_json Json(const InputFiles& files, const OutputSet& output,
                            const Outcome& outcome) {
  nlohmann::ordered_json lost = nlohmann::ordered_json::array();
  for (const auto& [file, damage] : outcome.lost) {
    nlohmann::ordered_json entry;
    if (files.size() > 1) entry["file"] = file;
    entry["key"] = damage.key ? nlohmann::ordered_json(*damage.key) : nlohmann::ordered_json();
    entry["offset"] = damage.offset;
    entry["reason"] = damage.reason;
    lost.push_back(entry);
  }
  return {{"output", output.name()}, {"saved", outcome.saved}, {"lost", lost}};
}

void PrintText(const Options& options, const OutputSet& output, const Outcome& outcome) {
  for (const auto& [file, damage] : outcome.lost) {
    const Error where(ErrorCode::kCorruptData, damage.reason,
                      {.file = file, .key = damage.key, .offset = damage.offset});
    std::printf("%s\n", where.what());
  }
  if (options.quiet) return;
  std::printf("%s: %s records saved, %s places lost\n", output.name().c_str(),
              console::WithThousands(outcome.saved).c_str(),
              console::WithThousands(outcome.lost.size()).c_str());
}

int Run(const Options& options) {
  const InputFiles files(options.sets, kName, {.find = {.keep_missing = true}});
  const OutputSet output = {
      .output = options.output,
      .inputs = files,
      .class_names = SharedClassNames(files, options.classes, OnOtherNames::kRefuse),
      .shards = files.size()};
  SetWriter writer(output);
  const Outcome outcome = RepairAll(files, options, writer);
  if (outcome.saved == 0) {
    throw Error(ErrorCode::kCorruptData, "there is no sound record in it; nothing is written",
                {.file = files.name()});
  }
  writer.Close();
  if (options.json) {
    PrintJson(Json(files, output, outcome));
  } else {
    PrintText(options, output, outcome);
  }
  return outcome.lost.empty() ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddRepair(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand(
      "repair", "Copies all sound records of damaged files, and names what is lost");
  AddSets(*app, options->sets)
      ->description(
          "The damaged data sets, which are left as they are: "
          "files, patterns, manifests or PREFIXes");
  AddOutput(*app, options->output);
  app->add_flag("--decode", options->decode,
                "Leave out records whose labels or images are bad, too");
  AddLimits(*app, options->limits);
  AddClasses(*app, options->classes);
  AddQuiet(*app, options->quiet)->description("No progress and no summary, only what is lost");
  AddJson(*app, options->json);
  app->footer(
      "Each file becomes a shard of the output.\n"
      "Exit code: 0 nothing was lost, 1 something was, 2 nothing could be saved.\n"
      "Example: imrec repair broken.rec -o train.rec");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
