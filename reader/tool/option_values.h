// Options and option values that several subcommands share.
#ifndef IMREC_READER_TOOL_OPTION_VALUES_H_
#define IMREC_READER_TOOL_OPTION_VALUES_H_

#include <cstdint>
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
/// Declares -o, --output, the set that is written: see OutputSet.
CLI::Option* AddOutput(CLI::App& app, std::string& output);
/// Declares -q, --quiet: neither progress nor summaries. Errors, notices and what was asked for
/// stay.
CLI::Option* AddQuiet(CLI::App& app, bool& quiet);
CLI::Option* AddJson(CLI::App& app, bool& json);

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

#endif  // IMREC_READER_TOOL_OPTION_VALUES_H_
