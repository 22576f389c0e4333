// What to say where a SET of the command line holds no records.
#ifndef IMREC_READER_TOOL_WRONG_SET_H_
#define IMREC_READER_TOOL_WRONG_SET_H_

#include <filesystem>
#include <string>

namespace imrec::tool {

/// Throws Error(kInvalidArgument) if `file`, which was typed or fits a pattern that was, is by its
/// contents and name something else than records: it says what, what `tool` ("imrec info") takes,
/// and the command that was probably meant. Damaged .rec files pass, and so does what does not
/// exist.
void RequireRecords(const std::filesystem::path& file, const std::string& tool);

/// Throws Error if `file` exists and is of another kind than a text of its own format, such as a
/// list, a data set or an image. `what` is what it should be, for example "a recipe".
void RequireTextFile(const std::filesystem::path& file, const std::string& what);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_WRONG_SET_H_
