// A batch of detection samples: images and labels of fixed shape.
#ifndef IMREC_BATCH_H_
#define IMREC_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <imrec/image.h>

namespace imrec {

/// The shape of all batches of a reader.
struct BatchShape {
  std::size_t batch_size = 0;
  ImageSize image;
  std::size_t max_objects = 0;
  std::size_t object_width = 0;  // class, xmin, ymin, xmax, ymax, extra values

  std::size_t image_floats() const {
    return 3 * static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  }
  std::size_t label_floats() const { return max_objects * object_width; }
};

/// The memory of a batch.
struct BatchStorage {
  explicit BatchStorage(const BatchShape& shape);

  std::vector<float> images;
  std::vector<float> labels;
  std::vector<std::size_t> object_counts;
  std::vector<std::uint64_t> keys;
  std::uint32_t epoch = 0;
  std::uint64_t number = 0;
  std::size_t size = 0;
};

class BatchPool;

/// Move-only. Its memory goes back to the reader's pool on destruction, and it may outlive the
/// reader. A moved-from batch may only be destroyed or assigned to.
class Batch {
 public:
  Batch(std::unique_ptr<BatchStorage> storage, std::shared_ptr<BatchPool> pool);
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;
  ~Batch();

  const BatchShape& shape() const;
  /// Samples in the batch; below shape().batch_size only in the last batch of an epoch.
  std::size_t size() const { return storage_->size; }
  std::uint32_t epoch() const { return storage_->epoch; }
  /// Of the batch within its epoch, from 0.
  std::uint64_t number() const { return storage_->number; }

  /// (batch_size, 3, height, width) RGB float32. Slots from size() on hold zeros.
  std::span<const float> images() const { return storage_->images; }
  /// (batch_size, max_objects, object_width) float32: class, corners normalised to the augmented
  /// image, extra values as stored. Rows without an object are -1 throughout.
  std::span<const float> labels() const { return storage_->labels; }
  /// Real objects of each sample.
  std::span<const std::size_t> object_counts() const { return used(storage_->object_counts); }
  /// The record key of each sample.
  std::span<const std::uint64_t> keys() const { return used(storage_->keys); }

  /// (3, height, width) of sample `i`.
  std::span<const float> image(std::size_t i) const;
  /// (max_objects, object_width) of sample `i`.
  std::span<const float> label(std::size_t i) const;

 private:
  template <typename T>
  std::span<const T> used(const std::vector<T>& values) const {
    return std::span(values).first(storage_->size);
  }

  std::unique_ptr<BatchStorage> storage_;
  std::shared_ptr<BatchPool> pool_;
};

}  // namespace imrec

#endif  // IMREC_BATCH_H_
