#include "recordio/files/file_names.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include <imrec/error.h>

#include "recordio/files/file_descriptor.h"

namespace imrec {
namespace {

[[noreturn]] void Fail(const std::string& doing, const std::filesystem::path& path) {
  throw Error(ErrorCode::kIo, doing + ": " + std::generic_category().message(errno),
              {.file = path.string()});
}

}  // namespace

bool NameExists(const std::filesystem::path& path) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) == 0) return true;
  if (errno != ENOENT && errno != ENOTDIR) Fail("cannot stat", path);
  return false;
}

void CheckNoFolder(const std::filesystem::path& path) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return;
  throw Error(ErrorCode::kIo, "cannot be replaced: it is a folder", {.file = path.string()});
}

void RenameFile(const std::filesystem::path& from, const std::filesystem::path& to) {
  // Users do not know partial files, so errors name the final file.
  const bool finished = from.native() == to.native() + ".partial";
  if (::rename(from.c_str(), to.c_str()) == 0) return;
  if (finished) Fail("cannot replace it", to);
  Fail("cannot rename to " + to.filename().string(), from);
}

void MakeFolder(const std::filesystem::path& path) {
  if (::mkdir(path.c_str(), 0777) == 0) return;
  const int failure = errno;
  struct stat status = {};
  if (failure == EEXIST && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return;
  errno = failure;
  Fail("cannot make this folder", path);
}

bool RemoveFolder(const std::filesystem::path& path) {
  if (::rmdir(path.c_str()) == 0 || errno == ENOENT) return true;
  if (errno == ENOTEMPTY || errno == EEXIST) return false;
  Fail("cannot remove", path);
}

void RemoveFile(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) Fail("cannot remove", path);
}

void SyncFolder(const std::filesystem::path& folder) {
  const FileDescriptor directory(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) {
    if (errno == EACCES) return;  // the folder is writable but not readable
    Fail("cannot open", folder);
  }
  // EINVAL: the file system cannot sync folders.
  if (::fsync(directory.get()) != 0 && errno != EINVAL) Fail("cannot sync", folder);
}

}  // namespace imrec
