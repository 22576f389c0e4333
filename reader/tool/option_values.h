// Option values that several subcommands share.
#ifndef IMREC_READER_TOOL_OPTION_VALUES_H_
#define IMREC_READER_TOOL_OPTION_VALUES_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace imrec::tool {

/// One reader's share of the records.
struct Part {
  std::uint64_t index = 0;
  std::uint64_t count = 1;
};

/// Parses "I/N" with I < N; throws Error otherwise.
Part ParsePart(std::string_view text);

/// What --preset takes, for --help.
std::string RecipeHelp();

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_OPTION_VALUES_H_
