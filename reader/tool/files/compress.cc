// imrec compress and imrec decompress: convert .rec to .rec.zst and back.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/files/output_dataset.h"
#include "reader/tool/input_class_names.h"
#include "reader/tool/input_set.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"
#include "recordio/console/option_values.h"
#include "recordio/console/progress.h"
#include "recordio/internal/byte_source.h"
#include "recordio/internal/compressed_file.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExtension = ".zst";

struct CompressToolOptions {
  std::vector<std::string> sets;
  std::string output;
  std::string classes;
  CompressOptions compression;
  bool force = false;
  bool quiet = false;
  bool json = false;
};

// One of the two commands.
struct Direction {
  std::string tool;
  bool compress = true;
};

struct Outcome {
  fs::path file;
  CompressionResult result;
};

fs::path OutputFor(const fs::path& file, const Direction& direction) {
  const bool is_compressed = file.extension() == kExtension;
  if (direction.compress && is_compressed) {
    throw Error(ErrorCode::kInvalidArgument, "is already compressed", {.file = ShownPath(file)});
  }
  if (!direction.compress && !is_compressed) {
    throw Error(ErrorCode::kInvalidArgument, "does not end in .zst", {.file = ShownPath(file)});
  }
  return direction.compress ? fs::path(file) += kExtension : fs::path(file).replace_extension();
}

Outcome RunOne(const fs::path& file, const CompressToolOptions& options,
               const Direction& direction) {
  const fs::path output = OutputFor(file, direction);
  RequireAbsent(output, options.force);
  return {.file = output,
          .result = direction.compress ? CompressRecords(file, output, options.compression)
                                       : DecompressRecords(file, output)};
}

struct Results {
  std::vector<Outcome> files;
  std::vector<Error> errors;
};

// Calls `action` and reports the error that it throws.
void Try(const Direction& direction, Results& results, const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    console::Say(direction.tool, error.what());
    results.errors.push_back(error);
  }
}

void PrintOutcome(const CompressToolOptions& options, const Outcome& outcome) {
  if (options.json || options.quiet) return;
  const CompressionResult& result = outcome.result;
  const double share = result.bytes == 0 ? 100
                                         : 100 * static_cast<double>(result.compressed_bytes) /
                                               static_cast<double>(result.bytes);
  std::printf("%s: %s, %s plain, %s compressed (%.1f%%)\n", outcome.file.c_str(),
              console::Counted(result.records, "record").c_str(),
              console::HumanBytes(result.bytes).c_str(),
              console::HumanBytes(result.compressed_bytes).c_str(), share);
}

// Writes the other form of each file next to it. If one file fails, continues with the others.
void RunBeside(const CompressToolOptions& options, const Direction& direction, Results& results) {
  const InputOptions find = {
      .find = {.prefer_compressed = !direction.compress, .keep_missing = true}};
  std::vector<fs::path> files;
  for (const std::string& set : options.sets) {
    Try(direction, results, [&] {
      const InputFiles found({set}, direction.tool, find);
      for (const InputFile& file : found.files()) {
        if (std::ranges::find(files, file.path) == files.end()) files.push_back(file.path);
      }
    });
  }
  for (const fs::path& file : files) {
    Try(direction, results, [&] {
      results.files.push_back(RunOne(file, options, direction));
      PrintOutcome(options, results.files.back());
    });
  }
}

// Copies all records of the file, including the records of an identity set that have no image.
void CopyWhole(const RecordShard& set, const AccessOptions& access, SetWriter& writer) {
  std::unordered_map<std::uint64_t, std::uint64_t> keys;  // keys by offset
  for (std::uint64_t i = 0; i < set.size(); ++i) keys.emplace(set.offset(i), set.key(i));
  if (set.identities()) {
    keys.emplace(set.identities()->head.offset, set.identities()->head.key);
    for (const IndexEntry& entry : set.identities()->identities) {
      keys.emplace(entry.offset, entry.key);
    }
  }
  const RecordFile file(set.path(), access);
  RecordScanner scanner(file);
  for (std::uint64_t position = 0; const auto record = scanner.Next(); ++position) {
    const auto known = keys.find(record->offset);
    if (known != keys.end()) {
      writer.Write(known->second, record->payload);
    } else {
      const bool has_id = record->payload.size() >= ImageRecordView::kHeaderSize;
      writer.Write(has_id ? ImageRecordId(record->payload) : position, record->payload);
    }
  }
}

