// Record files of given images, sound or not.
#ifndef IMREC_TESTS_SUPPORT_IMAGE_RECORDS_H_
#define IMREC_TESTS_SUPPORT_IMAGE_RECORDS_H_

#include <cstddef>
#include <filesystem>
#include <vector>

namespace imrec::test {

/// Writes a record for each image as it is, with one object; keys are 0, 1, ..
void WriteImageRecords(const std::filesystem::path& path,
                       const std::vector<std::vector<std::byte>>& images);

/// The images of such a file, in file order.
std::vector<std::vector<std::byte>> ReadImageRecords(const std::filesystem::path& path);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_IMAGE_RECORDS_H_
