// The files of a cache of remote files: blocks of their bytes.
//
// DIR/v1/XX/HASH/BLOCK holds the bytes from BLOCK * 8 MiB of one version of a file. HASH, of 32
// hexadecimal digits, is the XXH3-128 of its name, size and ETag, and XX its first two. A block
// begins with 4096 bytes: a JSON object that repeats all of this, spaces, and LF.
#ifndef IMREC_RECORDIO_REMOTE_CACHE_CACHE_BLOCK_H_
#define IMREC_RECORDIO_REMOTE_CACHE_CACHE_BLOCK_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "recordio/files/file_descriptor.h"
#include "recordio/remote/http/fetch.h"

namespace imrec::remote {

inline constexpr std::uint64_t kBlockBytes = std::uint64_t{8} << 20;
inline constexpr std::size_t kBlockHeaderBytes = 4096;
inline constexpr std::uint64_t kStoredBlockBytes = kBlockHeaderBytes + kBlockBytes;  // at most

/// Tells the file of a block from another one that has its name later, or other contents.
struct BlockIdentity {
  std::uint64_t inode = 0;
  std::int64_t seconds = 0;  // when it was written
  std::int64_t nanoseconds = 0;

  friend bool operator==(const BlockIdentity&, const BlockIdentity&) = default;
};

/// What a block contains.
struct BlockHeader {
  std::string name;  // of the remote file
  ObjectVersion version = {};
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint64_t digest = 0;  // XXH3-64 of the bytes
};

/// Returns the folder for the blocks of a file's version, in the folder of the cache.
std::filesystem::path BlockFolder(const std::filesystem::path& cache, const std::string& name,
                                  const ObjectVersion& version);

std::uint64_t BlockDigest(std::span<const std::byte> bytes);

/// Returns kBlockHeaderBytes bytes; nullopt if the names are too long for that, or not UTF-8.
std::optional<std::string> FormatBlockHeader(const BlockHeader& header);

/// Returns nullopt if the text is no header.
std::optional<BlockHeader> ParseBlockHeader(std::string_view text);

/// Opens a block. Unless it is the file `checked`, reads all of it, and returns nullopt if it is
/// not what `expected` says, except for the digest, which must be that of the bytes; a block that
/// is wrong is removed. Otherwise sets `checked`. Returns nullopt if there is none, or if it cannot
/// be opened.
std::optional<FileDescriptor> OpenBlock(const std::filesystem::path& path,
                                        const BlockHeader& expected,
                                        std::optional<BlockIdentity>& checked);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_CACHE_CACHE_BLOCK_H_
