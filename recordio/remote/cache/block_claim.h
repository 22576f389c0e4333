// Blocks of a remote file in a cache, and the right to fetch one and store it.
#ifndef IMREC_RECORDIO_REMOTE_CACHE_BLOCK_CLAIM_H_
#define IMREC_RECORDIO_REMOTE_CACHE_BLOCK_CLAIM_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "recordio/files/file_descriptor.h"
#include "recordio/remote/cache/cache_block.h"

namespace imrec::remote {

/// One version of a remote file, of which blocks may be in the cache.
struct CachedFile : std::enable_shared_from_this<CachedFile> {
  enum class BlockState : std::uint8_t {
    kUnknown,   // the disk has not been asked
    kAbsent,    // it was not there
    kFetching,  // this process fetches it
    kPresent,   // it is there and intact
  };
  struct Block {
    BlockState state = BlockState::kUnknown;
    std::shared_ptr<const FileDescriptor> file;  // null: not open
    std::optional<BlockIdentity> checked;        // the file whose bytes were compared last
  };

  std::string name;
  ObjectVersion version;
  std::filesystem::path folder;
  std::vector<Block> blocks;  // guarded by DiskCache::mutex_, which an annotation here cannot name
};

/// The right to fetch a block and store it; other processes do not meanwhile, if the file system
/// has locks. Ends with the object.
struct BlockClaim {
  std::shared_ptr<CachedFile> file;
  std::uint64_t block = 0;
  std::filesystem::path temporary;
  FileDescriptor descriptor;  // of the temporary file, locked
};

/// Makes the folders, which only this user may enter. Throws std::filesystem::filesystem_error.
void MakeCacheFolders(const std::filesystem::path& path);

std::filesystem::path BlockPath(const CachedFile& file, std::uint64_t block);

/// Returns the header of a block, without the digest.
BlockHeader HeaderOf(const CachedFile& file, std::uint64_t block);

/// Sets the temporary file of a claim. Returns 0 if this process may fetch the block, EWOULDBLOCK
/// if another one does, or has stored it, or else the number of the error.
int LockBlock(BlockClaim& claim);

/// Writes the block and gives it its name. Returns 0, or the number of the error.
int WriteBlock(const BlockClaim& claim, std::span<const std::byte> bytes);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_CACHE_BLOCK_CLAIM_H_
