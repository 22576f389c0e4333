// Label rows of classification batches.
#ifndef IMREC_READER_LABELS_CLASSIFICATION_ENCODER_H_
#define IMREC_READER_LABELS_CLASSIFICATION_ENCODER_H_

#include <cstddef>
#include <span>
#include <vector>

#include <imrec/label_layout.h>

#include "reader/labels/label_encoder.h"

namespace imrec {

/// Labels without boxes, which are checked against the layout of their set.
class PlainLabelEncoder : public LabelEncoder {
 public:
  explicit PlainLabelEncoder(const LabelLayout& layout) : layout_(layout) {}

  void Parse(std::span<const float> labels) final;
  std::span<const BoundingBox> boxes() const final { return {}; }

 protected:
  std::span<const float> labels() const { return labels_; }

 private:
  LabelLayout layout_;
  std::vector<float> labels_;
};

/// The labels as stored: one class, several classes, or a weight per class. The rest of the row is
/// -1.
class StoredLabelEncoder final : public PlainLabelEncoder {
 public:
  using PlainLabelEncoder::PlainLabelEncoder;
  std::size_t Encode(const SamplePlan& plan, std::span<float> row) const override;
};

/// Only the first label, which is an identity.
class IdentityEncoder final : public PlainLabelEncoder {
 public:
  using PlainLabelEncoder::PlainLabelEncoder;
  std::size_t Encode(const SamplePlan& plan, std::span<float> row) const override;
};

/// 1 for each class that the record has, 0 for the others. Negative labels are padding.
class MultiHotEncoder final : public PlainLabelEncoder {
 public:
  using PlainLabelEncoder::PlainLabelEncoder;
  std::size_t Encode(const SamplePlan& plan, std::span<float> row) const override;
};

}  // namespace imrec

#endif  // IMREC_READER_LABELS_CLASSIFICATION_ENCODER_H_
