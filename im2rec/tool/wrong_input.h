// What to say about a PREFIX or ROOT that is something else: what it is, what im2rec takes, and
// what to type.
#ifndef IMREC_IM2REC_TOOL_WRONG_INPUT_H_
#define IMREC_IM2REC_TOOL_WRONG_INPUT_H_

#include <filesystem>
#include <string>
#include <vector>

#include "im2rec/tool/arguments.h"

namespace imrec::tool {

/// The lists that PREFIX names (FindLists()), or PREFIX itself if it is a list of another name.
/// Says which lists are passed by. Throws Error that explains what PREFIX is if it names no list.
std::vector<std::filesystem::path> ListsToPack(const Arguments& arguments);

/// Throws Error that explains what ROOT is if it is no folder.
void RequireRoot(const Arguments& arguments);

/// What to say about a folder without images for --list, or a folder of annotations; empty if there
/// is nothing to say.
std::string AdviceOnRoot(const Arguments& arguments);

/// Throws Error if a list would replace a file that is none, or the file of --classes.
void CheckListsToWrite(const Arguments& arguments);

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_WRONG_INPUT_H_
