// What flock() leaves to its callers.
#ifndef IMREC_RECORDIO_FILES_FILE_LOCKS_H_
#define IMREC_RECORDIO_FILES_FILE_LOCKS_H_

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "recordio/files/file_descriptor.h"

namespace imrec {

/// Returns true if flock() fails with `error` because the file system or mount has no locks, as
/// Lustre without its option "flock" and some network file systems. Only the protection against a
/// second writer is missing there.
inline bool HasNoLocks(int error) {
  return error == ENOLCK || error == ENOSYS || error == EOPNOTSUPP;
}

/// Returns true if `path` still refers to the open file or folder: between open() and flock(), the
/// process that had the lock may have renamed or removed it.
inline bool IsStillAt(const std::filesystem::path& path, const FileDescriptor& descriptor) {
  struct stat opened = {};
  struct stat named = {};
  return ::fstat(descriptor.get(), &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

}  // namespace imrec

#endif  // IMREC_RECORDIO_FILES_FILE_LOCKS_H_
