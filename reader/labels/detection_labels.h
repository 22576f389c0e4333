// Parses detection labels of records for planning.
#ifndef IMREC_READER_LABELS_DETECTION_LABELS_H_
#define IMREC_READER_LABELS_DETECTION_LABELS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/bounding_box.h>
#include <imrec/record_store.h>

namespace imrec {

/// The objects of one record: boxes for the planner, and all values for the label row. Omits
/// objects without area and clips the others to the image. Parse() reuses memory.
class DetectionObjects {
 public:
  /// Throws Error(kCorruptData) if `labels` is not a valid detection label (see
  /// DetectionLabelProblem()).
  void Parse(std::span<const float> labels);

  std::size_t size() const { return boxes_.size(); }
  std::size_t object_width() const { return object_width_; }
  std::span<const BoundingBox> boxes() const { return boxes_; }
  /// Class, corners as stored, extra values.
  std::span<const float> values(std::size_t i) const {
    return std::span(values_).subspan(i * object_width_, object_width_);
  }
  /// Header width, object width, extra header values, as stored.
  std::span<const float> header() const { return header_; }

 private:
  std::size_t object_width_ = 0;
  std::vector<BoundingBox> boxes_;
  std::vector<float> values_;
  std::vector<float> header_;
};

/// The maximum sizes of the labels of a set, from which the shape of label rows is computed.
struct DetectionLayout {
  std::size_t max_objects = 0;  // including placeholders of images without objects
  std::size_t object_width = 0;
  std::size_t header_width = 0;

  /// Sets each size to the maximum of both layouts.
  void Widen(const DetectionLayout& other);

  friend bool operator==(const DetectionLayout&, const DetectionLayout&) = default;
};

/// Reads the labels of all records. Ignores those that cannot be read or are not valid detection
/// labels. Throws Error(kCorruptData) if no label is valid, or if most records have labels of
/// another kind.
DetectionLayout ScanDetectionLayout(const RecordStore& records);

}  // namespace imrec

#endif  // IMREC_READER_LABELS_DETECTION_LABELS_H_
