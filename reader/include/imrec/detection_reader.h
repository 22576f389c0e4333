// Reading augmented batches for detection.
#ifndef IMREC_DETECTION_READER_H_
#define IMREC_DETECTION_READER_H_

#include <cstddef>
#include <cstdint>

#include <imrec/batch_reader.h>

namespace imrec {

enum class DetectionLabelLayout : std::uint8_t {
  kObjects,  // (max_objects, object_width): class, corners, extra values; -1 where there is none
  kMxnet,    // MXNet's: channels, rows, columns, count of values, then header and objects in a row
};

struct DetectionLabels {
  DetectionLabelLayout layout = DetectionLabelLayout::kObjects;
  Count max_objects = 0;  // rows per sample, up to 2^20; 0: the most that any record has
};

class DetectionReader : public BatchReader {
 public:
  /// Opens the files and starts the workers. The shape of labels is taken from manifests where
  /// there are any, and from a scan of the records' headers otherwise. Throws Error if a file
  /// cannot be used or an option is out of range (the option is named).
  explicit DetectionReader(ReaderOptions options, DetectionLabels labels = {});
};

}  // namespace imrec

#endif  // IMREC_DETECTION_READER_H_
