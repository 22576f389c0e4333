// Options for reading the bytes of a file.
#ifndef IMREC_ACCESS_OPTIONS_H_
#define IMREC_ACCESS_OPTIONS_H_

#include <cstdint>
#include <memory>

#include <imrec/remote_options.h>

namespace imrec {

class RemoteSession;

/// How the bytes of files are read. Copies share `session`.
struct AccessOptions {
  /// Maps the file into memory instead of reading it with system calls. If a mapped file is
  /// truncated, the next read of the missing bytes kills the process (SIGBUS), so map only files
  /// that do not change.
  bool map = false;
  /// Leaves the bytes that were read in the page cache of the operating system. If false, each
  /// record is dropped from it after it has been read, so that a large data set does not evict
  /// other files.
  bool keep_cached = true;
  /// Compressed files only: the size of the cache of decompressed frames, in bytes. Frames in use,
  /// and the frame that was used last, stay in memory even if they exceed it.
  std::uint64_t frame_cache_bytes = std::uint64_t{16} << 20;
  /// How files of other machines are read.
  RemoteOptions remote = {};
  /// The connections for remote files, which copies of these options share. Null: each file has its
  /// own; readers make a session for their files.
  std::shared_ptr<RemoteSession> session = {};
};

}  // namespace imrec

#endif  // IMREC_ACCESS_OPTIONS_H_
