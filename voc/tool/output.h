// The files that voc2lst writes.
#ifndef IMREC_VOC_TOOL_OUTPUT_H_
#define IMREC_VOC_TOOL_OUTPUT_H_

#include <filesystem>
#include <vector>

#include <imrec/voc_list.h>

#include "voc/tool/options.h"

namespace imrec::tool {

/// Writes the list, or a train and a val list, with a class-name file beside each; or only the list
/// to standard output. Returns the lists. Throws Error; what was there before then stays.
std::vector<std::filesystem::path> WriteLists(const VocList& list, const Options& options);

}  // namespace imrec::tool

#endif  // IMREC_VOC_TOOL_OUTPUT_H_
