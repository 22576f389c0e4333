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
#include "reader/tool/stats/histogram.h"

namespace imrec::tool {

struct ClassCount {
  std::uint64_t objects = 0;
  std::uint64_t images = 0;  // that show it
};

/// Gathers one record after the other; memory does not grow with their number.
class Statistics {
 public:
  explicit Statistics(const SetLabels& set) : set_(set) {}

  /// Reads a record. Throws Error, also if its labels are not sound, and then counts nothing of it.
  void Add(const RecordStore& records, std::uint64_t ordinal);

  std::uint64_t records() const { return records_; }
  std::uint64_t objects() const { return objects_; }
  std::uint64_t negatives() const { return negatives_; }
  /// By the label that names the class.
  const std::map<float, ClassCount, LabelLess>& classes() const { return classes_; }

  /// Objects per image, images per identity, box sizes and aspects, image sizes, formats; those
  /// that hold anything.
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
  BoxSizeHistogram box_sizes_;
  std::map<int, std::uint64_t> box_aspects_;  // by the bin of log2(width / height)
  std::map<std::pair<int, int>, std::uint64_t> image_sizes_;
  std::map<std::string, std::uint64_t> formats_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_STATS_DATASET_STATISTICS_H_
