// What is at a path of this machine. Paths may come from files of others: the answer is no, without
// an exception, also if the system cannot tell, for example because a name is too long.
#ifndef IMREC_RECORDIO_INTERNAL_PATH_STATUS_H_
#define IMREC_RECORDIO_INTERNAL_PATH_STATUS_H_

#include <cstdint>
#include <filesystem>
#include <system_error>

namespace imrec {

/// Follows links.
inline bool IsThere(const std::filesystem::path& path) {
  std::error_code failure;
  return std::filesystem::exists(path, failure);
}

/// Follows links.
inline bool IsRegularFile(const std::filesystem::path& path) {
  std::error_code failure;
  return std::filesystem::is_regular_file(path, failure);
}

/// Follows links.
inline bool IsFolder(const std::filesystem::path& path) {
  std::error_code failure;
  return std::filesystem::is_directory(path, failure);
}

/// True for a regular file, and no link, of `size` bytes.
inline bool IsFileOfSize(const std::filesystem::path& path, std::uint64_t size) {
  std::error_code failure;
  return std::filesystem::is_regular_file(std::filesystem::symlink_status(path, failure)) &&
         std::filesystem::file_size(path, failure) == size && !failure;
}

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_PATH_STATUS_H_
