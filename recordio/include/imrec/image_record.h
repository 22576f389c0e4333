// The payload of an image record: header, labels, encoded image (MXNet's IRHeader).
//
//   u32 flag, f32 label, u64 id, u64 id2, then `flag` float32 labels, then the image's bytes.
// flag 0 means one label, in the header; otherwise the header's label is 0 and unused.
#ifndef IMREC_IMAGE_RECORD_H_
#define IMREC_IMAGE_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace imrec {

/// A view of an image record; valid as long as the payload it was parsed from.
class ImageRecordView {
 public:
  static constexpr std::size_t kHeaderSize = 24;

  /// Throws Error(kCorruptData) if the payload is too short for its header and labels.
  explicit ImageRecordView(std::span<const std::byte> payload);

  std::uint64_t id() const { return id_; }
  std::uint64_t id2() const { return id2_; }
  /// Labels, at least one: those behind the header, or the one inside it.
  std::size_t label_count() const { return label_bytes_.size() / sizeof(float); }
  /// The header's flag: 0, or the number of packed labels.
  std::uint32_t flag() const { return flag_; }
  /// Copies the labels into `labels` (capacity is reused).
  void CopyLabels(std::vector<float>& labels) const;
  /// The encoded image.
  std::span<const std::byte> image() const { return image_; }

 private:
  std::uint32_t flag_ = 0;
  std::uint64_t id_ = 0;
  std::uint64_t id2_ = 0;
  std::span<const std::byte> label_bytes_;
  std::span<const std::byte> image_;
};

/// The id field of a payload of at least ImageRecordView::kHeaderSize bytes.
std::uint64_t ImageRecordId(std::span<const std::byte> payload);

/// Overwrites the id field of such a payload.
void SetImageRecordId(std::uint64_t id, std::span<std::byte> payload);

/// Bytes from the start of a payload that hold header and labels; `payload` may be a prefix of at
/// least ImageRecordView::kHeaderSize bytes.
std::uint64_t ImageRecordLabelEnd(std::span<const std::byte> payload);

enum class LabelPacking {
  kInHeader,  // the first label alone, in the header (flag 0)
  kPacked,    // all labels behind the header (flag = their number); a single one in the header
};

/// Builds a payload in `payload` (capacity is reused), byte for byte as im2rec.py does.
void BuildImageRecord(std::uint64_t id, std::span<const float> labels, LabelPacking packing,
                      std::span<const std::byte> image, std::vector<std::byte>& payload);

}  // namespace imrec

#endif  // IMREC_IMAGE_RECORD_H_
