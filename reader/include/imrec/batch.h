// A batch of samples: images and labels of fixed shape.
#ifndef IMREC_BATCH_H_
#define IMREC_BATCH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <imrec/image.h>
#include <imrec/sample_plan.h>
#include <imrec/tensor_format.h>

namespace imrec {

/// The shape of all batches of a reader.
struct BatchShape {
  std::size_t batch_size = 0;
  ImageSize image;
  TensorFormat format;
  std::size_t label_width = 0;   // values per sample
  std::size_t max_objects = 0;   // detection: rows of a label
  std::size_t object_width = 0;  // detection: class, xmin, ymin, xmax, ymax, extra values

  /// Values of an image.
  std::size_t image_values() const { return image_bytes() / format.value_bytes(); }
  std::size_t image_bytes() const { return format.image_bytes(image); }
  /// (batch, 3, height, width) or (batch, height, width, 3).
  std::array<std::size_t, 4> image_dims() const;

  friend bool operator==(const BatchShape&, const BatchShape&) = default;
};

struct BatchStorage;
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
  /// Samples in the batch; below shape().batch_size only in the last batch of an epoch, and only
  /// with LastBatch::kKeep.
  std::size_t size() const;
  /// How many of them, the last ones, only fill up the batch (LastBatch::kPad).
  std::size_t padding() const;
  /// The epoch whose batch this is. With LastBatch::kRollOver the first samples of an epoch's
  /// first batch may be of the epoch before, and are augmented as such.
  std::uint32_t epoch() const;
  /// Of the batch within its epoch, from 0.
  std::uint64_t number() const;

  /// The images of the size() samples as shape().format says, aligned to 64 bytes.
  std::span<const std::byte> image_bytes() const;
  /// The same values by their type. Each throws Error(kInvalidArgument) if the format has another.
  std::span<const float> images() const;
  std::span<const std::uint8_t> images_uint8() const;
  std::span<const std::uint16_t> images_float16() const;  // bits of IEEE 754 binary16

  /// (size(), label_width) float32. For detection (size(), max_objects, object_width): class,
  /// corners normalised to the augmented image, extra values as stored; rows without an object are
  /// -1 throughout.
  std::span<const float> labels() const;
  /// Real objects (or labels) of each sample.
  std::span<const std::size_t> object_counts() const;
  /// The record key of each sample.
  std::span<const std::uint64_t> keys() const;
  /// The size of each sample's image before augmentation, upright.
  std::span<const ImageSize> original_sizes() const;
  /// How each sample was augmented; empty unless ReaderOptions::keep_plans.
  std::span<const SamplePlan> plans() const;

  /// Images and labels of all shape().batch_size slots, for code that needs a fixed shape: after
  /// the size() samples there are zeros, or -1 for labels.
  std::span<const std::byte> image_slots() const;
  std::span<const float> label_slots() const;

  /// Of sample `i`. Each throws Error(kInvalidArgument) unless i < size().
  std::span<const std::byte> image_bytes(std::size_t i) const;
  std::span<const float> image(std::size_t i) const;
  std::span<const float> label(std::size_t i) const;

 private:
  void RequireSample(std::size_t i) const;

  std::unique_ptr<BatchStorage> storage_;
  std::shared_ptr<BatchPool> pool_;
};

}  // namespace imrec

#endif  // IMREC_BATCH_H_
