// How the bytes of a file are got at.
#ifndef IMREC_ACCESS_OPTIONS_H_
#define IMREC_ACCESS_OPTIONS_H_

#include <cstdint>

namespace imrec {

struct AccessOptions {
  /// Map the file into memory instead of reading it with system calls. A file that is cut short
  /// while it is mapped kills the process (SIGBUS): for files that nobody changes.
  bool map = false;
  /// Leave what was read in the system's page cache. If false, each record is dropped from it once
  /// read, so that a large data set does not drive other things out.
  bool keep_cached = true;
  /// Of compressed files: bytes of decompressed frames that are kept, beside those in use.
  std::uint64_t frame_cache_bytes = std::uint64_t{16} << 20;
};

}  // namespace imrec

#endif  // IMREC_ACCESS_OPTIONS_H_