// Writes a separate data set, with one shard per file.
void RunInto(const CompressToolOptions& options, const Direction& direction, Results& results) {
  const InputSet input(InputFiles(options.sets, direction.tool,
                                  {.find = {.prefer_compressed = !direction.compress}}));
  OutputDataset output = {
      .output = options.output,
      .inputs = input.files(),
      .class_names = SharedClassNames(input.files(), options.classes, OnOtherNames::kRefuse),
      .shards = input.files().size(),
      .force = options.force};
  if (direction.compress) output.compression_level = options.compression.level;
  SetWriter writer(output);
  console::Progress progress("files", output.shards, ProgressUnless(options.quiet));
  for (std::uint64_t i = 0; i < output.shards; ++i) {
    if (i > 0) writer.NextShard();
    CopyWhole(input.file(i), input.files().access(), writer);
    progress.Update(i + 1);
  }
  const Manifest manifest = writer.Close();
  for (std::uint64_t i = 0; i < output.shards; ++i) {
    const fs::path compressed = direction.compress ? output.file(i) : input.files()[i].path;
    const std::uint64_t compressed_bytes = OpenFile(compressed, input.files().access())->size();
    results.files.push_back({.file = output.file(i),
                             .result = {.records = manifest.shards[i].records,
                                        .bytes = manifest.shards[i].bytes,
                                        .compressed_bytes = compressed_bytes}});
    PrintOutcome(options, results.files.back());
  }
}

nlohmann::ordered_json Json(const Results& results) {
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const Outcome& outcome : results.files) {
    files.push_back({{"file", outcome.file.string()},
                     {"records", outcome.result.records},
                     {"bytes", outcome.result.bytes},
                     {"compressed_bytes", outcome.result.compressed_bytes}});
  }
  return {{"files", files}, {"errors", ErrorsJson(results.errors)}};
}

int RunCompression(const CompressToolOptions& options, const Direction& direction) {
  CheckCompressionLevel(options.compression.level);
  Results results;
  if (options.output.empty()) {
    RunBeside(options, direction, results);
  } else {
    RunInto(options, direction, results);
  }
  if (options.json) PrintJson(Json(results));
  if (results.files.empty()) return console::kExitNothing;
  return results.errors.empty() ? console::kExitDone : console::kExitPartly;
}

void AddCommonOptions(CLI::App& app, CompressToolOptions& options) {
  AddSets(app, options.sets);
  CLI::Option* output = AddOutput(app, options.output)->required(false);
  AddClasses(app, options.classes)->needs(output);
  AddForce(app, options.force);
  AddQuiet(app, options.quiet);
  AddJson(app, options.json);
}

}  // namespace

Command AddCompress(CLI::App& imrec) {
  const auto options = std::make_shared<CompressToolOptions>();
  CLI::App* app = imrec.add_subcommand("compress",
                                       "Compresses each FILE.rec to FILE.rec.zst and keeps "
                                       "FILE.rec; .idx and .crc are valid for both");
  AddCommonOptions(*app, *options);
  app->get_option("--output")
      ->description(
          "Write a separate data set instead: OUT.rec.zst, or OUT-00000-of-0000N.rec.zst with one "
          "shard per file; the name may be OUT, OUT.rec or OUT.rec.zst");
  console::AddWholeNumber(*app, "--level", options->compression.level, "Zstandard level",
                          {.lowest = 1, .highest = 19})
      ->default_str(std::to_string(options->compression.level));
  app->footer(
      "FILE.rec.zst allows random access to records; 'imrec decompress' or 'zstd -d' restores\n"
      "FILE.rec byte for byte. JPEG images are hardly smaller; labels and PNG images may be.\n"
      "Examples:\n  imrec compress --level 9 train.rec\n"
      "  imrec compress 'train-*.rec' -o small");
  return {.app = app, .run = [options] {
            return RunCompression(*options, {.tool = "imrec compress", .compress = true});
          }};
}

Command AddDecompress(CLI::App& imrec) {
  const auto options = std::make_shared<CompressToolOptions>();
  CLI::App* app = imrec.add_subcommand(
      "decompress", "Decompresses each FILE.rec.zst to FILE.rec and keeps FILE.rec.zst");
  AddCommonOptions(*app, *options);
  app->get_option("--output")
      ->description(
          "Write a separate data set instead: OUT.rec, or OUT-00000-of-0000N.rec with one shard "
          "per file; the name may be OUT or OUT.rec");
  app->footer("Example: imrec decompress train.rec.zst");
  return {.app = app, .run = [options] {
            return RunCompression(*options, {.tool = "imrec decompress", .compress = false});
          }};
}

}  // namespace imrec::tool
