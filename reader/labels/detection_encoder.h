// Label rows of detection batches.
#ifndef IMREC_READER_LABELS_DETECTION_ENCODER_H_
#define IMREC_READER_LABELS_DETECTION_ENCODER_H_

#include <cstddef>
#include <span>

#include "reader/labels/detection_labels.h"
#include "reader/labels/label_encoder.h"

namespace imrec {

/// Rows of objects with `object_width` values each: class, corners in the augmented image, extra
/// values as stored. The rest of the row is -1.
class DetectionEncoder final : public LabelEncoder {
 public:
  explicit DetectionEncoder(std::size_t object_width) : object_width_(object_width) {}

  void Parse(std::span<const float> labels) override { objects_.Parse(labels); }
  std::span<const BoundingBox> boxes() const override { return objects_.boxes(); }
  std::size_t Encode(const SamplePlan& plan, std::span<float> row) const override;

  const DetectionObjects& objects() const { return objects_; }

 private:
  std::size_t object_width_;
  DetectionObjects objects_;
};

/// The rows of MXNet's ImageDetRecordIter: channels, rows and columns of the image; the number of
/// values that follow; then these values as in the label of a record: header width, object width,
/// extra header values, the objects. The rest of the row is -1.
class MxnetEncoder final : public LabelEncoder {
 public:
  static constexpr std::size_t kHead = 4;

  void Parse(std::span<const float> labels) override { objects_.Parse(labels); }
  std::span<const BoundingBox> boxes() const override { return objects_.boxes(); }
  std::size_t Encode(const SamplePlan& plan, std::span<float> row) const override;

 private:
  DetectionObjects objects_;
};

}  // namespace imrec

#endif  // IMREC_READER_LABELS_DETECTION_ENCODER_H_
