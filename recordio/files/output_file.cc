#include "recordio/internal/output_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include <imrec/error.h>

#include "recordio/files/file_descriptor.h"
#include "recordio/files/file_locks.h"
#include "recordio/files/file_names.h"
#include "recordio/internal/path_status.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 20;

[[noreturn]] void Throw(const std::string& reason, const std::filesystem::path& path) {
  throw Error(ErrorCode::kIo, reason, {.file = path.string()});
}

[[noreturn]] void ThrowSystemError(const std::string& doing, const std::filesystem::path& path) {
  Throw(doing + ": " + std::generic_category().message(errno), path);
}

// Opens the partial file of `path`. Does not block and does not follow symbolic links: if the name
// is taken by anything but a regular file, that is an error.
FileDescriptor OpenPartial(const std::filesystem::path& partial,
                           const std::filesystem::path& path) {
  RequireUsableOutput(path);
  const std::string name = partial.filename().string();
  FileDescriptor descriptor(
      ::open(partial.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666));
  if (!descriptor.valid() && errno == ELOOP) {
    Throw("cannot create: " + name + " exists and is a symbolic link", path);
  }
  if (!descriptor.valid() && (errno == EISDIR || errno == ENXIO)) {
    Throw("cannot create: " + name + " exists and is not a regular file", path);
  }
  if (!descriptor.valid()) ThrowSystemError("cannot create", path);
  struct stat status = {};
  if (::fstat(descriptor.get(), &status) != 0) ThrowSystemError("cannot stat", path);
  if (!S_ISREG(status.st_mode)) {
    Throw("cannot create: " + name + " exists and is not a regular file", path);
  }
  return descriptor;
}

FileDescriptor OpenAndLock(const std::filesystem::path& partial,
                           const std::filesystem::path& path) {
  for (;;) {
    FileDescriptor descriptor = OpenPartial(partial, path);
    if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
      if (HasNoLocks(errno)) return descriptor;
      if (errno != EWOULDBLOCK) ThrowSystemError("cannot lock", path);
      Throw("another process is writing it", path);
    }
    // Between open() and flock(), the previous writer may have renamed the file into place. It is
    // then complete and must not be changed.
    if (IsStillAt(partial, descriptor)) return descriptor;
  }
}

}  // namespace

void RequireUsableOutput(const std::filesystem::path& path) {
  if (IsRemotePath(path)) {
    throw Error(
        ErrorCode::kUnsupported,
        "files of other machines are read, but not written; im2rec sends data sets to s3://",
        {.file = ShownPath(path)});
  }
  // Once the folder is made, the path would name a file that may exist already.
  std::filesystem::path above;
  for (const std::filesystem::path& part : path) {
    if (part == ".." && !above.empty() && !IsThere(above)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "goes up from " + above.string() + ", which is not there",
                  {.file = path.string()});
    }
    above /= part;
  }
}

struct OutputFile::State {
  std::filesystem::path path;
  std::filesystem::path partial_path;
  std::filesystem::path shown;  // in errors
  FileDescriptor descriptor;
  std::vector<std::byte> buffer;
  std::uint64_t written = 0;  // bytes passed to write(), including those found by Continue()
  bool synced = false;
  bool failed = false;  // a write failed, so the contents are incomplete
  bool keep = false;    // see KeepPartial()
  bool committed = false;
  pid_t owner = ::getpid();  // a forked process has a copy of this object, but not the file

  ~State() {
    if (!descriptor.valid() || committed || owner != ::getpid()) return;
    if (keep) {
      FlushIfPossible();
    } else {
      ::unlink(partial_path.c_str());
    }
  }

  void CheckNotFailed() const {
    if (!failed) return;
    Throw("an earlier write failed", shown);
  }

  void WriteThrough(std::span<const std::byte> bytes) {
    CheckNotFailed();
    if (owner != ::getpid()) Throw("belongs to the process that began to write it", shown);
    failed = true;
    while (!bytes.empty()) {
      const ssize_t done = ::write(descriptor.get(), bytes.data(), bytes.size());
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) ThrowSystemError("cannot write", shown);
      written += static_cast<std::uint64_t>(done);
      bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
    failed = false;
  }

  void Flush() {
    WriteThrough(buffer);
    buffer.clear();
  }

