#include "recordio/internal/files_below.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <imrec/error.h>

#include "recordio/files/file_descriptor.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void FailOn(const fs::path& path, const std::string& reason) {
  throw Error(ErrorCode::kIo, reason, {.file = path.string()});
}

[[noreturn]] void FailWithErrno(const fs::path& path, const std::string& what) {
  // O_NOFOLLOW with O_DIRECTORY reports ENOTDIR for a symbolic link.
  if (errno == ELOOP || errno == ENOTDIR) FailOn(path, what + ": is a symbolic link or no folder");
  FailOn(path, what + ": " + std::generic_category().message(errno));
}

void CheckName(const fs::path& root, const fs::path& name) {
  bool inside = !name.empty() && name.is_relative();
  for (const fs::path& part : name) inside = inside && part != "..";
  if (!inside) FailOn(root / name, "cannot be written: it is not below " + root.string());
}

// Opens the folder by one component after the other, so that a symbolic link cannot lead out of
// `root`, even if it appears meanwhile. With `make`, makes those that do not exist.
FileDescriptor OpenFolder(const fs::path& root, const fs::path& name, bool make) {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  FileDescriptor folder(::open(root.c_str(), kFlags));
  if (!folder.valid()) FailWithErrno(root, "cannot be opened");
  fs::path path = root;
  for (const fs::path& part : name) {
    path /= part;
    if (make && ::mkdirat(folder.get(), part.c_str(), 0777) != 0 && errno != EEXIST) {
      FailWithErrno(path, "cannot be made");
    }
    FileDescriptor next(::openat(folder.get(), part.c_str(), kFlags | O_NOFOLLOW));
    if (!next.valid()) FailWithErrno(path, "cannot be opened");
    folder = std::move(next);
  }
  return folder;
}

// Makes a new file; one that is left by a run that was killed is removed.
FileDescriptor CreateFile(const FileDescriptor& folder, const std::string& name,
                          const fs::path& path) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  FileDescriptor file(::openat(folder.get(), name.c_str(), kFlags, 0666));
  if (!file.valid() && errno == EEXIST && ::unlinkat(folder.get(), name.c_str(), 0) == 0) {
    file = FileDescriptor(::openat(folder.get(), name.c_str(), kFlags, 0666));
  }
  if (!file.valid()) FailWithErrno(path, "cannot be written");
  return file;
}

void WriteAll(const FileDescriptor& file, std::span<const std::byte> bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(file.get(), bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) FailWithErrno(path, "cannot be written");
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
}

}  // namespace

void MakeFolderBelow(const fs::path& root, const fs::path& name) {
  CheckName(root, name);
  OpenFolder(root, name, true);
}

void WriteFileBelow(const fs::path& root, const fs::path& name,
                    std::span<const std::byte> contents) {
  CheckName(root, name);
  const fs::path path = root / name;
  const FileDescriptor folder = OpenFolder(root, name.parent_path(), false);
  const std::string file_name = name.filename().string();
  const std::string partial = file_name + ".partial";
  try {
    FileDescriptor file = CreateFile(folder, partial, path);
    WriteAll(file, contents, path);
    // Some file systems report here that there is no room.
    if (!file.Close()) FailWithErrno(path, "cannot be written");
    if (::renameat(folder.get(), partial.c_str(), folder.get(), file_name.c_str()) != 0) {
      FailWithErrno(path, "cannot be written");
    }
  } catch (...) {
    ::unlinkat(folder.get(), partial.c_str(), 0);
    throw;
  }
}

void WriteFileBelow(const fs::path& root, const fs::path& name, std::string_view contents) {
  WriteFileBelow(root, name, std::as_bytes(std::span(contents)));
}

}  // namespace imrec
