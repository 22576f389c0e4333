// What the labels of a data set are, counted.
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

/// Counts by the label that names the class.
using ClassCounts = std::map<float, std::uint64_t, LabelLess>;

/// The images that identities have: at least, half of them at most, at most.
struct ImagesPerIdentity {
  std::uint64_t min = 0;
  std::uint64_t median = 0;
  std::uint64_t max = 0;
};

/// A value. Sees the labels of one record after the other.
class LabelSummary {
 public:
  LabelSummary() = default;
  explicit LabelSummary(const SetLabels& set) : set_(set) {}

  /// Counts a record. Returns why its labels are not sound, or an empty string.
  std::string Add(std::span<const float> labels);
  /// Counts a record that cannot be read.
  void AddDamaged();

  const SetLabels& set() const { return set_; }
  /// Damaged ones and those of bad labels included, which are in no other figure but width_max()
  /// and layouts().
  std::uint64_t records() const { return records_; }
  std::uint64_t damaged() const { return damaged_; }
  std::uint64_t bad_labels() const { return bad_labels_; }
  /// Of these, the records whose boxes look like pixels.
  std::uint64_t pixel_boxes() const { return pixel_boxes_; }
  std::size_t width_max() const { return width_max_; }
  /// Those below are 0 unless it is a detection set.
  std::uint64_t objects() const { return objects_; }
  /// Records without objects.
  std::uint64_t negatives() const { return negatives_; }
  /// Objects, or records that show the class in a set without boxes.
  const ClassCounts& per_class() const { return per_class_; }
  /// Records of a detection set by header and object width.
  const std::map<std::pair<std::size_t, std::size_t>, std::uint64_t>& layouts() const {
    return layouts_;
  }
  /// Of an identity set with a record.
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
