// Reads the set files in ImageSets/Main.
#ifndef IMREC_VOC_PASCAL_SET_FILE_H_
#define IMREC_VOC_PASCAL_SET_FILE_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "voc/pascal/dataset.h"

namespace imrec {

/// Returns ROOT/ImageSets/Main.
std::filesystem::path VocSetsFolder(const VocRoot& root);

/// Returns true if there is no set to read: the set has no name, or is trainval of a root without
/// sets.
bool TakesAllAnnotations(const VocRoot& root, const VocSet& set);

/// Returns the samples that the lines of `text` name; see FindVocSamples(). `file` is for messages.
std::vector<VocSample> ReadVocSet(const VocRoot& root, std::size_t root_number,
                                  const std::string& file, std::string_view text,
                                  VocProblems& problems);

/// Returns a line without its last column of -1, 0 or 1, as in sets for one class. Returns an empty
/// string if there is no such column.
std::string_view WithoutSetColumn(std::string_view line);

}  // namespace imrec

#endif  // IMREC_VOC_PASCAL_SET_FILE_H_
