// The files that voc2lst writes.
#ifndef IMREC_VOC_TOOL_OUTPUT_H_
#define IMREC_VOC_TOOL_OUTPUT_H_

#include <filesystem>
#include <vector>

#include <imrec/voc_list.h>

#include "voc/tool/options.h"

namespace imrec::tool {

/// Writes the list, or a train and a val list, each with a class-name file next to it; or only the
/// list to standard output. Returns the paths of the lists. If it throws Error, existing files
/// stay.
std::vector<std::filesystem::path> WriteLists(const VocList& list, const Options& options);

}  // namespace imrec::tool

#endif  // IMREC_VOC_TOOL_OUTPUT_H_
