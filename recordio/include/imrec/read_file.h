// Whole files into memory.
#ifndef IMREC_READ_FILE_H_
#define IMREC_READ_FILE_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace imrec {

/// Replaces `contents` by the bytes of the file; its capacity is reused. Throws Error.
void ReadFile(const std::filesystem::path& path, std::vector<std::byte>& contents);

/// The file's text without a leading UTF-8 byte order mark. Throws Error.
std::string ReadTextFile(const std::filesystem::path& path);

}  // namespace imrec

#endif  // IMREC_READ_FILE_H_