  void FlushIfPossible() noexcept {
    try {
      if (!failed) Flush();
    } catch (...) {
      failed = true;  // a writer that continues the file checks how much of it is intact
    }
  }
};

OutputFile::OutputFile(const std::filesystem::path& path) : OutputFile(path, false) {}

OutputFile::OutputFile(const std::filesystem::path& path, bool keep)
    : state_(std::make_unique<State>()) {
  state_->path = path;
  state_->partial_path = PartialPathFor(path);
  state_->shown = path;
  state_->keep = keep;
  state_->descriptor = OpenAndLock(state_->partial_path, path);
  state_->buffer.reserve(kBufferSize);
  if (!keep) {
    Truncate(0);
    return;
  }
  const off_t end = ::lseek(state_->descriptor.get(), 0, SEEK_END);
  if (end < 0) ThrowSystemError("cannot seek", state_->shown);
  state_->written = static_cast<std::uint64_t>(end);
}

OutputFile OutputFile::Continue(const std::filesystem::path& path) {
  return OutputFile(path, true);
}

std::filesystem::path OutputFile::PartialPathFor(const std::filesystem::path& path) {
  return std::filesystem::path(path) += ".partial";
}

OutputFile::OutputFile(std::unique_ptr<State> state) : state_(std::move(state)) {}

std::optional<OutputFile> OutputFile::TryCreateNew(const std::filesystem::path& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->partial_path = PartialPathFor(path);
  state->shown = path;
  state->descriptor = FileDescriptor(::open(
      state->partial_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!state->descriptor.valid() && errno == EEXIST) return std::nullopt;
  if (!state->descriptor.valid()) ThrowSystemError("cannot create", path);
  state->buffer.reserve(kBufferSize);
  return OutputFile(std::move(state));
}

OutputFile::OutputFile(OutputFile&&) noexcept = default;
OutputFile& OutputFile::operator=(OutputFile&&) noexcept = default;
OutputFile::~OutputFile() = default;

const std::filesystem::path& OutputFile::path() const { return state_->path; }

void OutputFile::ShowInErrors(const std::filesystem::path& shown) { state_->shown = shown; }

std::uint64_t OutputFile::size() const { return state_->written + state_->buffer.size(); }

void OutputFile::Write(std::span<const std::byte> bytes) {
  state_->CheckNotFailed();
  state_->synced = false;
  if (state_->buffer.size() + bytes.size() > kBufferSize) state_->Flush();
  if (bytes.size() >= kBufferSize) {
    state_->WriteThrough(bytes);
  } else {
    state_->buffer.insert(state_->buffer.end(), bytes.begin(), bytes.end());
  }
}

void OutputFile::Write(std::string_view text) { Write(std::as_bytes(std::span(text))); }

void OutputFile::Truncate(std::uint64_t size) {
  Flush();
  const auto end = static_cast<off_t>(size);
  if (::ftruncate(state_->descriptor.get(), end) != 0 ||
      ::lseek(state_->descriptor.get(), end, SEEK_SET) != end) {
    ThrowSystemError("cannot truncate", state_->shown);
  }
  state_->written = size;
  state_->synced = false;
}

void OutputFile::Flush() { state_->Flush(); }

void OutputFile::Sync() {
  state_->Flush();
  if (::fsync(state_->descriptor.get()) != 0) ThrowSystemError("cannot sync", state_->shown);
  state_->synced = true;
}

void OutputFile::Commit() {
  if (!state_->synced) Sync();
  RenameFile(state_->partial_path, state_->path);
  state_->committed = true;
  SyncFolder(state_->path.parent_path());
}

void OutputFile::KeepPartial(bool keep) { state_->keep = keep; }

void OutputFile::LeavePartial() {
  state_->Flush();
  state_->descriptor = FileDescriptor();
  state_.reset();
}

void MakeFolderTree(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) Throw("cannot make this folder: " + failure.message(), folder);
}

void MakeFolderFor(const std::filesystem::path& path) {
  RequireUsableOutput(path);
  if (path.has_parent_path()) MakeFolderTree(path.parent_path());
}

void WriteFileAtomically(const std::filesystem::path& path, std::span<const std::byte> contents) {
  OutputFile file(path);
  file.Write(contents);
  file.Commit();
}

void WriteFileAtomically(const std::filesystem::path& path, std::string_view contents) {
  WriteFileAtomically(path, std::as_bytes(std::span(contents)));
}

}  // namespace imrec
