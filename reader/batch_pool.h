// Recycled memory of batches.
#ifndef IMREC_READER_BATCH_POOL_H_
#define IMREC_READER_BATCH_POOL_H_

#include <memory>
#include <mutex>
#include <vector>

#include <imrec/batch.h>

namespace imrec {

/// Thread-safe. Shared by the reader and its batches, so that it lives as long as any of them.
class BatchPool {
 public:
  explicit BatchPool(const BatchShape& shape) : shape_(shape) {}

  const BatchShape& shape() const { return shape_; }
  std::unique_ptr<BatchStorage> Take();
  void Return(std::unique_ptr<BatchStorage> storage);

 private:
  const BatchShape shape_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<BatchStorage>> free_;
};

}  // namespace imrec

#endif  // IMREC_READER_BATCH_POOL_H_
