// Memory for the bytes of responses.
#ifndef IMREC_RECORDIO_REMOTE_HTTP_BYTE_BUFFERS_H_
#define IMREC_RECORDIO_REMOTE_HTTP_BYTE_BUFFERS_H_

#include <cstddef>
#include <map>
#include <vector>

#include "recordio/internal/mutex.h"

namespace imrec::remote {

/// Keeps buffers that are no longer needed for those that come next. Otherwise the system would
/// take back the memory of a record and clear as much for another one, page by page. Thread-safe.
class ByteBuffers {
 public:
  /// Keeps up to `max_bytes` bytes.
  explicit ByteBuffers(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// Returns an empty buffer for `size` bytes, whose capacity is at most 1.6 times as large.
  std::vector<std::byte> Take(std::size_t size) IMREC_EXCLUDES(mutex_);

  /// Takes a buffer back. If there are too many, it frees one of those capacities that most bytes
  /// are kept for, so that the others do not run out.
  void Give(std::vector<std::byte> buffer) IMREC_EXCLUDES(mutex_);

 private:
  using Buffers = std::vector<std::vector<std::byte>>;  // of one capacity

  void FreeOne() IMREC_REQUIRES(mutex_);

  const std::size_t max_bytes_;
  Mutex mutex_;
  std::size_t bytes_ IMREC_GUARDED_BY(mutex_) = 0;
  std::map<std::size_t, Buffers> by_capacity_ IMREC_GUARDED_BY(mutex_);
};

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_HTTP_BYTE_BUFFERS_H_
