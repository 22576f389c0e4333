// imrec compress, imrec decompress: .rec to .rec.zst and back.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <imrec/compressed_file.h>
#include <imrec/error.h>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

constexpr const char* kExtension = ".zst";

struct Options {
  std::vector<std::string> files;
  CompressOptions compression;
  bool force = false;
  bool json = false;
};

struct Job {
  std::filesystem::path from;
  std::filesystem::path to;
};

using Action = std::function<CompressionResult(const Job&)>;

Job CompressJob(const std::filesystem::path& file) {
  if (file.extension() == kExtension) {
    throw Error(ErrorCode::kInvalidArgument, "is compressed already", {.file = file.string()});
  }
  return {.from = file, .to = std::filesystem::path(file) += kExtension};
}

Job DecompressJob(const std::filesystem::path& file) {
  if (file.extension() != kExtension) {
    throw Error(ErrorCode::kInvalidArgument, "is not called .zst", {.file = file.string()});
  }
  return {.from = file, .to = std::filesystem::path(file).replace_extension()};
}

nlohmann::ordered_json Json(const Job& job, const CompressionResult& result) {
  return {{"file", job.to.string()},
          {"records", result.records},
          {"bytes", result.bytes},
          {"compressed_bytes", result.compressed_bytes}};
}

void PrintText(const Job& job, const CompressionResult& result) {
  const double share = result.bytes == 0 ? 100
                                         : 100 * static_cast<double>(result.compressed_bytes) /
                                               static_cast<double>(result.bytes);
  std::printf("%s: %s records, %s plain, %s compressed (%.1f%%)\n", job.to.c_str(),
              console::WithThousands(result.records).c_str(),
              console::HumanBytes(result.bytes).c_str(),
              console::HumanBytes(result.compressed_bytes).c_str(), share);
}

// Treats each file by itself: one that fails does not keep the others.
int RunAll(const std::string& tool, const Options& options,
           Job (*plan)(const std::filesystem::path&), const Action& action) {
  std::size_t done = 0;
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const std::string& file : options.files) {
    try {
      const Job job = plan(file);
      if (!options.force && std::filesystem::exists(job.to)) {
        throw Error(ErrorCode::kInvalidArgument, "exists; --force replaces it",
                    {.file = job.to.string()});
      }
      const CompressionResult result = action(job);
      ++done;
      if (options.json) {
        files.push_back(Json(job, result));
      } else {
        PrintText(job, result);
      }
    } catch (const Error& error) {
      console::Say(tool, error.what());
    }
  }
  if (options.json) {
    // File names need not be UTF-8.
    const nlohmann::ordered_json report = {{"files", files}};
    std::puts(report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
  if (done == 0) return console::kExitNothing;
  return done == options.files.size() ? console::kExitDone : console::kExitPartly;
}

void AddCommonOptions(CLI::App& app, Options& options) {
  app.add_flag("--force", options.force, "Replace files that exist");
  app.add_flag("--json", options.json, "Print JSON");
}

}  // namespace

Command AddCompress(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand(
      "compress", "Makes FILE.rec.zst of FILE.rec, which stays; .idx and .crc serve both");
  app->add_option("FILE", options->files, "The .rec files")->required();
  app->add_option("--level", options->compression.level, "Zstandard level, 1..19")
      ->capture_default_str();
  AddCommonOptions(*app, *options);
  app->footer(
      "Records are read at random from FILE.rec.zst; 'imrec decompress' or 'zstd -d' restores\n"
      "FILE.rec byte for byte. JPEG images hardly shrink; labels and PNG images may.\n"
      "Example: imrec compress --level 9 train.rec");
  return {.app = app, .run = [options] {
            CheckCompressionLevel(options->compression.level);
            return RunAll("imrec compress", *options, CompressJob, [&options](const Job& job) {
              return CompressRecords(job.from, job.to, options->compression);
            });
          }};
}

Command AddDecompress(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand("decompress", "Makes FILE.rec of FILE.rec.zst, which stays");
  app->add_option("FILE", options->files, "The .rec.zst files")->required();
  AddCommonOptions(*app, *options);
  app->footer("Example: imrec decompress train.rec.zst");
  return {.app = app, .run = [options] {
            return RunAll("imrec decompress", *options, DecompressJob,
                          [](const Job& job) { return DecompressRecords(job.from, job.to); });
          }};
}

}  // namespace imrec::tool
