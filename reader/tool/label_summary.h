// What the labels of a data set are, counted.
#ifndef IMREC_READER_TOOL_LABEL_SUMMARY_H_
#define IMREC_READER_TOOL_LABEL_SUMMARY_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <utility>

#include "reader/tool/class_id.h"

namespace imrec::tool {

/// Counts by the label that names the class.
using ClassCounts = std::map<float, std::uint64_t, LabelLess>;

/// A value. Sees the labels of one record after the other.
class LabelSummary {
 public:
  void Add(std::span<const float> labels);

  std::uint64_t records() const { return records_; }
  /// Every record has a detection label. Otherwise this is a classification set.
  bool detection() const { return detection_; }
  std::size_t width_max() const { return width_max_; }
  /// Those below are 0 for a classification set.
  std::uint64_t objects() const { return detection_ ? objects_ : 0; }
  /// Records without objects.
  std::uint64_t negatives() const { return detection_ ? negatives_ : 0; }
  /// Objects, or records of a classification set.
  const ClassCounts& per_class() const { return detection_ ? objects_per_class_ : per_label_; }
  /// Records of a detection set by header and object width.
  const std::map<std::pair<std::size_t, std::size_t>, std::uint64_t>& layouts() const {
    return layouts_;
  }

 private:
  std::uint64_t records_ = 0;
  bool detection_ = true;
  std::size_t width_max_ = 0;
  std::uint64_t objects_ = 0;
  std::uint64_t negatives_ = 0;
  ClassCounts objects_per_class_;
  ClassCounts per_label_;  // records by their first label
  std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> layouts_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_LABEL_SUMMARY_H_
