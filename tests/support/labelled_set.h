// Record files of small images with given labels.
#ifndef IMREC_TESTS_SUPPORT_LABELLED_SET_H_
#define IMREC_TESTS_SUPPORT_LABELLED_SET_H_

#include <filesystem>
#include <vector>

#include <imrec/image.h>

namespace imrec::test {

/// Writes PATH and its .idx: a record with a JPEG for each of `labels`, keys 0, 1, ..
void WriteLabelledSet(const std::filesystem::path& path,
                      const std::vector<std::vector<float>>& labels,
                      ImageSize size = {.width = 32, .height = 24});

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_LABELLED_SET_H_
