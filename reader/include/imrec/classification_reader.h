// Reading augmented batches for classification.
#ifndef IMREC_CLASSIFICATION_READER_H_
#define IMREC_CLASSIFICATION_READER_H_

#include <cstddef>
#include <cstdint>

#include <imrec/batch_reader.h>

namespace imrec {

enum class ClassificationLabelLayout : std::uint8_t {
  kStored,    // as in the records: one class, several, or soft labels; -1 behind the last
  kMultiHot,  // the stored labels are classes: 1 at each, 0 at the others
  kIdentity,  // the first label alone, as identity sets have it (identity_set.h)
};

struct ClassificationLabels {
  /// Identity sets are recognised: for them, kStored means kIdentity.
  ClassificationLabelLayout layout = ClassificationLabelLayout::kStored;
  /// Values per sample. kStored: 0 is the most that any record has. kMultiHot: the number of
  /// classes, at least 1. kIdentity: 0 or 1. Up to 2^26.
  Count width = 0;
};

class ClassificationReader : public BatchReader {
 public:
  /// As DetectionReader. Boxes, if the records have any, are taken for plain values.
  explicit ClassificationReader(ReaderOptions options, ClassificationLabels labels = {});
};

}  // namespace imrec

#endif  // IMREC_CLASSIFICATION_READER_H_
