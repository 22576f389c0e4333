// imrec split: one file into several.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/stratified_split.h>
#include <nlohmann/json.hpp>

#include "reader/tool/class_id.h"
#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/input_set.h"
#include "reader/tool/option_values.h"
#include "reader/tool/output_keys.h"
#include "reader/tool/output_set.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec split";

struct Options {
  std::vector<std::string> sets;
  std::string prefix;
  std::string classes;
  std::string keys = "keep";
  std::optional<double> ratio;
  std::uint64_t count = 0;
  std::uint64_t shards = 0;
  bool by_class = false;
  std::uint64_t seed = 0;
  bool quiet = false;
  bool json = false;
};

// A file to write, and its records by position.
struct Part {
  std::string output;
  std::vector<std::uint64_t> records;
};

std::vector<std::uint32_t> ClassesOf(std::span<const float> labels) {
  std::vector<std::uint32_t> classes;
  const auto add = [&](float label) {
    if (const std::optional<std::uint32_t> id = ClassIdOf(label)) classes.push_back(*id);
  };
  if (DetectionLabelView::Problem(labels).empty()) {
    const DetectionLabelView label(labels);
    for (std::size_t i = 0; i < label.object_count(); ++i) add(label.object(i)[0]);
  } else {
    add(labels.front());
  }
  std::ranges::sort(classes);
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  return classes;
}

// Numbers the classes that occur 0, 1, 2 .. in their order: memory goes by their number, not by
// the highest id.
void NumberDensely(std::vector<std::vector<std::uint32_t>>& classes) {
  std::map<std::uint32_t, std::uint32_t> numbers;
  for (const auto& record : classes) {
    for (const std::uint32_t id : record) numbers.emplace(id, 0);
  }
  std::uint32_t next = 0;
  for (auto& [id, number] : numbers) number = next++;
  for (auto& record : classes) {
    for (std::uint32_t& id : record) id = numbers.at(id);
  }
}

std::vector<Part> SplitByRatio(const Options& options, const RecordStore& records) {
  std::vector<std::vector<std::uint32_t>> classes(records.size());
  if (options.by_class) {
    std::vector<std::byte> scratch;
    std::vector<float> labels;
    for (std::uint64_t i = 0; i < records.size(); ++i) {
      records.ReadLabels(i, scratch, labels);
      classes[i] = ClassesOf(labels);
    }
    NumberDensely(classes);
  }
  const std::vector<bool> first = StratifiedSplit(classes, *options.ratio, options.seed);
  std::vector<Part> parts = {{.output = options.prefix + "_train.rec", .records = {}},
                             {.output = options.prefix + "_val.rec", .records = {}}};
  for (std::uint64_t i = 0; i < records.size(); ++i) parts[first[i] ? 0 : 1].records.push_back(i);
  return parts;
}

std::vector<Part> SplitByCount(const Options& options, const RecordStore& records) {
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

// Writes records of the input, under keys by the options.
class Copier {
 public:
  Copier(const Options& options, const InputSet& input)
      : input_(input),
        class_names_(SharedClassNames(input.files(), options.classes, OnOtherNames::kRefuse)),
        renumber_(options.keys == "renumber"),
        progress_("records", input.records().size(), ProgressUnless(options.quiet)) {
    // A single file is copied with whatever keys it has.
    if (!renumber_ && input.files().size() > 1) RequireDistinctKeys(input);
    for (std::size_t i = 0; i < input.files().size(); ++i) {
      identities_ = identities_ && input.file(i).identities().has_value();
    }
  }

  SetWriter MakeWriter(const std::string& output, std::uint64_t shards) const {
    return SetWriter({.output = output,
                      .inputs = input_.files(),
                      .class_names = class_names_,
                      .shards = shards});
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
  bool identities_ = true;  // all files are identity sets
  console::Progress progress_;
  std::uint64_t copied_ = 0;
  std::vector<std::byte> payload_;
};

// Each part is a data set of its own.
void WriteParts(const std::vector<Part>& parts, Copier& copier) {
  for (const Part& part : parts) {
    SetWriter writer = copier.MakeWriter(part.output, 1);
    copier.Begin(writer);
    for (const std::uint64_t i : part.records) copier.Copy(i, writer);
    writer.Close();
  }
}

// Shards of one set: as even as can be, in file order.
std::vector<Part> WriteShards(const Options& options, const InputSet& input, Copier& copier) {
  const std::uint64_t records = input.records().size();
  if (options.shards > records) {
    throw Error(ErrorCode::kInvalidArgument, "has only " + std::to_string(records) + " records",
                {.file = input.name()});
  }
  SetWriter writer = copier.MakeWriter(options.prefix + ".rec", options.shards);
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

void Print(const Options& options, const std::vector<Part>& parts) {
  if (!options.json) {
    if (options.quiet) return;
    for (const Part& part : parts) {
      std::printf("%s: %s records\n", part.output.c_str(),
                  console::WithThousands(part.records.size()).c_str());
    }
    return;
  }
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const Part& part : parts) {
    json.push_back({{"output", part.output}, {"records", part.records.size()}});
  }
  PrintJson(json);
}

int Run(const Options& options) {
  const int ways =
      (options.ratio ? 1 : 0) + (options.count > 0 ? 1 : 0) + (options.shards > 0 ? 1 : 0);
  if (ways != 1) {
    throw Error(ErrorCode::kInvalidArgument, "give one of --ratio, --count and --shards");
  }
  if (options.by_class && !options.ratio) {
    throw Error(ErrorCode::kInvalidArgument, "--by-class goes with --ratio");
  }
  if (options.prefix == "-") {
    throw Error(ErrorCode::kInvalidArgument,
                "data sets are several files; they cannot go to standard output");
  }
  const InputSet input(InputFiles(options.sets, kName));
  Copier copier(options, input);
  std::vector<Part> parts;
  if (options.shards > 0) {
    parts = WriteShards(options, input, copier);
  } else {
    parts = options.ratio ? SplitByRatio(options, input.records())
                          : SplitByCount(options, input.records());
    for (const Part& part : parts) {
      if (part.records.empty()) {
        throw Error(ErrorCode::kInvalidArgument, "would get no record; nothing is written",
                    {.file = part.output});
      }
    }
    WriteParts(parts, copier);
  }
  Print(options, parts);
  return console::kExitDone;
}

}  // namespace

Command AddSplit(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand("split", "Deals the records of a data set out to several");
  AddSets(*app, options->sets);
  app->add_option("-o,--output", options->prefix, "Start of the names of the files to write")
      ->required();
  app->add_option("--ratio", options->ratio,
                  "This share at random to PREFIX_train.rec, the rest to PREFIX_val.rec")
      ->check(CLI::Range(0.0, 1.0));
  app->add_flag("--by-class", options->by_class, "With --ratio: the same share of each class");
  app->add_option("--count", options->count,
                  "So many records to each of PREFIX_0.rec, PREFIX_1.rec ..");
  app->add_option("--shards", options->shards,
                  "Even shares to PREFIX-00000-of-0000N.rec and so on");
  app->add_option("--seed", options->seed, "Seed of --ratio")->capture_default_str();
  AddKeys(*app, options->keys);
  AddClasses(*app, options->classes);
  AddQuiet(*app, options->quiet);
  AddJson(*app, options->json);
  app->footer("Example: imrec split all.rec --ratio 0.9 --by-class -o pets");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
