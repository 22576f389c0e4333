// A pool for the memory of batches.
#ifndef IMREC_READER_BATCH_POOL_H_
#define IMREC_READER_BATCH_POOL_H_

#include <sys/types.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <imrec/batch.h>

#include "reader/pixel_memory.h"
#include "recordio/internal/mutex.h"

namespace imrec {

/// Options for the memory of batches.
struct BatchMemory {
  bool with_plans = false;
  bool huge_pages = true;
};

/// The memory of a batch.
struct BatchStorage {
  BatchStorage(const BatchShape& shape, const BatchMemory& memory);

  std::span<std::byte> image_bytes() { return images.bytes(); }
  std::span<const std::byte> image_bytes() const { return images.bytes(); }

  PixelMemory images;
  std::vector<float> labels;
  std::vector<std::size_t> object_counts;
  std::vector<std::uint64_t> keys;
  std::vector<ImageSize> original_sizes;
  std::vector<SamplePlan> plans;
  std::uint32_t epoch = 0;
  std::uint64_t number = 0;
  std::size_t size = 0;
  std::size_t padding = 0;
};

/// Reuses the memory of batches; frees it on destruction. Shared by the reader and its batches, so
/// that it lives as long as any of them. In a forked child, Return() frees the memory instead,
/// because another thread may have held the lock during the fork. Thread-safe.
class BatchPool {
 public:
  BatchPool(const BatchShape& shape, const BatchMemory& memory) : shape_(shape), memory_(memory) {}

  const BatchShape& shape() const { return shape_; }
  /// Returns the memory of a batch; allocates it if none is free. Throws std::bad_alloc.
  std::unique_ptr<BatchStorage> Take();
  /// Makes memory from Take() available for reuse.
  void Return(std::unique_ptr<BatchStorage> storage) noexcept;

 private:
  const BatchShape shape_;
  const BatchMemory memory_;
  const pid_t owner_ = ::getpid();
  Mutex mutex_;
  std::vector<std::unique_ptr<BatchStorage>> free_ IMREC_GUARDED_BY(mutex_);
  std::size_t made_ IMREC_GUARDED_BY(mutex_) = 0;
};

}  // namespace imrec

#endif  // IMREC_READER_BATCH_POOL_H_
