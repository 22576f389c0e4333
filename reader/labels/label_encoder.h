// The interface that converts labels of records to label rows of batches.
#ifndef IMREC_READER_LABELS_LABEL_ENCODER_H_
#define IMREC_READER_LABELS_LABEL_ENCODER_H_

#include <cstddef>
#include <span>

#include <imrec/bounding_box.h>
#include <imrec/sample_plan.h>

namespace imrec {

/// Converts the labels of one record at a time to a row of a batch. Reuses its working memory. Not
/// thread-safe.
class LabelEncoder {
 public:
  virtual ~LabelEncoder() = default;

  /// Copies the labels of a record. Throws Error(kCorruptData) if they are invalid for this kind of
  /// row.
  virtual void Parse(std::span<const float> labels) = 0;

  /// The boxes to augment, in fractions of the image size; valid until the next call of Parse().
  virtual std::span<const BoundingBox> boxes() const = 0;

  /// Fills the whole row of the sample and returns its number of objects or labels, without
  /// padding. Throws Error(kLimitExceeded) if they do not fit in the row.
  virtual std::size_t Encode(const SamplePlan& plan, std::span<float> row) const = 0;
};

}  // namespace imrec

#endif  // IMREC_READER_LABELS_LABEL_ENCODER_H_
