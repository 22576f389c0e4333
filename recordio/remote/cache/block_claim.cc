#include "recordio/remote/cache/block_claim.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

#include "recordio/files/file_locks.h"
#include "recordio/internal/path_status.h"

namespace imrec::remote {
namespace {

namespace fs = std::filesystem;

std::uint64_t BlockLength(const CachedFile& file, std::uint64_t block) {
  return std::min(kBlockBytes, file.version.size - block * kBlockBytes);
}

// Returns 0 or the number of the error.
int WriteAll(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

// Returns true if the path is still the open file, and not another one that has replaced it.
bool IsSame(const fs::path& path, int descriptor) {
  struct stat opened = {};
  struct stat named = {};
  return ::fstat(descriptor, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

// Without locks each process that fetches a block writes a file of its own; the last one's stays.
int OpenOwnFile(const fs::path& path, BlockClaim& claim) {
  constexpr std::string_view kSuffix = ".tmp";
  std::string name = path.string() + ".XXXXXX" + std::string(kSuffix);
  const int opened = ::mkostemps(name.data(), static_cast<int>(kSuffix.size()), O_CLOEXEC);
  if (opened < 0) return errno;
  claim.descriptor = FileDescriptor(opened);
  claim.temporary = name;
  return 0;
}

}  // namespace

void MakeCacheFolders(const fs::path& path) {
  if (path.has_parent_path() && !IsThere(path.parent_path())) MakeCacheFolders(path.parent_path());
  if (::mkdir(path.c_str(), S_IRWXU) == 0 || errno == EEXIST) return;
  throw fs::filesystem_error("mkdir", path, std::error_code(errno, std::generic_category()));
}

fs::path BlockPath(const CachedFile& file, std::uint64_t block) {
  return file.folder / std::to_string(block);
}

BlockHeader HeaderOf(const CachedFile& file, std::uint64_t block) {
  return {.name = file.name,
          .version = file.version,
          .offset = block * kBlockBytes,
          .length = BlockLength(file, block)};
}

int LockBlock(BlockClaim& claim) {
  const fs::path path = BlockPath(*claim.file, claim.block);
  claim.temporary = fs::path(path) += ".tmp";
  MakeCacheFolders(claim.file->folder);
  claim.descriptor = FileDescriptor(::open(
      claim.temporary.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  const int descriptor = claim.descriptor.get();
  if (descriptor < 0) return errno;
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (!HasNoLocks(errno)) return errno;
    ::unlink(claim.temporary.c_str());
    if (const int failure = OpenOwnFile(path, claim); failure != 0) return failure;
  } else if (!IsSame(claim.temporary, descriptor)) {
    return EWOULDBLOCK;
  }
  // It may have been stored since this process looked for it.
  std::error_code failure;
  if (!fs::exists(path, failure)) return 0;
  ::unlink(claim.temporary.c_str());
  return EWOULDBLOCK;
}

int WriteBlock(const BlockClaim& claim, std::span<const std::byte> bytes) {
  BlockHeader header = HeaderOf(*claim.file, claim.block);
  header.digest = BlockDigest(bytes);
  const std::optional<std::string> text = FormatBlockHeader(header);
  // Names that a header cannot have are refused when the file is opened.
  if (!text || bytes.size() != header.length) return EINVAL;
  const int descriptor = claim.descriptor.get();
  int failure = ::ftruncate(descriptor, 0) == 0 ? 0 : errno;  // what a dead process left
  if (failure == 0) failure = WriteAll(descriptor, std::as_bytes(std::span(*text)));
  if (failure == 0) failure = WriteAll(descriptor, bytes);
  if (failure != 0) return failure;
  const fs::path path = BlockPath(*claim.file, claim.block);
  return std::rename(claim.temporary.c_str(), path.c_str()) == 0 ? 0 : errno;
}

}  // namespace imrec::remote
