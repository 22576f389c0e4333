// The files that voc2lst writes.
#ifndef IMREC_VOC_TOOL_OUTPUT_H_
#define IMREC_VOC_TOOL_OUTPUT_H_

#include <filesystem>
#include <vector>

#include <imrec/voc_list.h>

#include "voc/tool/voc2lst_options.h"

namespace imrec::tool {

/// Returns the paths of the lists to write: one, or a train and a val list; none if the list goes
/// to standard output or is only checked.
std::vector<std::filesystem::path> OutputLists(const Options& options);

/// Writes the list, or a train and a val list, each with a class-name file next to it; or only the
/// list to standard output. Replaces lists of the same name and says so. Returns the paths of the
/// lists. Throws Error if another file than a list has such a name, or, without --force, if a
/// class-name file with other names is there: class numbers depend on it. Then existing files stay.
std::vector<std::filesystem::path> WriteLists(const VocList& list, const Options& options);

}  // namespace imrec::tool

#endif  // IMREC_VOC_TOOL_OUTPUT_H_
