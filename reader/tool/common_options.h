// Options and option values that several subcommands share.
#ifndef IMREC_READER_TOOL_COMMON_OPTIONS_H_
#define IMREC_READER_TOOL_COMMON_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/augment_recipe.h>
#include <CLI/CLI.hpp>

#include "recordio/console/progress.h"

namespace imrec::tool {

/// Declares SET..., what is read: see InputFiles.
CLI::Option* AddSets(CLI::App& app, std::vector<std::string>& sets);
/// Declares --classes: see InputClassNames.
CLI::Option* AddClasses(CLI::App& app, std::string& path);
/// Declares -o, --output, the set that is written: see OutputDataset.
CLI::Option* AddOutput(CLI::App& app, std::string& output);
/// Declares -q, --quiet: neither progress nor summaries. Errors, notices and what was asked for
/// stay.
CLI::Option* AddQuiet(CLI::App& app, bool& quiet);
CLI::Option* AddJson(CLI::App& app, bool& json);
/// Declares --force: without it, nothing is written onto files that exist (RequireAbsent()).
CLI::Option* AddForce(CLI::App& app, bool& force);
/// Declares --threads, 0..1024; `who` says what the threads do.
CLI::Option* AddThreads(CLI::App& app, std::size_t& threads, const std::string& who);
/// Declares --seed, any whole number of 64 bits.
CLI::Option* AddSeed(CLI::App& app, std::uint64_t& seed, const std::string& description);

/// Throws Error(kInvalidArgument) if there is something by this name, and it is not to be replaced
/// with `force`. "-", which is standard output, is never there. Call before any work is done.
void RequireAbsent(const std::filesystem::path& output, bool force);
/// The same for a folder to write into: it may be there if it is empty, or with `force`.
void RequireEmptyFolder(const std::filesystem::path& folder, bool force);

console::ProgressMode ProgressUnless(bool quiet);

/// One reader's share of the records.
struct Part {
  std::uint64_t index = 0;
  std::uint64_t count = 1;
};

/// Parses "I/N" with I < N; throws Error otherwise.
Part ParsePart(std::string_view text);

/// What --preset takes, for --help.
std::string RecipeHelp();

/// A preset, a recipe file, or the recipe on standard input for "-". Throws Error.
AugmentRecipe GetRecipe(const std::string& preset_or_path);

/// All of standard input, which is text. Throws Error if it is too long for a recipe or list of
/// keys (1 GiB).
std::string ReadStandardInput();

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_COMMON_OPTIONS_H_
