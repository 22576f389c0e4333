// A batch of samples: images and labels of fixed shape.
#ifndef IMREC_BATCH_H_
#define IMREC_BATCH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <imrec/export.h>
#include <imrec/image.h>
#include <imrec/sample_plan.h>
#include <imrec/tensor_format.h>

namespace imrec {

/// The shape of the batches of a reader; all of its batches have the same.
struct IMREC_EXPORT BatchShape {
  std::size_t batch_size = 0;
  ImageSize image;
  TensorFormat format;
  std::size_t label_width = 0;   // values per sample
  std::size_t max_objects = 0;   // detection: rows per sample; otherwise 0
  std::size_t object_width = 0;  // detection: values per row: class, xmin, ymin, xmax, ymax, extra

  /// The number of values per image.
  std::size_t image_values() const { return image_bytes() / format.value_bytes(); }
  std::size_t image_bytes() const { return format.image_bytes(image); }
  /// (batch, 3, height, width) or (batch, height, width, 3).
  std::array<std::size_t, 4> image_dims() const;

  friend bool operator==(const BatchShape&, const BatchShape&) = default;
};

struct BatchStorage;
class BatchPool;

/// Images and labels of some samples. Move-only. A moved-from batch may only be assigned to or
/// destroyed.
///
/// A batch may outlive its reader, and may be moved to another thread and destroyed there. Const
/// members may be called from several threads at once. All spans point into the batch and stay
/// valid as long as it exists.
///
/// On destruction the memory returns to the pool of the reader, which reuses it for later batches.
/// The pool has memory for `prefetch` batches and for the largest number of batches that the caller
/// has held at the same time. It frees nothing until the reader and all of its batches are
/// destroyed. In a forked child, the memory of batches that were made before the fork is freed
/// instead of reused.
class IMREC_EXPORT Batch {
 public:
  /// For readers only.
  Batch(std::unique_ptr<BatchStorage> storage, std::shared_ptr<BatchPool> pool);
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;
  ~Batch();

  const BatchShape& shape() const;
  /// The number of samples. It is less than shape().batch_size only with LastBatch::kKeep, in the
  /// last batch of an epoch.
  std::size_t size() const;
  /// The number of samples at the end of the batch that only fill it up (LastBatch::kPad). They are
  /// included in size().
  std::size_t padding() const;
  /// The epoch of the batch, from 0. With LastBatch::kRollOver, the first samples of the first
  /// batch of an epoch may belong to the previous epoch, and are augmented accordingly.
  std::uint32_t epoch() const;
  /// The number of the batch within its epoch, from 0.
  std::uint64_t number() const;

  /// The images of the size() samples, in the format shape().format. Starts at a multiple of 64
  /// bytes.
  std::span<const std::byte> image_bytes() const;
  /// The same values with their type. Each throws Error(kInvalidArgument) if the pixels of
  /// shape().format have another type.
  std::span<const float> images() const;
  std::span<const std::uint8_t> images_uint8() const;
  std::span<const std::uint16_t> images_float16() const;  // bits of IEEE 754 binary16

  /// The labels, of shape (size(), label_width). With DetectionLabelLayout::kObjects this is
  /// (size(), max_objects, object_width): the class, the corners in fractions of the augmented
  /// image's width and height, and the extra values as stored. Rows without an object contain -1.
  std::span<const float> labels() const;
  /// The number of objects of each sample, or of labels for classification.
  std::span<const std::size_t> object_counts() const;
  /// The key of each sample's record.
  std::span<const std::uint64_t> keys() const;
  /// The size of each sample's image before augmentation, after EXIF orientation is applied.
  std::span<const ImageSize> original_sizes() const;
  /// How each sample was augmented. Empty unless ReaderOptions::keep_plans is set.
  std::span<const SamplePlan> plans() const;

  /// The images and labels of all shape().batch_size slots, for code that needs a fixed shape.
  /// Slots after the size() samples contain zeros in images and -1 in labels.
  std::span<const std::byte> image_slots() const;
  std::span<const float> label_slots() const;

  /// The same for sample `i`. Each throws Error(kInvalidArgument) if i >= size(). image() also
  /// throws as images().
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
