#include <imrec/batch.h>

#include <utility>

#include <imrec/error.h>

#include "reader/batch_pool.h"

namespace imrec {
namespace {

template <typename Value>
std::span<const Value> ValuesAs(PixelType type, const BatchShape& shape,
                                std::span<const std::byte> bytes) {
  if (shape.format.type != type) {
    throw Error(ErrorCode::kInvalidArgument, "the images of this batch are of another type");
  }
  // The memory contains values of this type, because the renderer writes them as such.
  return {reinterpret_cast<const Value*>(bytes.data()), bytes.size() / sizeof(Value)};
}

}  // namespace

std::array<std::size_t, 4> BatchShape::image_dims() const {
  const auto height = static_cast<std::size_t>(image.height);
  const auto width = static_cast<std::size_t>(image.width);
  if (format.layout == PixelLayout::kNchw) return {batch_size, 3, height, width};
  return {batch_size, height, width, 3};
}

BatchStorage::BatchStorage(const BatchShape& shape, const BatchMemory& memory)
    : images(shape.batch_size * shape.image_bytes(), memory.huge_pages),
      labels(shape.batch_size * shape.label_width),
      object_counts(shape.batch_size),
      keys(shape.batch_size),
      original_sizes(shape.batch_size),
      plans(memory.with_plans ? shape.batch_size : 0) {}

std::unique_ptr<BatchStorage> BatchPool::Take() {
  {
    const MutexLock lock(mutex_);
    if (!free_.empty()) {
      std::unique_ptr<BatchStorage> storage = std::move(free_.back());
      free_.pop_back();
      return storage;
    }
    // Reserve space for all batches in use, so that Return() cannot fail.
    free_.reserve(made_ + 1);
    ++made_;
  }
  try {
    return std::make_unique<BatchStorage>(shape_, memory_);
  } catch (...) {
    const MutexLock lock(mutex_);
    --made_;
    throw;
  }
}

void BatchPool::Return(std::unique_ptr<BatchStorage> storage) noexcept {
  if (::getpid() != owner_) return;
  const MutexLock lock(mutex_);
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
std::size_t Batch::size() const { return storage_->size; }
std::size_t Batch::padding() const { return storage_->padding; }
std::uint32_t Batch::epoch() const { return storage_->epoch; }
std::uint64_t Batch::number() const { return storage_->number; }

std::span<const std::byte> Batch::image_bytes() const {
  return image_slots().first(size() * shape().image_bytes());
}
std::span<const std::byte> Batch::image_slots() const {
  return std::as_const(*storage_).image_bytes().first(shape().batch_size * shape().image_bytes());
}
std::span<const float> Batch::images() const {
  return ValuesAs<float>(PixelType::kFloat32, shape(), image_bytes());
}
std::span<const std::uint8_t> Batch::images_uint8() const {
  return ValuesAs<std::uint8_t>(PixelType::kUint8, shape(), image_bytes());
}
std::span<const std::uint16_t> Batch::images_float16() const {
  return ValuesAs<std::uint16_t>(PixelType::kFloat16, shape(), image_bytes());
}

std::span<const float> Batch::labels() const {
  return label_slots().first(size() * shape().label_width);
}
std::span<const float> Batch::label_slots() const { return storage_->labels; }
std::span<const std::size_t> Batch::object_counts() const {
  return std::span(storage_->object_counts).first(size());
}
std::span<const std::uint64_t> Batch::keys() const {
  return std::span(storage_->keys).first(size());
}
std::span<const ImageSize> Batch::original_sizes() const {
  return std::span(storage_->original_sizes).first(size());
}
std::span<const SamplePlan> Batch::plans() const {
  return std::span(storage_->plans).first(storage_->plans.empty() ? 0 : size());
}

void Batch::RequireSample(std::size_t i) const {
  if (i < size()) return;
  throw Error(ErrorCode::kInvalidArgument, "there is no sample " + std::to_string(i) +
                                               " in a batch of " + std::to_string(size()));
}

std::span<const std::byte> Batch::image_bytes(std::size_t i) const {
  RequireSample(i);
  return image_bytes().subspan(i * shape().image_bytes(), shape().image_bytes());
}
std::span<const float> Batch::image(std::size_t i) const {
  RequireSample(i);
  return images().subspan(i * shape().image_values(), shape().image_values());
}
std::span<const float> Batch::label(std::size_t i) const {
  RequireSample(i);
  return labels().subspan(i * shape().label_width, shape().label_width);
}

}  // namespace imrec
