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

#include "recordio/console/cli_forward.h"
#include "recordio/console/progress.h"

namespace imrec::tool {

/// Declares SET..., the data sets to read: see InputFiles.
CLI::Option* AddSets(CLI::App& app, std::vector<std::string>& sets);
/// Declares --classes: see InputClassNames.
CLI::Option* AddClasses(CLI::App& app, std::string& path);
/// Declares -o, --output, the data set to write: see OutputDataset.
CLI::Option* AddOutput(CLI::App& app, std::string& output);
/// Declares -q, --quiet, which suppresses progress and summaries. Errors, notices and results are
/// still printed.
CLI::Option* AddQuiet(CLI::App& app, bool& quiet);
CLI::Option* AddJson(CLI::App& app, bool& json);
/// Declares --force. Without it, existing files are not replaced (RequireAbsent()).
CLI::Option* AddForce(CLI::App& app, bool& force);
/// Declares --threads, 0..1024; `who` names the threads in its description.
CLI::Option* AddThreads(CLI::App& app, std::size_t& threads, const std::string& who);
/// Declares --seed, any whole number of 64 bits.
CLI::Option* AddSeed(CLI::App& app, std::uint64_t& seed, const std::string& description);

/// Throws Error(kInvalidArgument) if this file exists, unless `force` is true or it is "-"
/// (standard output), and Error(kUnsupported) if it is one of another machine. Call before any work
/// is done.
void RequireAbsent(const std::filesystem::path& output, bool force);
/// The same for a file of class names, which may exist with these names.
void RequireSameClassNames(const std::filesystem::path& path,
                           const std::vector<std::string>& class_names, bool force);
/// The same for a folder to write into. The folder may exist if it is empty or `force` is true.
void RequireEmptyFolder(const std::filesystem::path& folder, bool force);

console::ProgressMode ProgressUnless(bool quiet);

/// One of several parts of the records.
struct Part {
  std::uint64_t index = 0;
  std::uint64_t count = 1;
};

/// Parses "I/N" with I < N; throws Error otherwise.
Part ParsePart(std::string_view text);

/// Returns the description of --preset for --help.
std::string RecipeHelp();

/// Returns a preset, reads a recipe file, or reads the recipe from standard input for "-". Throws
/// Error.
AugmentRecipe GetRecipe(const std::string& preset_or_path);

/// Reads standard input to its end. Throws Error if it is longer than 1 GiB, too long for a recipe
/// or a list of keys.
std::string ReadStandardInput();

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_COMMON_OPTIONS_H_
