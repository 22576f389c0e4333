// Checks the labels of a file against the layout of most records.
#ifndef IMREC_READER_LABELS_LABEL_CHECK_H_
#define IMREC_READER_LABELS_LABEL_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/label_layout.h>
#include <imrec/record_file.h>

#include "reader/records/record_check.h"
#include "recordio/internal/label_layout_detector.h"

namespace imrec {

/// Takes each image record once, and then checks those that may be invalid, because the layout is
/// known only after the last record. Stores 24 bytes per record.
class LabelCheck {
 public:
  /// Adds the payload of the record at `offset`. Ignores payloads that are not image records.
  void Add(std::span<const std::byte> payload, std::uint64_t key, std::uint64_t offset);

  /// Returns the layout of most records added so far.
  LabelLayout Layout() const { return survey_.Layout(); }

  /// Returns the records with invalid labels. Reads these labels again from `file`.
  std::vector<RecordDamage> Finish(const RecordFile& file);

  /// The number of these whose boxes look like pixel coordinates.
  std::uint64_t pixel_boxes() const { return pixel_boxes_; }
  /// The numbers of image records and of identity records of an identity set.
  std::uint64_t images() const { return records_.size(); }
  std::uint64_t identities() const { return ranges_.empty() ? 0 : ranges_.size() - 1; }

 private:
  struct Record {
    std::uint64_t key = 0;
    std::uint64_t offset = 0;
    bool may_be_plain = true;      // valid in a classification set
    bool may_be_detection = true;  // valid in a detection set
    bool may_be_identity = true;   // valid in an identity set
  };

  static bool MayBe(const Record& record, LabelKind kind);

  LabelLayoutDetector survey_;
  std::vector<Record> records_;
  std::vector<Record> ranges_;  // records without an image that contain a range of keys
  std::uint64_t pixel_boxes_ = 0;
  std::vector<float> labels_;
};

}  // namespace imrec

#endif  // IMREC_READER_LABELS_LABEL_CHECK_H_
