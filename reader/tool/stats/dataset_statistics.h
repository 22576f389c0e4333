// Counts and distributions of a data set.
#ifndef IMREC_READER_TOOL_STATS_DATASET_STATISTICS_H_
#define IMREC_READER_TOOL_STATS_DATASET_STATISTICS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <imrec/image_codec.h>
#include <imrec/record_store.h>

#include "reader/tool/class_id.h"
#include "reader/tool/set_labels.h"
#include "reader/tool/stats/charts.h"
#include "recordio/console/histogram.h"

namespace imrec::tool {

struct ClassCount {
  std::uint64_t objects = 0;
  std::uint64_t images = 0;  // images with this class
};

/// Adds records one by one. Memory does not depend on their number.
class DatasetStatistics {
 public:
  explicit DatasetStatistics(const SetLabels& set) : set_(set) {}

  /// Adds a record. Throws Error if it cannot be read or its labels are invalid; it is then not
  /// counted.
  void Add(const RecordStore& records, std::uint64_t ordinal);

  std::uint64_t records() const { return records_; }
  std::uint64_t objects() const { return objects_; }
  std::uint64_t negatives() const { return negatives_; }
  /// By class label.
  const std::map<float, ClassCount, LabelLess>& classes() const { return classes_; }

  /// Returns the histograms that are not empty: objects per image, images per identity, box sizes
  /// and aspect ratios, image sizes, formats.
  std::vector<Histogram> Histograms() const;

 private:
  void AddObjects(std::span<const float> labels, const ImageInfo& info);

  SetLabels set_;
  AnyImageDecoder decoder_;
  std::vector<std::byte> payload_;
  std::vector<float> labels_;
  std::vector<float> shown_;  // classes
  std::uint64_t records_ = 0;
  std::uint64_t objects_ = 0;
  std::uint64_t negatives_ = 0;
  std::map<float, ClassCount, LabelLess> classes_;
  std::map<std::size_t, std::uint64_t> objects_per_image_;
  console::BoxSizeHistogram box_sizes_;
  std::map<int, std::uint64_t> box_aspects_;  // by the bin of log2(width / height)
  std::map<std::pair<int, int>, std::uint64_t> image_sizes_;
  std::map<std::string, std::uint64_t> formats_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_STATS_DATASET_STATISTICS_H_
