// The files of ImageSets/Main.
#ifndef IMREC_VOC_SET_FILE_H_
#define IMREC_VOC_SET_FILE_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/voc_dataset.h>

namespace imrec {

/// ROOT/ImageSets/Main.
std::filesystem::path VocSetsFolder(const VocRoot& root);

/// True if there is no set to read: none is asked for, or trainval of a root without sets.
bool TakesAllAnnotations(const VocRoot& root, const VocSet& set);

/// The samples that the lines of `text` name, as FindVocSamples() says; `file` is for messages.
std::vector<VocSample> ReadVocSet(const VocRoot& root, std::size_t root_number,
                                  const std::string& file, std::string_view text,
                                  VocProblems& problems);

/// A line without the column of a set of one class, -1, 0 or 1; empty if there is none.
std::string_view WithoutSetColumn(std::string_view line);

}  // namespace imrec

#endif  // IMREC_VOC_SET_FILE_H_
