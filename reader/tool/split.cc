// imrec split: one file into several.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/record_set.h>
#include <imrec/stratified_split.h>
#include <nlohmann/json.hpp>

#include "reader/tool/class_id.h"
#include "reader/tool/class_names.h"
#include "reader/tool/command.h"
#include "reader/tool/output_set.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

struct Options {
  std::string file;
  std::string prefix;
  std::optional<double> ratio;
  std::uint64_t count = 0;
  std::uint64_t shards = 0;
  bool by_class = false;
  std::uint64_t seed = 0;
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

std::vector<Part> SplitByRatio(const Options& options, const RecordSet& records) {
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

std::vector<Part> SplitByCount(const Options& options, const RecordSet& records) {
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

void WritePart(const Options& options, const RecordSet& records, const Part& part) {
  const OutputSet set = {.output = part.output,
                         .inputs = {options.file},
                         .tool = "imrec split",
                         .class_names = FindClassNames(options.file)};
  DatasetWriter writer = MakeWriter(set);
  std::vector<std::byte> payload;
  for (const std::uint64_t i : part.records) {
    records.Read(i, payload);
    writer.Write(records.key(i), payload);
  }
  Finish(writer, set);
}

// Shards of one set: as even as can be, in file order.
std::vector<Part> WriteShards(const Options& options, const RecordSet& records) {
  if (options.shards > records.size()) {
    throw Error(ErrorCode::kInvalidArgument,
                "has only " + std::to_string(records.size()) + " records", {.file = options.file});
  }
  const OutputSet set = {.output = options.prefix + ".rec",
                         .inputs = {options.file},
                         .tool = "imrec split",
                         .class_names = FindClassNames(options.file),
                         .shards = options.shards};
  DatasetWriter writer = MakeWriter(set);
  std::vector<Part> parts;
  std::vector<std::byte> payload;
  for (std::uint64_t shard = 0; shard < options.shards; ++shard) {
    if (shard > 0) writer.NextShard();
    parts.push_back(
        {.output = ShardPath(options.prefix, shard, options.shards).string(), .records = {}});
    const std::uint64_t end = records.size() * (shard + 1) / options.shards;
    for (std::uint64_t i = records.size() * shard / options.shards; i < end; ++i) {
      records.Read(i, payload);
      writer.Write(records.key(i), payload);
      parts.back().records.push_back(i);
    }
  }
  Finish(writer, set);
  return parts;
}

void Print(const Options& options, const std::vector<Part>& parts) {
  if (!options.json) {
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
  std::puts(json.dump(2).c_str());
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
  const RecordSet records(options.file);
  std::vector<Part> parts;
  if (options.shards > 0) {
    parts = WriteShards(options, records);
  } else {
    parts = options.ratio ? SplitByRatio(options, records) : SplitByCount(options, records);
    for (const Part& part : parts) {
      if (part.records.empty()) {
        throw Error(ErrorCode::kInvalidArgument, "would get no record; nothing is written",
                    {.file = part.output});
      }
    }
    for (const Part& part : parts) WritePart(options, records, part);
  }
  Print(options, parts);
  return console::kExitDone;
}

}  // namespace

Command AddSplit(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand("split", "Deals the records of a file out to several");
  app->add_option("FILE", options->file, "The .rec file")->required();
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
  app->add_flag("--json", options->json, "Print JSON");
  app->footer("Example: imrec split all.rec --ratio 0.9 --by-class -o pets");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
