// Recycled memory of batches.
#ifndef IMREC_READER_BATCH_POOL_H_
#define IMREC_READER_BATCH_POOL_H_

#include <sys/types.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <imrec/batch.h>

namespace imrec {

/// The memory of a batch.
struct BatchStorage {
  BatchStorage(const BatchShape& shape, bool with_plans);

  std::span<std::byte> image_bytes() { return std::as_writable_bytes(std::span(images)); }
  std::span<const std::byte> image_bytes() const { return std::as_bytes(std::span(images)); }

  struct alignas(64) CacheLine {
    std::byte bytes[64];
  };
  std::vector<CacheLine> images;
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

/// Thread-safe. Shared by the reader and its batches, so that it lives as long as any of them. In a
/// forked child it only lets memory go, as another thread may have held its lock.
class BatchPool {
 public:
  BatchPool(const BatchShape& shape, bool with_plans) : shape_(shape), with_plans_(with_plans) {}

  const BatchShape& shape() const { return shape_; }
  std::unique_ptr<BatchStorage> Take();
  void Return(std::unique_ptr<BatchStorage> storage);

 private:
  const BatchShape shape_;
  const bool with_plans_;
  const pid_t owner_ = ::getpid();
  std::mutex mutex_;
  std::vector<std::unique_ptr<BatchStorage>> free_;
};

}  // namespace imrec

#endif  // IMREC_READER_BATCH_POOL_H_
