// Reads augmented batches for detection.
#ifndef IMREC_DETECTION_READER_H_
#define IMREC_DETECTION_READER_H_

#include <cstddef>
#include <cstdint>

#include <imrec/batch_reader.h>
#include <imrec/export.h>

namespace imrec {

enum class DetectionLabelLayout : std::uint8_t {
  kObjects,  // (max_objects, object_width): class, corners, extra values; -1 without an object
  kMxnet,    // as MXNet: channels, rows, columns, number of values, then the header and all objects
};

/// The labels of a DetectionReader.
struct DetectionLabels {
  DetectionLabelLayout layout = DetectionLabelLayout::kObjects;
  Count max_objects = 0;  // rows per sample, up to 2^20; 0: the maximum of all records
};

/// Reads batches of a detection set. Threads, errors and epochs: see BatchReader.
class IMREC_EXPORT DetectionReader : public BatchReader {
 public:
  /// Opens the files and starts the workers, which begin to fill batches. The shape of the labels
  /// is taken from the manifests; without a manifest, all labels are read. Throws
  /// Error(kInvalidArgument) that names the option if one is out of range or does not fit the data,
  /// Error(kNotFound) if a source does not exist, and Error(kIo) or Error(kCorruptData) if a file
  /// cannot be used or contains no record.
  explicit DetectionReader(ReaderOptions options, DetectionLabels labels = {});
};

}  // namespace imrec

#endif  // IMREC_DETECTION_READER_H_
