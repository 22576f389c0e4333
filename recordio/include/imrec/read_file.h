// Files into memory.
#ifndef IMREC_READ_FILE_H_
#define IMREC_READ_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace imrec {

/// Replaces `contents` by the bytes of the file; its capacity is reused. Throws Error, also for
/// anything but a regular file, without waiting for it.
void ReadFile(const std::filesystem::path& path, std::vector<std::byte>& contents);

/// The same with the file's first `count` bytes, or all of them if there are fewer. Returns the
/// size of the file.
std::uint64_t ReadFileStart(const std::filesystem::path& path, std::size_t count,
                            std::vector<std::byte>& contents);

/// The file's text without a leading UTF-8 byte order mark. Throws Error.
std::string ReadTextFile(const std::filesystem::path& path);

}  // namespace imrec

#endif  // IMREC_READ_FILE_H_
