// What is in the folder of a cache of remote files; see AccessOptions::remote.
#ifndef IMREC_RECORDIO_INTERNAL_CACHE_FOLDER_H_
#define IMREC_RECORDIO_INTERNAL_CACHE_FOLDER_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace imrec {

/// A version of a remote file of which there are blocks.
struct CacheEntry {
  std::filesystem::path folder;  // of the blocks
  std::string name;              // of the remote file
  std::string etag;
  std::uint64_t size = 0;                       // of the remote file, in bytes
  std::uint64_t blocks = 0;                     // that are there
  std::uint64_t bytes = 0;                      // that they take
  std::filesystem::file_time_type newest = {};  // when the latest block was stored
};

struct CacheContents {
  std::vector<CacheEntry> entries;  // by name, the newest version first
  /// Files of writers that ended early, older than a day.
  std::vector<std::filesystem::path> leftovers;
};

/// Looks at all blocks, without reading their bytes. Throws Error(kNotFound) if the folder is no
/// cache, and Error(kIo) if it cannot be read.
CacheContents LookIntoCache(const std::filesystem::path& folder);

/// Removes blocks: all of them with `all`, otherwise those of versions that are not the newest of
/// their file, and leftovers. Readers that use them now are not disturbed. Returns the bytes that
/// were freed. Throws Error as LookIntoCache().
std::uint64_t CleanCache(const std::filesystem::path& folder, bool all);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_CACHE_FOLDER_H_
