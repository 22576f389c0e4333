// Label rows of classification batches.
#ifndef IMREC_READER_CLASSIFICATION_ROWS_H_
#define IMREC_READER_CLASSIFICATION_ROWS_H_

#include <cstddef>
#include <span>
#include <vector>

#include "reader/label_rows.h"

namespace imrec {

/// The labels as stored: one class, several, or a weight for each. What is left of the row is -1.
class StoredLabelRows final : public LabelRows {
 public:
  void Set(std::span<const float> labels) override { labels_.assign(labels.begin(), labels.end()); }
  std::span<const BoundingBox> boxes() const override { return {}; }
  std::size_t Write(const SamplePlan& plan, std::span<float> row) const override;

 private:
  std::vector<float> labels_;
};

/// 1 at each class that the record has, 0 at the others. Labels below 0 are padding.
class MultiHotRows final : public LabelRows {
 public:
  void Set(std::span<const float> labels) override { labels_.assign(labels.begin(), labels.end()); }
  std::span<const BoundingBox> boxes() const override { return {}; }
  std::size_t Write(const SamplePlan& plan, std::span<float> row) const override;

 private:
  std::vector<float> labels_;
};

}  // namespace imrec

#endif  // IMREC_READER_CLASSIFICATION_ROWS_H_
