// Label rows of classification batches.
#ifndef IMREC_READER_CLASSIFICATION_ROWS_H_
#define IMREC_READER_CLASSIFICATION_ROWS_H_

#include <cstddef>
#include <span>
#include <vector>

#include <imrec/label_layout.h>

#include "reader/label_rows.h"

namespace imrec {

/// Labels without boxes, judged by the layout of their set.
class PlainLabelRows : public LabelRows {
 public:
  explicit PlainLabelRows(const LabelLayout& layout) : layout_(layout) {}

  void Set(std::span<const float> labels) final;
  std::span<const BoundingBox> boxes() const final { return {}; }

 protected:
  std::span<const float> labels() const { return labels_; }

 private:
  LabelLayout layout_;
  std::vector<float> labels_;
};

/// The labels as stored: one class, several, or a weight for each. What is left of the row is -1.
class StoredLabelRows final : public PlainLabelRows {
 public:
  using PlainLabelRows::PlainLabelRows;
  std::size_t Write(const SamplePlan& plan, std::span<float> row) const override;
};

/// The first label alone: an identity, whatever other values are stored with it.
class IdentityRows final : public PlainLabelRows {
 public:
  using PlainLabelRows::PlainLabelRows;
  std::size_t Write(const SamplePlan& plan, std::span<float> row) const override;
};

/// 1 at each class that the record has, 0 at the others. Labels below 0 are padding.
class MultiHotRows final : public PlainLabelRows {
 public:
  using PlainLabelRows::PlainLabelRows;
  std::size_t Write(const SamplePlan& plan, std::span<float> row) const override;
};

}  // namespace imrec

#endif  // IMREC_READER_CLASSIFICATION_ROWS_H_
