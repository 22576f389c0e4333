// A cache of remote files on a local disk, which several processes may use at the same time.
#ifndef IMREC_RECORDIO_REMOTE_CACHE_DISK_CACHE_H_
#define IMREC_RECORDIO_REMOTE_CACHE_DISK_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>

#include "recordio/files/file_descriptor.h"
#include "recordio/internal/mutex.h"
#include "recordio/remote/cache/block_claim.h"

namespace imrec::remote {

/// Returns half of what would be free if nothing were in the cache: the same for each process,
/// however much others have stored before.
std::uint64_t DefaultCacheBytes(std::uint64_t used, std::uint64_t free);

/// Blocks are stored once and stay: with a random order, none is better than another. There is no
/// index; what is there is found by its name, and checked when it is first opened. A failure of the
/// disk switches the cache off, with a message on standard error, and reading goes on without it.
/// Thread-safe.
class DiskCache {
 public:
  /// Stores up to `max_bytes`, or half of what would be free without it if that is 0, and leaves 5
  /// % of the file system free. At most `max_pending` blocks are being fetched and stored at the
  /// same time. Throws Error(kIo) if the folder cannot be made or written to.
  DiskCache(std::filesystem::path folder, std::uint64_t max_bytes, std::size_t max_pending);
  /// Stores what is still to be stored.
  ~DiskCache();
  DiskCache(const DiskCache&) = delete;
  DiskCache& operator=(const DiskCache&) = delete;

  /// Returns null if the names are of a kind that blocks cannot have.
  std::shared_ptr<CachedFile> Open(const std::string& name, const ObjectVersion& version) const;

  /// Reads bytes of one block. Returns false if the cache does not have them.
  bool ReadAt(CachedFile& file, std::uint64_t offset, std::span<std::byte> out)
      IMREC_EXCLUDES(mutex_);

  /// Removes a block whose contents are wrong, unless this process is fetching it.
  void Forget(CachedFile& file, std::uint64_t block) IMREC_EXCLUDES(mutex_);

  /// Returns true if a block is there, or if this process fetches it.
  bool HasOrFetches(CachedFile& file, std::uint64_t block) IMREC_EXCLUDES(mutex_);

  /// Returns null if the block should not be fetched now: because another process does, there is no
  /// more room, or enough is being fetched.
  std::shared_ptr<BlockClaim> Claim(const std::shared_ptr<CachedFile>& file, std::uint64_t block)
      IMREC_EXCLUDES(mutex_);

  /// Stores the block in the background; null: gives the claim back.
  void Store(std::shared_ptr<BlockClaim> claim, std::shared_ptr<const Fetch> fetch)
      IMREC_EXCLUDES(mutex_);

 private:
  struct Task {
    std::shared_ptr<BlockClaim> claim;
    std::shared_ptr<const Fetch> fetch;
  };

  std::shared_ptr<const FileDescriptor> OpenedBlock(CachedFile& file, std::uint64_t block)
      IMREC_EXCLUDES(mutex_);
  void Remember(CachedFile& file, std::uint64_t block, FileDescriptor descriptor,
                const std::optional<BlockIdentity>& checked) IMREC_REQUIRES(mutex_);
  void SetState(const BlockClaim& claim, CachedFile::BlockState state) IMREC_EXCLUDES(mutex_);
  void Run() IMREC_EXCLUDES(mutex_);
  void Finish(const Task& task) IMREC_EXCLUDES(mutex_);
  void Measure() IMREC_EXCLUDES(mutex_);
  bool HasRoom(std::uint64_t bytes) IMREC_EXCLUDES(mutex_);
  void Write(const Task& task) IMREC_EXCLUDES(mutex_);
  void GiveUp(int failure) IMREC_EXCLUDES(mutex_);
  void SwitchOff(const std::string& why) IMREC_EXCLUDES(mutex_);

  const std::filesystem::path folder_;
  const std::uint64_t max_bytes_;
  const std::size_t max_pending_;

  Mutex mutex_;
  CondVar work_;
  std::deque<Task> tasks_ IMREC_GUARDED_BY(mutex_);
  std::size_t pending_ IMREC_GUARDED_BY(mutex_) = 0;
  bool usable_ IMREC_GUARDED_BY(mutex_) = true;  // the disk has not failed
  bool full_ IMREC_GUARDED_BY(mutex_) = false;
  bool stopping_ IMREC_GUARDED_BY(mutex_) = false;
  // The open blocks, the oldest first.
  std::deque<std::pair<std::weak_ptr<CachedFile>, std::uint64_t>> open_ IMREC_GUARDED_BY(mutex_);

  // Used by thread_ only.
  std::uint64_t limit_ = 0;
  std::uint64_t used_ = 0;
  std::uint64_t stored_since_ = 0;  // since used_ was measured

  std::thread thread_;
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_CACHE_DISK_CACHE_H_
