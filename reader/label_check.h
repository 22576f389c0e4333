// Checking the labels of a whole file: each against what most records have.
#ifndef IMREC_READER_LABEL_CHECK_H_
#define IMREC_READER_LABEL_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/label_layout.h>
#include <imrec/label_survey.h>
#include <imrec/record_check.h>
#include <imrec/record_file.h>

namespace imrec {

/// Sees each image record once, then judges those that may be at fault: what is right is known only
/// after the last. Keeps 24 bytes a record.
class LabelCheck {
 public:
  /// Adds the payload of the record at `offset`. Payloads that are no image record are passed over.
  void Add(std::span<const std::byte> payload, std::uint64_t key, std::uint64_t offset);

  /// What the records seen have in common.
  LabelLayout Layout() const { return survey_.Layout(); }

  /// The records whose labels are at fault. Reads these labels again from `file`.
  std::vector<RecordDamage> Finish(const RecordFile& file);

  /// Of these, the ones whose boxes look like pixels.
  std::uint64_t pixel_boxes() const { return pixel_boxes_; }
  /// Records of an identity set that have an image, and those that stand for an identity.
  std::uint64_t images() const { return records_.size(); }
  std::uint64_t identities() const { return ranges_.empty() ? 0 : ranges_.size() - 1; }

 private:
  struct Record {
    std::uint64_t key = 0;
    std::uint64_t offset = 0;
    bool may_be_plain = true;      // nothing is wrong with it in a classification set
    bool may_be_detection = true;  // .. in a detection set
    bool may_be_identity = true;
  };

  static bool MayBe(const Record& record, LabelKind kind);

  LabelSurvey survey_;
  std::vector<Record> records_;
  std::vector<Record> ranges_;  // records without an image that name a range of keys
  std::uint64_t pixel_boxes_ = 0;
  std::vector<float> labels_;
};

}  // namespace imrec

#endif  // IMREC_READER_LABEL_CHECK_H_
