// Where the data set of a list is written.
#ifndef IMREC_IM2REC_TOOL_OUTPUT_OF_LIST_H_
#define IMREC_IM2REC_TOOL_OUTPUT_OF_LIST_H_

#include <filesystem>

#include "im2rec/tool/arguments/arguments.h"

namespace imrec::tool {

/// The advice if that place cannot be used.
inline constexpr const char* kOtherPlace = "choose another place with -o OUT_PREFIX";

/// Returns the prefix of the data set of a list, or an empty path for that of the list. With
/// several lists, the part of their names after PREFIX is appended.
std::filesystem::path OutputOfList(const std::filesystem::path& list, const Arguments& arguments);

/// Throws Error unless a data set can be written to PREFIX, as far as that is known without trying.
void RequireOutputPlace(const std::filesystem::path& prefix);

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_OUTPUT_OF_LIST_H_
