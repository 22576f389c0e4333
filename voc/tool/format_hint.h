// Recognises annotations of other formats than the one that is read.
#ifndef IMREC_VOC_TOOL_FORMAT_HINT_H_
#define IMREC_VOC_TOOL_FORMAT_HINT_H_

#include <filesystem>
#include <string>

#include "voc/tool/voc2lst_options.h"

namespace imrec::tool {

/// Returns "for COCO: voc2lst --from coco ...", the command for the format that a file or folder
/// seems to have, or an empty text if it is not recognised or is VOC's. Looks at the names of a
/// folder's entries and at the start of a few files. Does not throw Error.
std::string FormatHint(const Options& options, const std::filesystem::path& path);

}  // namespace imrec::tool

#endif  // IMREC_VOC_TOOL_FORMAT_HINT_H_
