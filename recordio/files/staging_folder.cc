#include "recordio/internal/staging_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include <imrec/error.h>

#include "recordio/files/file_descriptor.h"
#include "recordio/files/file_locks.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/output_file.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void Refuse(const fs::path& path, const std::string& reason) {
  throw Error(ErrorCode::kIo, reason, {.file = path.string()});
}

fs::path ParentFor(const fs::path& parent) {
  if (!parent.empty()) {
    MakeFolderTree(parent);
    return parent;
  }
  std::error_code failure;
  fs::path temporary = fs::temp_directory_path(failure);
  if (failure) Refuse(temporary, "TMPDIR is not a folder: " + failure.message());
  return temporary;
}

void RemoveContents(const fs::path& folder) {
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    std::error_code ignored;
    fs::remove_all(entry->path(), ignored);
    if (ignored) failure = ignored;
  }
  if (failure) Refuse(folder, "cannot remove what is in it: " + failure.message());
}

std::string Described(int error) { return std::generic_category().message(error); }

FileDescriptor MakeAndOpen(const fs::path& path) {
  for (;;) {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
      Refuse(path, "cannot make this folder: " + Described(errno));
    }
    FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    // Between the two calls, another process may have removed it.
    if (!folder.valid() && errno == ENOENT) continue;
    struct stat status = {};
    if (!folder.valid() || ::fstat(folder.get(), &status) != 0) {
      Refuse(path, "cannot use this folder: " + Described(errno));
    }
    // In a folder that others can write to, one of them may have made it.
    if (status.st_uid != ::geteuid()) Refuse(path, "this folder belongs to another user");
    return folder;
  }
}

void Lock(const FileDescriptor& folder, const fs::path& path, const std::string& purpose) {
  if (::flock(folder.get(), LOCK_EX | LOCK_NB) == 0 || HasNoLocks(errno)) return;
  if (errno != EWOULDBLOCK) Refuse(path, "cannot lock this folder: " + Described(errno));
  Refuse(path, "another process is packing " + purpose + " in this folder");
}

}  // namespace

struct StagingFolder::State {
  fs::path path;
  FileDescriptor lock;
  bool temporary = false;
};

StagingFolder::StagingFolder(std::unique_ptr<State> state) : state_(std::move(state)) {}
StagingFolder::StagingFolder(StagingFolder&&) noexcept = default;
StagingFolder& StagingFolder::operator=(StagingFolder&&) noexcept = default;

StagingFolder::~StagingFolder() {
  if (!state_) return;
  try {
    if (state_->temporary) Clear();
  } catch (const std::exception&) {
    return;  // what is left is in a folder for temporary files
  }
  ::rmdir(state_->path.c_str());
}

StagingFolder StagingFolder::Of(const fs::path& purpose, const fs::path& parent, bool keeps) {
  const std::string key = purpose.string();
  const std::string digest = FormatDigest(PayloadDigest(std::as_bytes(std::span(key))));
  auto state = std::make_unique<State>();
  state->path = ParentFor(parent) / ("im2rec-" + std::to_string(::geteuid()) + '-' + digest);
  do {
    state->lock = MakeAndOpen(state->path);
    Lock(state->lock, state->path, key);
    // The process that had the lock may have removed the folder meanwhile.
  } while (!IsStillAt(state->path, state->lock));
  if (!keeps) RemoveContents(state->path);
  return StagingFolder(std::move(state));
}

StagingFolder StagingFolder::New(const fs::path& parent) {
  std::string name = ParentFor(parent) / "im2rec-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    Refuse(name, "cannot make this folder: " + Described(errno));
  }
  auto state = std::make_unique<State>();
  state->path = name;
  state->temporary = true;
  return StagingFolder(std::move(state));
}

const fs::path& StagingFolder::path() const { return state_->path; }

void StagingFolder::Clear() { RemoveContents(state_->path); }

}  // namespace imrec
