// Reads augmented batches for classification.
#ifndef IMREC_CLASSIFICATION_READER_H_
#define IMREC_CLASSIFICATION_READER_H_

#include <cstddef>
#include <cstdint>

#include <imrec/batch_reader.h>
#include <imrec/export.h>

namespace imrec {

enum class ClassificationLabelLayout : std::uint8_t {
  kStored,    // as in the records: one class, several, or soft labels; -1 after the last
  kMultiHot,  // the stored labels are class numbers: 1 at each of them, 0 at the others
  kIdentity,  // only the first label, the identity in identity sets (see identity_set.h)
};

/// The labels of a ClassificationReader.
struct ClassificationLabels {
  /// Identity sets are detected; for them, kStored is the same as kIdentity unless `width` exceeds
  /// 1.
  ClassificationLabelLayout layout = ClassificationLabelLayout::kStored;
  /// Values per sample, up to 2^26. kStored: 0 means the maximum of all records. kMultiHot: the
  /// number of classes, at least 1. kIdentity: 0 or 1.
  Count width = 0;
};

/// Reads batches of a classification or identity set. Threads, errors and epochs: see BatchReader.
class IMREC_EXPORT ClassificationReader : public BatchReader {
 public:
  /// As the constructor of DetectionReader. Set `recipe` of the options, for example to "imagenet":
  /// their default, "ssd300", is for detection. Bounding boxes, if the records have any, are
  /// returned as plain label values and are not transformed.
  explicit ClassificationReader(ReaderOptions options, ClassificationLabels labels = {});
};

}  // namespace imrec

#endif  // IMREC_CLASSIFICATION_READER_H_
