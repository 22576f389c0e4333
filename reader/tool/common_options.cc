#include "reader/tool/common_options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <system_error>

#include <imrec/class_names.h>
#include <imrec/error.h>
#include <imrec/reader_options.h>
#include <imrec/recipe_file.h>
#include <CLI/CLI.hpp>

#include "reader/tool/wrong_set.h"
#include "recordio/console/option_values.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/path_status.h"
#include "recordio/internal/read_file.h"

namespace imrec::tool {

CLI::Option* AddSets(CLI::App& app, std::vector<std::string>& sets) {
  return app
      .add_option("SET", sets,
                  "Data sets: files (.rec, .rec.zst), patterns ('train-*.rec'), manifests, or the "
                  "PREFIX of a set in one or more shards")
      ->required();
}

CLI::Option* AddClasses(CLI::App& app, std::string& path) {
  return app.add_option(
      "--classes", path,
      "File of class names, one per line (default: those in the set's manifest, or in "
      "PREFIX.classes.txt)");
}

CLI::Option* AddOutput(CLI::App& app, std::string& output) {
  return app
      .add_option(
          "-o,--output", output,
          "What to write: OUT.rec or OUT; of several files, OUT-00000-of-0000N.rec and so on")
      ->required();
}

CLI::Option* AddQuiet(CLI::App& app, bool& quiet) {
  return app.add_flag("-q,--quiet", quiet, "Print no progress and no summary");
}

CLI::Option* AddJson(CLI::App& app, bool& json) {
  return app.add_flag("--json", json, "Print JSON");
}

CLI::Option* AddForce(CLI::App& app, bool& force) {
  return app.add_flag("--force", force, "Replace existing files with the names of the output");
}

CLI::Option* AddThreads(CLI::App& app, std::size_t& threads, const std::string& who) {
  return console::AddWholeNumber(app, "--threads", threads, who + "; 0: all available processors",
                                 {.lowest = 0, .highest = ReaderOptions::kMaxThreads})
      ->default_str(std::to_string(threads));
}

CLI::Option* AddSeed(CLI::App& app, std::uint64_t& seed, const std::string& description) {
  return console::AddWholeNumber(app, "--seed", seed, description, {})
      ->default_str(std::to_string(seed));
}

void RequireAbsent(const std::filesystem::path& output, bool force) {
  RequireUsableOutput(output);
  std::error_code failure;
  const auto type = std::filesystem::symlink_status(output, failure).type();
  if (force || output == "-" || type == std::filesystem::file_type::not_found) return;
  if (failure) throw Error(ErrorCode::kIo, failure.message(), {.file = output.string()});
  throw Error(ErrorCode::kInvalidArgument, "exists; --force replaces it",
              {.file = output.string()});
}

void RequireSameClassNames(const std::filesystem::path& path,
                           const std::vector<std::string>& class_names, bool force) {
  if (IsRegularFile(path) && ReadTextFile(path) == FormatClassNames(class_names)) return;
  RequireAbsent(path, force);
}

void RequireEmptyFolder(const std::filesystem::path& folder, bool force) {
  RequireUsableOutput(folder);
  std::error_code failure;
  if (!std::filesystem::exists(folder, failure)) return;
  const auto refuse = [&](const std::string& reason) {
    throw Error(ErrorCode::kInvalidArgument, reason, {.file = folder.string()});
  };
  if (!std::filesystem::is_directory(folder, failure)) refuse("is not a folder");
  if (!force && !std::filesystem::is_empty(folder, failure)) {
    refuse("is not empty; --force writes into it");
  }
}

console::ProgressMode ProgressUnless(bool quiet) {
  return quiet ? console::ProgressMode::kNever : console::ProgressMode::kAuto;
}

Part ParsePart(std::string_view text) {
  Part part;
  const char* const end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, part.index);
  const bool slash = index.ec == std::errc() && index.ptr != end && *index.ptr == '/';
  const auto count = slash ? std::from_chars(index.ptr + 1, end, part.count) : index;
  if (!slash || count.ec != std::errc() || count.ptr != end || part.index >= part.count) {
    throw Error(ErrorCode::kInvalidArgument,
                "--part must be I/N with I below N, such as 0/4, not '" + std::string(text) + "'");
  }
  return part;
}

std::string RecipeHelp() {
  std::string names;
  for (const Preset& preset : Presets()) {
    if (!names.empty()) names += ", ";
    names += preset.name;
  }
  return "Augmentation: " + names +
         "; or a recipe file (see imrec augment); or - for standard input";
}

AugmentRecipe GetRecipe(const std::string& preset_or_path) {
  if (preset_or_path != "-") {
    const bool preset =
        std::ranges::any_of(Presets(), [&](const Preset& p) { return p.name == preset_or_path; });
    if (!preset) RequireTextFile(preset_or_path, "a preset or a recipe file");
    return LoadRecipe(preset_or_path);
  }
  return ParseRecipe(ReadStandardInput(), "standard input");
}

std::string ReadStandardInput() {
  constexpr std::size_t kMaxBytes = std::size_t{1} << 30;
  std::string text;
  std::array<char, 65536> buffer;
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), stdin)) {
    text.append(buffer.data(), got);
    if (text.size() > kMaxBytes) {
      throw Error(ErrorCode::kLimitExceeded, "standard input is longer than 1 GiB");
    }
  }
  if (std::ferror(stdin) != 0) throw Error(ErrorCode::kIo, "standard input cannot be read");
  return text;
}

}  // namespace imrec::tool
