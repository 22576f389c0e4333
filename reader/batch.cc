#include <imrec/batch.h>

#include <utility>

#include "reader/batch_pool.h"

namespace imrec {

BatchStorage::BatchStorage(const BatchShape& shape)
    : images(shape.batch_size * shape.image_floats()),
      labels(shape.batch_size * shape.label_floats()),
      object_counts(shape.batch_size),
      keys(shape.batch_size) {}

std::unique_ptr<BatchStorage> BatchPool::Take() {
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      std::unique_ptr<BatchStorage> storage = std::move(free_.back());
      free_.pop_back();
      return storage;
    }
  }
  return std::make_unique<BatchStorage>(shape_);
}

void BatchPool::Return(std::unique_ptr<BatchStorage> storage) {
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(storage));
}

Batch::Batch(std::unique_ptr<BatchStorage> storage, std::shared_ptr<BatchPool> pool)
    : storage_(std::move(storage)), pool_(std::move(pool)) {}

Batch::Batch(Batch&&) noexcept = default;

Batch& Batch::operator=(Batch&& other) noexcept {
  std::swap(storage_, other.storage_);
  std::swap(pool_, other.pool_);
  return *this;
}

Batch::~Batch() {
  if (storage_) pool_->Return(std::move(storage_));
}

const BatchShape& Batch::shape() const { return pool_->shape(); }

std::span<const float> Batch::image(std::size_t i) const {
  const std::size_t floats = shape().image_floats();
  return images().subspan(i * floats, floats);
}

std::span<const float> Batch::label(std::size_t i) const {
  const std::size_t floats = shape().label_floats();
  return labels().subspan(i * floats, floats);
}

}  // namespace imrec
