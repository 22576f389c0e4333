// Messages about a PREFIX or ROOT of the wrong kind: what it is, what im2rec expects, and what to
// type.
#ifndef IMREC_IM2REC_TOOL_ARGUMENTS_ARGUMENT_ADVICE_H_
#define IMREC_IM2REC_TOOL_ARGUMENTS_ARGUMENT_ADVICE_H_

#include <filesystem>
#include <string>
#include <vector>

#include "im2rec/tool/arguments/arguments.h"

namespace imrec::tool {

/// Returns the lists that PREFIX stands for (see FindLists()), or PREFIX itself if it is a list
/// with another extension. Reports lists that are ignored. Throws Error that explains what PREFIX
/// is if it is not the prefix of a list.
std::vector<std::filesystem::path> ListsToPack(const Arguments& arguments);

/// Throws Error that explains what ROOT is if it is not a folder.
void RequireRoot(const Arguments& arguments);

/// Returns advice about a ROOT without images for --list or with annotations, or an empty string.
std::string AdviceOnRoot(const Arguments& arguments);

/// Throws Error if a list would replace a file that is not a list, or the file of --classes.
void CheckListsToWrite(const Arguments& arguments);

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_ARGUMENTS_ARGUMENT_ADVICE_H_
