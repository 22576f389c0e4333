// The augmentation that commands take if none is named.
#ifndef IMREC_READER_TOOL_DEFAULT_PRESET_H_
#define IMREC_READER_TOOL_DEFAULT_PRESET_H_

#include <string>

#include <imrec/record_store.h>
#include <CLI/CLI.hpp>

#include "reader/tool/set_labels.h"

namespace imrec::tool {

/// Declares --preset, which stays empty if it is not given: then DefaultPreset() is meant.
CLI::Option* AddPreset(CLI::App& app, std::string& preset);

/// "ssd300" for detection, "imagenet" for classification, and for identities "face112" if most
/// images are about as large as that takes them, or else "imagenet". Looks at a few images.
std::string DefaultPreset(const SetLabels& labels, const RecordStore& records);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_DEFAULT_PRESET_H_
