// imrec repair: the sound records of a damaged file.
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/record_check.h>
#include <imrec/record_index.h>
#include <imrec/record_salvage.h>
#include <nlohmann/json.hpp>

#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/limit_options.h"
#include "reader/tool/output_set.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec repair";

struct Options {
  std::string file;
  std::string output;
  bool decode = false;
  ImageLimits limits;
  bool json = false;
};

struct Outcome {
  std::uint64_t saved = 0;
  std::vector<RecordDamage> lost;
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
  }
  return keys;
}

class Repair {
 public:
  explicit Repair(const Options& options)
      : options_(options),
        file_(options.file),
        keys_(KnownKeys(options.file)),
        decoder_(options.limits) {}

  Outcome Run() {
    const OutputSet set = {.output = options_.output,
                           .inputs = {options_.file},
                           .tool = kName,
                           .class_names = FindClassNames(options_.file)};
    DatasetWriter writer = MakeWriter(set);
    if (options_.decode) labels_ = SurveyLabels(file_);
    RecordSalvager salvager(file_);
    Outcome outcome;
    while (const auto record = salvager.Next()) {
      const std::uint64_t key = KeyOf(*record, outcome.saved);
      const std::string problem = options_.decode ? Problem(record->payload) : std::string();
      if (!problem.empty()) {
        outcome.lost.push_back({.key = key, .offset = record->offset, .reason = problem});
        continue;
      }
      writer.Write(key, record->payload);
      ++outcome.saved;
    }
    for (const DamagedRegion& region : salvager.damage()) {
      const auto known = keys_.find(region.begin);
      outcome.lost.push_back(
          {.key = known == keys_.end() ? std::nullopt : std::optional(known->second),
           .offset = region.begin,
           .reason = region.reason + "; " + std::to_string(region.end - region.begin) +
                     " bytes left out"});
    }
    if (outcome.saved == 0) {
      throw Error(ErrorCode::kCorruptData, "there is no sound record in it; nothing is written",
                  {.file = options_.file});
    }
    Finish(writer, set);
    return outcome;
  }

 private:
  std::uint64_t KeyOf(const RecordScanner::Record& record, std::uint64_t position) const {
    const auto known = keys_.find(record.offset);
    if (known != keys_.end()) return known->second;
    return record.payload.size() >= ImageRecordView::kHeaderSize ? ImageRecordId(record.payload)
                                                                 : position;
  }

  std::string Problem(std::span<const std::byte> payload) {
    std::string problem = ImageRecordProblem(payload, labels_, decoder_);
    if (!problem.empty()) return problem;
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

void Print(const Options& options, const Outcome& outcome) {
  if (options.json) {
    nlohmann::ordered_json lost = nlohmann::ordered_json::array();
    for (const RecordDamage& damage : outcome.lost) {
      nlohmann::ordered_json entry;
      entry["key"] = damage.key ? nlohmann::ordered_json(*damage.key) : nlohmann::ordered_json();
      entry["offset"] = damage.offset;
      entry["reason"] = damage.reason;
      lost.push_back(entry);
    }
    const nlohmann::ordered_json json = {
        {"output", options.output}, {"saved", outcome.saved}, {"lost", lost}};
    std::puts(json.dump(2).c_str());
    return;
  }
  for (const RecordDamage& damage : outcome.lost) {
    const Error where(ErrorCode::kCorruptData, damage.reason,
                      {.file = options.file, .key = damage.key, .offset = damage.offset});
    std::printf("%s\n", where.what());
  }
  std::printf("%s: %s records saved, %s places lost\n", options.output.c_str(),
              console::WithThousands(outcome.saved).c_str(),
              console::WithThousands(outcome.lost.size()).c_str());
}

int Run(const Options& options) {
  const Outcome outcome = Repair(options).Run();
  Print(options, outcome);
  return outcome.lost.empty() ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddRepair(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand(
      "repair", "Copies all sound records of a damaged file, and names what is lost");
  app->add_option("FILE", options->file, "The damaged .rec file; it is left as it is")->required();
  app->add_option("-o,--output", options->output, "The .rec file to write")->required();
  app->add_flag("--decode", options->decode,
                "Leave out records whose labels or images are bad, too");
  AddLimits(*app, options->limits);
  app->add_flag("--json", options->json, "Print JSON");
  app->footer(
      "Exit code: 0 nothing was lost, 1 something was, 2 nothing could be saved.\n"
      "Example: imrec repair broken.rec -o train.rec");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
