// What a reader makes of records' labels: one file for each kind.
#ifndef IMREC_READER_LABEL_ROWS_H_
#define IMREC_READER_LABEL_ROWS_H_

#include <cstddef>
#include <span>

#include <imrec/bounding_box.h>
#include <imrec/sample_plan.h>

namespace imrec {

/// Turns the labels of one record after the other into rows of a batch. Working memory is reused;
/// not thread-safe.
class LabelRows {
 public:
  virtual ~LabelRows() = default;

  /// Takes a record's labels, whose memory may go afterwards. Throws Error(kCorruptData) if they
  /// are not of this kind.
  virtual void Set(std::span<const float> labels) = 0;

  /// The boxes that augmentation has to carry along, normalised to the image; valid until Set().
  virtual std::span<const BoundingBox> boxes() const = 0;

  /// Fills the whole row of the sample and returns how many objects or labels in it are real.
  /// Throws Error(kLimitExceeded) if they have no room.
  virtual std::size_t Write(const SamplePlan& plan, std::span<float> row) const = 0;
};

}  // namespace imrec

#endif  // IMREC_READER_LABEL_ROWS_H_
