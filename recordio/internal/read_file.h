// Reads whole files into memory.
#ifndef IMREC_RECORDIO_INTERNAL_READ_FILE_H_
#define IMREC_RECORDIO_INTERNAL_READ_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <imrec/access_options.h>

#include "recordio/internal/byte_source.h"

namespace imrec {

/// As OpenFile(), for a file all of which is read. Throws Error(kLimitExceeded) for a remote file
/// of more than 4 GiB.
std::unique_ptr<ByteSource> OpenWholeFile(const std::filesystem::path& path,
                                          const AccessOptions& access = {});

/// Replaces `contents` by the bytes of the file; its capacity is reused. Throws Error(kNotFound) or
/// Error(kIo). A pipe, device or folder is an error; the call does not block on it.
void ReadFile(const std::filesystem::path& path, std::vector<std::byte>& contents,
              const AccessOptions& access = {});

/// Same for the first `count` bytes of the file, or all of them if there are fewer. Returns the
/// size of the file in bytes.
std::uint64_t ReadFileStart(const std::filesystem::path& path, std::size_t count,
                            std::vector<std::byte>& contents, const AccessOptions& access = {});

/// Returns the contents of the file without a leading UTF-8 byte order mark. Throws Error as
/// ReadFile() does.
std::string ReadTextFile(const std::filesystem::path& path, const AccessOptions& access = {});

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_READ_FILE_H_
