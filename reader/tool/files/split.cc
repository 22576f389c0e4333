// imrec split: divides a data set into several.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include <imrec/error.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/files/output_dataset.h"
#include "reader/tool/files/output_keys.h"
#include "reader/tool/files/split_plan.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/input_set.h"
#include "reader/tool/set_labels.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/option_values.h"
#include "recordio/console/progress.h"
#include "recordio/internal/limits.h"

namespace imrec::tool {
namespace {

constexpr const char* kSplitName = "imrec split";

struct SplitOptions {
  std::vector<std::string> sets;
  std::string prefix;
  std::string classes;
  std::string keys = "keep";
  std::optional<double> ratio;
  std::uint64_t count = 0;
  std::uint64_t shards = 0;
  bool by_class = false;
  std::uint64_t seed = 0;
  bool force = false;
  bool quiet = false;
  bool json = false;
};

// A file to write, and its records by position.
struct Part {
  std::string output;
  std::vector<std::uint64_t> records;
};

// Reports how --by-class treated identities and invalid labels. Returns whether all labels are
// valid.
bool TellSplit(const SplitOptions& options, const RatioSplit& split) {
  if (split.identities > 0 && !options.quiet) {
    console::Say(kSplitName, "identity set, split by identity: " +
                                 console::WithThousands(split.first_identities) + " of " +
                                 console::WithThousands(split.identities) + " to " +
                                 options.prefix + "_train.rec");
  }
  if (split.bad_labels > 0) {
    console::Say(kSplitName, console::Counted(split.bad_labels, "record") +
                                 " with invalid labels, treated as records without a class; imrec "
                                 "verify lists them");
  }
  return split.bad_labels == 0;
}

std::vector<Part> SplitByRatio(const SplitOptions& options, const InputSet& input, bool& sound) {
  const RatioSplit split = options.by_class ? SplitByClass(input, *options.ratio, options.seed)
                                            : SplitAtRandom(input, *options.ratio, options.seed);
  sound = TellSplit(options, split);
  std::vector<Part> parts = {{.output = options.prefix + "_train.rec", .records = {}},
                             {.output = options.prefix + "_val.rec", .records = {}}};
  for (std::uint64_t i = 0; i < split.first.size(); ++i) {
    parts[split.first[i] ? 0 : 1].records.push_back(i);
  }
  return parts;
}

std::vector<Part> SplitByCount(const SplitOptions& options, const RecordStore& records) {
  std::vector<Part> parts;
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    if (i % options.count == 0) {
      parts.push_back(
          {.output = options.prefix + '_' + std::to_string(parts.size()) + ".rec", .records = {}});
    }
    parts.back().records.push_back(i);
  }
  return parts;
}

// Copies records of the input, with keys according to the options.
class Copier {
 public:
  Copier(const SplitOptions& options, const InputSet& input)
      : input_(input),
        class_names_(SharedClassNames(input.files(), options.classes, OnOtherNames::kRefuse)),
        renumber_(options.keys == "renumber"),
        force_(options.force),
        identities_(HasIdentities(input.records())),
        progress_("records", input.records().size(), ProgressUnless(options.quiet)) {
    // The keys of a single file are copied even if they repeat.
    if (!renumber_ && input.files().size() > 1) RequireDistinctKeys(input);
  }

  OutputDataset Output(const std::string& output, std::uint64_t shards) const {
    return {.output = output,
            .inputs = input_.files(),
            .class_names = class_names_,
            .shards = shards,
            .force = force_};
  }
  void Begin(SetWriter& writer) const {
    if (identities_) writer.KeepIdentities();
  }
  void Copy(std::uint64_t i, SetWriter& writer) {
    const RecordStore& records = input_.records();
    records.Read(i, payload_);
    if (renumber_) SetRecordId(i, payload_);
    writer.Write(renumber_ ? i : records.key(i), payload_);
    progress_.Update(++copied_);
  }

