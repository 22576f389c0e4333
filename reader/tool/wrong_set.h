// Errors for a SET argument that is not a data set.
#ifndef IMREC_READER_TOOL_WRONG_SET_H_
#define IMREC_READER_TOOL_WRONG_SET_H_

#include <filesystem>
#include <string>

namespace imrec::tool {

/// Throws Error(kInvalidArgument) if `file`, a SET argument or a file that matches one, is not a
/// record file according to its contents and name. The message says what the file is, what `tool`
/// ("imrec info") accepts, and which command was probably meant. Accepts damaged .rec files and
/// files that do not exist.
void RequireRecords(const std::filesystem::path& file, const std::string& tool);

/// Throws Error if `file` exists and is a file of another kind, such as a list, a data set or an
/// image. `what` is the expected kind, for example "a recipe".
void RequireTextFile(const std::filesystem::path& file, const std::string& what);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_WRONG_SET_H_
