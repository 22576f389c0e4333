// The payload of an image record: header, labels and encoded image (IRHeader of MXNet's
// python/mxnet/recordio.py). All numbers are little-endian.
//
//   u32 flag, f32 label, u64 id, u64 id2, then `flag` f32 labels, then the encoded image.
// If flag is 0, the record has one label, in the header. Otherwise the header's label is unused.
#ifndef IMREC_IMAGE_RECORD_H_
#define IMREC_IMAGE_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/export.h>

namespace imrec {

/// A view of an image record. Does not own the payload, which must outlive it and the spans that it
/// returns.
class IMREC_EXPORT ImageRecordView {
 public:
  static constexpr std::size_t kHeaderSize = 24;

  /// Throws Error(kCorruptData) if the payload is too short for its header and labels. The image is
  /// not checked and may be empty.
  explicit ImageRecordView(std::span<const std::byte> payload);

  std::uint64_t id() const { return id_; }
  std::uint64_t id2() const { return id2_; }
  /// The number of labels, at least 1: those after the header or, if there are none, the one in it.
  std::size_t label_count() const { return label_bytes_.size() / sizeof(float); }
  /// 0, or the number of labels after the header.
  std::uint32_t flag() const { return flag_; }
  /// Replaces `labels` by the labels; its capacity is reused.
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

/// Returns the id. `payload` must have at least ImageRecordView::kHeaderSize bytes.
IMREC_EXPORT std::uint64_t ImageRecordId(std::span<const std::byte> payload);

/// Overwrites the id. `payload` must have at least ImageRecordView::kHeaderSize bytes.
IMREC_EXPORT void SetImageRecordId(std::uint64_t id, std::span<std::byte> payload);

/// Returns the offset of the image in a payload, as the header gives it; it may exceed the size of
/// a damaged payload. `payload` may be a prefix of at least ImageRecordView::kHeaderSize bytes.
IMREC_EXPORT std::uint64_t ImageRecordLabelEnd(std::span<const std::byte> payload);

enum class LabelPacking {
  kInHeader,  // only the first label, in the header (flag 0)
  kPacked,    // all labels after the header (flag = their number); a single label in the header
};

/// Replaces `payload` by an image record with id2 = 0, byte for byte as MXNet's tools/im2rec.py
/// writes it; its capacity is reused. Without labels, the header's label is 0.
IMREC_EXPORT void BuildImageRecord(std::uint64_t id, std::span<const float> labels,
                                   LabelPacking packing, std::span<const std::byte> image,
                                   std::vector<std::byte>& payload);

}  // namespace imrec

#endif  // IMREC_IMAGE_RECORD_H_