 private:
  const InputSet& input_;
  std::vector<std::string> class_names_;
  bool renumber_;
  bool force_;
  bool identities_;  // all files are identity sets
  console::Progress progress_;
  std::uint64_t copied_ = 0;
  std::vector<std::byte> payload_;
};

// Each part keeps a file open until all have their names, and shells allow few.
void AllowOpenFiles(std::size_t parts) {
  constexpr rlim_t kOthers = 64;
  const rlim_t needed = parts + kOthers;
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return;
  if (limit.rlim_max < needed) {
    throw Error(ErrorCode::kInvalidArgument,
                std::to_string(parts) + " files are more than this process may have open (" +
                    std::to_string(limit.rlim_max) + "); make them larger");
  }
  limit.rlim_cur = needed;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Writes each part as a separate data set. None gets its names before all are complete, as one old
// part and one new one may share records.
void WriteParts(const std::vector<Part>& parts, Copier& copier) {
  for (const Part& part : parts) CheckOutput(copier.Output(part.output, 1));
  AllowOpenFiles(parts.size());
  std::deque<SetWriter> writers;
  for (const Part& part : parts) {
    SetWriter& writer = writers.emplace_back(copier.Output(part.output, 1));
    copier.Begin(writer);
    for (const std::uint64_t i : part.records) copier.Copy(i, writer);
    writer.EndShard();
  }
  for (SetWriter& writer : writers) writer.Close();
}

// Writes the shards of one set, in file order, with sizes that differ by at most one record.
std::vector<Part> WriteShards(const SplitOptions& options, const InputSet& input, Copier& copier) {
  const std::uint64_t records = input.records().size();
  if (options.shards > records) {
    throw Error(ErrorCode::kInvalidArgument, "has only " + console::Counted(records, "record"),
                {.file = input.name()});
  }
  SetWriter writer(copier.Output(options.prefix + ".rec", options.shards));
  std::vector<Part> parts;
  for (std::uint64_t shard = 0; shard < options.shards; ++shard) {
    if (shard > 0) writer.NextShard();
    copier.Begin(writer);
    parts.push_back(
        {.output = ShardPath(options.prefix, shard, options.shards).string(), .records = {}});
    const std::uint64_t end = records * (shard + 1) / options.shards;
    for (std::uint64_t i = records * shard / options.shards; i < end; ++i) {
      copier.Copy(i, writer);
      parts.back().records.push_back(i);
    }
  }
  writer.Close();
  return parts;
}

void PrintSplit(const SplitOptions& options, const std::vector<Part>& parts) {
  if (!options.json) {
    if (options.quiet) return;
    for (const Part& part : parts) {
      std::printf("%s: %s\n", part.output.c_str(),
                  console::Counted(part.records.size(), "record").c_str());
    }
    return;
  }
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const Part& part : parts) {
    json.push_back({{"output", part.output}, {"records", part.records.size()}});
  }
  PrintJson(json);
}

int RunSplit(SplitOptions options) {
  const int ways =
      (options.ratio ? 1 : 0) + (options.count > 0 ? 1 : 0) + (options.shards > 0 ? 1 : 0);
  if (ways != 1) {
    throw Error(ErrorCode::kInvalidArgument, "give one of --ratio, --count and --shards");
  }
  if (options.by_class && !options.ratio) {
    throw Error(ErrorCode::kInvalidArgument, "--by-class requires --ratio");
  }
  if (options.prefix == "-") {
    throw Error(ErrorCode::kInvalidArgument,
                "a data set consists of several files and cannot go to standard output");
  }
  const InputSet input(InputFiles(options.sets, kSplitName));
  if (options.prefix.ends_with(".rec")) options.prefix.resize(options.prefix.size() - 4);
  Copier copier(options, input);
  std::vector<Part> parts;
  bool sound = true;
  if (options.shards > 0) {
    parts = WriteShards(options, input, copier);
  } else {
    parts = options.ratio ? SplitByRatio(options, input, sound)
                          : SplitByCount(options, input.records());
    for (const Part& part : parts) {
      if (part.records.empty()) {
        throw Error(ErrorCode::kInvalidArgument, "would get no record; nothing was written",
                    {.file = part.output});
      }
    }
    WriteParts(parts, copier);
  }
  PrintSplit(options, parts);
  return sound ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddSplit(CLI::App& imrec) {
  const auto options = std::make_shared<SplitOptions>();
  CLI::App* app =
      imrec.add_subcommand("split", "Divides the records of a data set into several data sets");
  AddSets(*app, options->sets);
  app->add_option("-o,--output", options->prefix, "Prefix of the names of the files to write")
      ->required();
  console::AddShare(
      *app, "--ratio", options->ratio,
      "Write this share, at random, to PREFIX_train.rec, and the rest to PREFIX_val.rec");
  app->add_flag(
      "--by-class", options->by_class,
      "With --ratio: the same share of each class; for an identity set, that share of the "
      "identities, each with all of its images");
  console::AddWholeNumber(*app, "--count", options->count,
                          "Write this many records to each of PREFIX_0.rec, PREFIX_1.rec and so on",
                          {.lowest = 1});
  console::AddWholeNumber(
      *app, "--shards", options->shards,
      "Write this many shards of equal size, PREFIX-00000-of-0000N.rec and so on",
      {.lowest = 1, .highest = kMostShards});
  AddSeed(*app, options->seed, "Seed of --ratio");
  AddKeys(*app, options->keys);
  AddClasses(*app, options->classes);
  AddForce(*app, options->force);
  AddQuiet(*app, options->quiet);
  AddJson(*app, options->json);
  app->footer("Example: imrec split all.rec --ratio 0.9 --by-class -o pets");
  return {.app = app, .run = [options] { return RunSplit(*options); }};
}

}  // namespace imrec::tool
