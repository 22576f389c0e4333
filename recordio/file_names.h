// Changes to the names of files. They tell the operating system's refusals as errors.
#ifndef IMREC_RECORDIO_FILE_NAMES_H_
#define IMREC_RECORDIO_FILE_NAMES_H_

#include <filesystem>

namespace imrec {

/// True if there is anything by this name, a broken symbolic link included. Throws Error(kIo) if
/// the system cannot tell.
bool NameExists(const std::filesystem::path& path);

/// Throws Error(kIo) if `path` is a folder: no file can take its place.
void CheckNoFolder(const std::filesystem::path& path);

/// Gives the file `from` the name `to`, replacing what had that name. Throws Error(kIo).
void RenameFile(const std::filesystem::path& from, const std::filesystem::path& to);

/// Removes a file. Does nothing if there is none. Throws Error(kIo).
void RemoveFile(const std::filesystem::path& path);

/// Makes renames in `folder` (empty: the working directory) survive a power failure. Throws
/// Error(kIo) if the disk fails. Does nothing where folders cannot be synced.
void SyncFolder(const std::filesystem::path& folder);

}  // namespace imrec

#endif  // IMREC_RECORDIO_FILE_NAMES_H_
