// The augmentation that commands use if no --preset is given.
#ifndef IMREC_READER_TOOL_DEFAULT_PRESET_H_
#define IMREC_READER_TOOL_DEFAULT_PRESET_H_

#include <string>

#include <imrec/record_store.h>

#include "reader/tool/set_labels.h"
#include "recordio/console/cli_forward.h"

namespace imrec::tool {

/// Declares --preset. If it is not given, the value stays empty, and DefaultPreset() is used.
CLI::Option* AddPreset(CLI::App& app, std::string& preset);

/// Returns "ssd300" for detection and "imagenet" for classification. For identities, returns
/// "face112" if most images have about the size that it expects, otherwise "imagenet". Reads a few
/// images.
std::string DefaultPreset(const SetLabels& labels, const RecordStore& records);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_DEFAULT_PRESET_H_
