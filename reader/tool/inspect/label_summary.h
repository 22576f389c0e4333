// Counts of a data set's labels.
#ifndef IMREC_READER_TOOL_INSPECT_LABEL_SUMMARY_H_
#define IMREC_READER_TOOL_INSPECT_LABEL_SUMMARY_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "reader/tool/class_id.h"
#include "reader/tool/set_labels.h"

namespace imrec::tool {

/// Counts by class label.
using ClassCounts = std::map<float, std::uint64_t, LabelLess>;

/// The minimum, median and maximum number of images per identity.
struct ImagesPerIdentity {
  std::uint64_t min = 0;
  std::uint64_t median = 0;
  std::uint64_t max = 0;
};

/// A value type. Counts the labels of records one by one.
class LabelSummary {
 public:
  LabelSummary() = default;
  explicit LabelSummary(const SetLabels& set) : set_(set) {}

  /// Counts a record. Returns the reason why its labels are invalid, or an empty string.
  std::string Add(std::span<const float> labels);
  /// Counts a record that cannot be read.
  void AddDamaged();

  const SetLabels& set() const { return set_; }
  /// The number of records, including damaged records and those with invalid labels. Of the other
  /// numbers, only width_max() and layouts() include these.
  std::uint64_t records() const { return records_; }
  std::uint64_t damaged() const { return damaged_; }
  std::uint64_t bad_labels() const { return bad_labels_; }
  /// The number of records with invalid labels whose boxes look like pixels.
  std::uint64_t pixel_boxes() const { return pixel_boxes_; }
  std::size_t width_max() const { return width_max_; }
  /// The numbers below are 0 unless it is a detection set.
  std::uint64_t objects() const { return objects_; }
  /// Records without objects.
  std::uint64_t negatives() const { return negatives_; }
  /// The number of objects per class; in a set without boxes, of records with the class.
  const ClassCounts& per_class() const { return per_class_; }
  /// The number of records of a detection set by header and object width.
  const std::map<std::pair<std::size_t, std::size_t>, std::uint64_t>& layouts() const {
    return layouts_;
  }
  /// Requires an identity set with at least one record.
  ImagesPerIdentity images_per_identity() const;

 private:
  void AddSound(std::span<const float> labels);

  SetLabels set_;
  std::uint64_t records_ = 0;
  std::uint64_t damaged_ = 0;
  std::uint64_t bad_labels_ = 0;
  std::uint64_t pixel_boxes_ = 0;
  std::size_t width_max_ = 0;
  std::uint64_t objects_ = 0;
  std::uint64_t negatives_ = 0;
  ClassCounts per_class_;
  std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> layouts_;
  std::vector<float> classes_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INSPECT_LABEL_SUMMARY_H_
