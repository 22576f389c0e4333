#include <imrec/image_record.h>

#include <cstring>
#include <string>

#include <imrec/error.h>

#include "recordio/little_endian.h"

namespace imrec {
namespace {

constexpr std::size_t kLabelOffset = 4;
constexpr std::size_t kIdOffset = 8;
constexpr std::size_t kId2Offset = 16;

}  // namespace

ImageRecordView::ImageRecordView(std::span<const std::byte> payload) {
  if (payload.size() < kHeaderSize) {
    throw Error(ErrorCode::kCorruptData, "payload of " + std::to_string(payload.size()) +
                                             " bytes is too short for an image header of 24 bytes");
  }
  flag_ = LoadLittleEndian<std::uint32_t>(payload.data());
  id_ = ImageRecordId(payload);
  id2_ = LoadLittleEndian<std::uint64_t>(payload.data() + kId2Offset);
  const std::uint64_t label_end = ImageRecordLabelEnd(payload);
  if (label_end > payload.size()) {
    throw Error(ErrorCode::kCorruptData,
                "header announces " + std::to_string(flag_) + " labels, but only " +
                    std::to_string(payload.size() - kHeaderSize) + " bytes follow it");
  }
  label_bytes_ = flag_ == 0 ? payload.subspan(kLabelOffset, sizeof(float))
                            : payload.subspan(kHeaderSize, label_end - kHeaderSize);
  image_ = payload.subspan(label_end);
}

void ImageRecordView::CopyLabels(std::vector<float>& labels) const {
  labels.resize(label_count());
  std::memcpy(labels.data(), label_bytes_.data(), label_bytes_.size());
}

std::uint64_t ImageRecordId(std::span<const std::byte> payload) {
  return LoadLittleEndian<std::uint64_t>(payload.data() + kIdOffset);
}

void SetImageRecordId(std::uint64_t id, std::span<std::byte> payload) {
  StoreLittleEndian(id, payload.data() + kIdOffset);
}

std::uint64_t ImageRecordLabelEnd(std::span<const std::byte> payload) {
  return ImageRecordView::kHeaderSize +
         std::uint64_t{sizeof(float)} * LoadLittleEndian<std::uint32_t>(payload.data());
}

void BuildImageRecord(std::uint64_t id, std::span<const float> labels, LabelPacking packing,
                      std::span<const std::byte> image, std::vector<std::byte>& payload) {
  const bool packed = packing == LabelPacking::kPacked && labels.size() > 1;
  const std::span<const float> stored = packed ? labels : std::span<const float>();
  payload.clear();
  AppendLittleEndian(static_cast<std::uint32_t>(stored.size()), payload);
  AppendLittleEndian(packed || labels.empty() ? 0.0F : labels.front(), payload);
  AppendLittleEndian(id, payload);
  AppendLittleEndian(std::uint64_t{0}, payload);
  for (const float label : stored) AppendLittleEndian(label, payload);
  payload.insert(payload.end(), image.begin(), image.end());
}

}  // namespace imrec
