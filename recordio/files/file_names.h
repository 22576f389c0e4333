// Operations on file names. Failures of the operating system are thrown as Error(kIo).
#ifndef IMREC_RECORDIO_FILES_FILE_NAMES_H_
#define IMREC_RECORDIO_FILES_FILE_NAMES_H_

#include <filesystem>

namespace imrec {

/// Returns true if `path` exists, even if it is a broken symbolic link. Throws Error(kIo) if that
/// cannot be determined.
bool NameExists(const std::filesystem::path& path);

/// Throws Error(kIo) if `path` is a folder, which a file cannot replace.
void CheckNoFolder(const std::filesystem::path& path);

/// Renames the file `from` to `to`, replacing an existing file. Throws Error(kIo).
void RenameFile(const std::filesystem::path& from, const std::filesystem::path& to);

/// Creates a folder whose parent exists, unless it exists already. Throws Error(kIo).
void MakeFolder(const std::filesystem::path& path);

/// Removes an empty folder. Returns false if it is not empty, and true if it does not exist. Throws
/// Error(kIo).
bool RemoveFolder(const std::filesystem::path& path);

/// Removes a file if it exists. Throws Error(kIo).
void RemoveFile(const std::filesystem::path& path);

/// Syncs `folder` (empty: the working directory), so that renames in it survive a power failure.
/// Does nothing if the folder cannot be read or its file system cannot sync folders. Throws
/// Error(kIo) if syncing fails.
void SyncFolder(const std::filesystem::path& folder);

}  // namespace imrec

#endif  // IMREC_RECORDIO_FILES_FILE_NAMES_H_
