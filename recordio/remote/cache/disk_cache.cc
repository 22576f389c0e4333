#include "recordio/remote/cache/disk_cache.h"

#include <pthread.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

#include <imrec/error.h>

namespace imrec::remote {
namespace {

namespace fs = std::filesystem;
using State = CachedFile::BlockState;

constexpr std::size_t kOpenBlocks = 128;
constexpr std::uint64_t kMeasuredAfter = std::uint64_t{2} << 30;  // bytes that were stored
constexpr double kFreeShare = 0.05;                               // of the file system stays free

std::string Message(int code) { return std::generic_category().message(code); }

struct Space {
  std::uint64_t total = 0;
  std::uint64_t free = 0;
};
Space SpaceOf(const fs::path& folder) {
  struct statvfs status = {};
  if (::statvfs(folder.c_str(), &status) != 0) return {};
  return {.total = std::uint64_t{status.f_blocks} * status.f_frsize,
          .free = std::uint64_t{status.f_bavail} * status.f_frsize};
}

}  // namespace

std::uint64_t DefaultCacheBytes(std::uint64_t used, std::uint64_t free) {
  return (used + free) / 2;
}

DiskCache::DiskCache(fs::path folder, std::uint64_t max_bytes, std::size_t max_pending)
    : folder_(std::move(folder)),
      max_bytes_(max_bytes),
      max_pending_(std::max<std::size_t>(1, max_pending)) {
  const fs::path blocks = folder_ / "v1";
  try {
    MakeCacheFolders(blocks);
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kIo, "cannot make the cache: " + error.code().message(),
                {.file = blocks.string()});
  }
  struct stat status = {};
  if (::lstat(blocks.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) ||
      status.st_uid != ::geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    throw Error(ErrorCode::kIo, "the cache is not a folder that only you can write to",
                {.file = blocks.string()});
  }
  if (::access(blocks.c_str(), W_OK | X_OK) != 0) {
    throw Error(ErrorCode::kIo, "the cache cannot be written to: " + Message(errno),
                {.file = blocks.string()});
  }
  thread_ = std::thread([this] { Run(); });
}

DiskCache::~DiskCache() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  work_.NotifyAll();
  thread_.join();
}

std::shared_ptr<CachedFile> DiskCache::Open(const std::string& name,
                                            const ObjectVersion& version) const {
  const BlockHeader longest{
      .name = name, .version = version, .offset = version.size, .length = kBlockBytes};
  if (!FormatBlockHeader(longest)) return nullptr;
  auto file = std::make_shared<CachedFile>();
  file->name = name;
  file->version = version;
  file->folder = BlockFolder(folder_, name, version);
  file->blocks.resize((version.size + kBlockBytes - 1) / kBlockBytes);
  return file;
}

