// Writes files below a folder, and nowhere else.
#ifndef IMREC_RECORDIO_INTERNAL_FILES_BELOW_H_
#define IMREC_RECORDIO_INTERNAL_FILES_BELOW_H_

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace imrec {

/// Makes the folder `name` below `root`, which exists, and the folders between them. Throws
/// Error(kIo) that names the folder if that fails, if `name` is absolute or contains "..", or if
/// one of the folders below `root` is a symbolic link. `root` itself may be one.
void MakeFolderBelow(const std::filesystem::path& root, const std::filesystem::path& name);

/// Writes the file `name` below `root`, replacing an existing one, which may be a symbolic link but
/// is not followed. Its folder exists. Does not sync it, because syncing a hundred thousand files
/// takes hours on a disk. Throws Error(kIo) as MakeFolderBelow() does.
void WriteFileBelow(const std::filesystem::path& root, const std::filesystem::path& name,
                    std::span<const std::byte> contents);
void WriteFileBelow(const std::filesystem::path& root, const std::filesystem::path& name,
                    std::string_view contents);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_FILES_BELOW_H_
