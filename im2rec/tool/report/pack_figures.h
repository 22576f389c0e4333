// Counts what the records of a data set contain while it is packed.
#ifndef IMREC_IM2REC_TOOL_REPORT_PACK_FIGURES_H_
#define IMREC_IM2REC_TOOL_REPORT_PACK_FIGURES_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <imrec/pack_list.h>

#include "recordio/console/histogram.h"

namespace imrec::tool {

/// Objects are counted only if they are valid and have an area. Memory does not depend on the
/// number of records, only on that of classes.
class PackFigures {
 public:
  void Add(const PackedRecord& record);

  std::uint64_t records() const { return records_; }

  /// Returns the histograms that are not empty: classes, objects per image, box sizes, image sizes
  /// and record sizes.
  std::vector<console::Histogram> Histograms(const std::vector<std::string>& class_names) const;

 private:
  void AddObjects(std::span<const float> labels);

  std::uint64_t records_ = 0;
  std::uint64_t boxes_ = 0;
  // Labels of other kinds, such as several numbers per image, are not counted.
  std::map<std::uint64_t, std::uint64_t> classes_;
  std::map<std::size_t, std::uint64_t> objects_per_image_;  // of detection labels
  console::BoxSizeHistogram box_sizes_;
  console::PowersHistogram image_edges_;
  console::PowersHistogram record_bytes_;
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_REPORT_PACK_FIGURES_H_