bool DiskCache::ReadAt(CachedFile& file, std::uint64_t offset, std::span<std::byte> out) {
  const std::uint64_t block = offset / kBlockBytes;
  const std::shared_ptr<const FileDescriptor> opened = OpenedBlock(file, block);
  if (!opened) return false;
  std::uint64_t at = kBlockHeaderBytes + offset - block * kBlockBytes;
  while (!out.empty()) {
    const ssize_t got = ::pread(opened->get(), out.data(), out.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      SwitchOff(got < 0 ? Message(errno) : "a block became shorter");
      return false;
    }
    at += static_cast<std::uint64_t>(got);
    out = out.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

void DiskCache::Forget(CachedFile& file, std::uint64_t block) {
  const MutexLock lock(mutex_);
  CachedFile::Block& known = file.blocks[block];
  if (known.state == State::kFetching) return;
  ::unlink(BlockPath(file, block).c_str());
  known = {};
  known.state = State::kAbsent;
}

bool DiskCache::HasOrFetches(CachedFile& file, std::uint64_t block) {
  {
    const MutexLock lock(mutex_);
    const State state = file.blocks[block].state;
    if (state == State::kFetching || (usable_ && state == State::kPresent)) return true;
  }
  return OpenedBlock(file, block) != nullptr;
}

// Returns null if the block is not in the cache. Looks for it on the disk if that is not known.
std::shared_ptr<const FileDescriptor> DiskCache::OpenedBlock(CachedFile& file,
                                                             std::uint64_t block) {
  std::optional<BlockIdentity> checked;
  {
    const MutexLock lock(mutex_);
    const CachedFile::Block& known = file.blocks[block];
    if (!usable_ || known.state == State::kAbsent || known.state == State::kFetching)
      return nullptr;
    if (known.file) return known.file;
    checked = known.checked;
  }
  std::optional<FileDescriptor> opened =
      OpenBlock(BlockPath(file, block), HeaderOf(file, block), checked);
  const MutexLock lock(mutex_);
  CachedFile::Block& known = file.blocks[block];
  if (!known.file && opened) {
    Remember(file, block, std::move(*opened), checked);
  } else if (!opened && known.state != State::kFetching) {
    known.state = State::kAbsent;
  }
  return known.file;
}

void DiskCache::Remember(CachedFile& file, std::uint64_t block, FileDescriptor descriptor,
                         const std::optional<BlockIdentity>& checked) {
  file.blocks[block] = {.state = State::kPresent,
                        .file = std::make_shared<FileDescriptor>(std::move(descriptor)),
                        .checked = checked};
  open_.emplace_back(file.weak_from_this(), block);
  while (open_.size() > kOpenBlocks) {
    if (const auto oldest = open_.front().first.lock()) {
      oldest->blocks[open_.front().second].file = nullptr;
    }
    open_.pop_front();
  }
}

std::shared_ptr<BlockClaim> DiskCache::Claim(const std::shared_ptr<CachedFile>& file,
                                             std::uint64_t block) {
  {
    const MutexLock lock(mutex_);
    CachedFile::Block& known = file->blocks[block];
    if (!usable_ || full_ || stopping_ || pending_ >= max_pending_) return nullptr;
    if (known.state == State::kFetching || known.state == State::kPresent) return nullptr;
    known.state = State::kFetching;
    ++pending_;
  }
  auto claim = std::make_shared<BlockClaim>();
  claim->file = file;
  claim->block = block;
  int failure = 0;
  try {
    failure = LockBlock(*claim);
  } catch (const fs::filesystem_error& error) {  // the folder cannot be made
    failure = error.code().value();
  }
  if (failure == 0) return claim;
  SetState(*claim, State::kUnknown);
  if (failure != EWOULDBLOCK) GiveUp(failure);
  return nullptr;
}

void DiskCache::SetState(const BlockClaim& claim, State state) {
  const MutexLock lock(mutex_);
  claim.file->blocks[claim.block].state = state;
  --pending_;
}

void DiskCache::Store(std::shared_ptr<BlockClaim> claim, std::shared_ptr<const Fetch> fetch) {
  {
    const MutexLock lock(mutex_);
    tasks_.push_back({.claim = std::move(claim), .fetch = std::move(fetch)});
  }
  work_.NotifyAll();
}

void DiskCache::Run() {
  ::pthread_setname_np(::pthread_self(), "imrec-cache");
  for (;;) {
    Task task;
    {
      const MutexLock lock(mutex_);
      while (tasks_.empty() && !stopping_) work_.Wait(mutex_);
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    try {
      Finish(task);
    } catch (const std::exception& failure) {  // out of memory
      SetState(*task.claim, State::kAbsent);
      SwitchOff(failure.what());
    }
    task.claim->descriptor = FileDescriptor();  // the fetch may keep the claim for long
  }
}

void DiskCache::Finish(const Task& task) {
  // Other processes store blocks, too.
  if (limit_ == 0 || stored_since_ > kMeasuredAfter) Measure();
  const std::uint64_t length = HeaderOf(*task.claim->file, task.claim->block).length;
  const bool whole = task.fetch && task.fetch->bytes().size() == length;
  if (whole && HasRoom(kBlockHeaderBytes + length)) return Write(task);
  ::unlink(task.claim->temporary.c_str());
  SetState(*task.claim, State::kAbsent);
}

// Finds out how much is stored already, by any process, and how much may be.
void DiskCache::Measure() {
  std::uint64_t used = 0;
  std::error_code failure;
  for (fs::recursive_directory_iterator entry(folder_ / "v1", failure), end;
       !failure && entry != end; entry.increment(failure)) {
    std::error_code gone;
    const std::uint64_t size = entry->is_regular_file(gone) ? entry->file_size(gone) : 0;
    if (!gone) used += size;
  }
  used_ = std::max(used, failure ? used_ : 0);
  stored_since_ = 0;
  if (limit_ != 0) return;
  limit_ = max_bytes_ != 0 ? max_bytes_ : DefaultCacheBytes(used_, SpaceOf(folder_).free);
  limit_ = std::max<std::uint64_t>(limit_, 1);
}

bool DiskCache::HasRoom(std::uint64_t bytes) {
  const Space space = SpaceOf(folder_);
  const auto kept = static_cast<std::uint64_t>(kFreeShare * static_cast<double>(space.total));
  if (used_ + bytes <= limit_ && space.free >= kept + bytes) return true;
  const MutexLock lock(mutex_);
  full_ = true;
  return false;
}

void DiskCache::Write(const Task& task) {
  const std::span<const std::byte> bytes = task.fetch->bytes();
  const int failure = WriteBlock(*task.claim, bytes);
  if (failure == 0) {
    used_ += kBlockHeaderBytes + bytes.size();
    stored_since_ += kBlockHeaderBytes + bytes.size();
    SetState(*task.claim, State::kUnknown);  // it is checked when it is opened
    return;
  }
  ::unlink(task.claim->temporary.c_str());
  SetState(*task.claim, State::kAbsent);
  GiveUp(failure);
}

void DiskCache::GiveUp(int failure) {
  // Another process may have cleaned the folder.
  if (failure != ENOENT) SwitchOff(Message(failure));
}

void DiskCache::SwitchOff(const std::string& why) {
  {
    const MutexLock lock(mutex_);
    if (!std::exchange(usable_, false)) return;
  }
  std::fprintf(stderr, "imrec: the cache in %s is no longer used: %s\n", folder_.c_str(),
               why.c_str());
}

}  // namespace imrec::remote
