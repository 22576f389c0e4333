#include <imrec/identity_set.h>

#include <algorithm>
#include <array>
#include <cmath>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <imrec/label_layout.h>

#include "recordio/internal/framing.h"
#include "recordio/little_endian.h"

namespace imrec {
namespace {

constexpr std::size_t kRangePayload = ImageRecordView::kHeaderSize + 2 * sizeof(float);
// A float represents all whole numbers up to this exactly (2^24).
constexpr double kExactKeys = 16777216;

bool IsWhole(double value) { return value >= 0 && value == std::floor(value) && value < 0x1p53; }

// Returns the maximum error of the difference of two keys up to `largest` that are stored as
// float32.
double DifferenceError(double largest) {
  return largest < kExactKeys ? 0 : 2 * largest / (kExactKeys / 2);
}

// Returns true if a record with the framed size `size` can be a head or identity record. All of
// these have the same size, which is too small for an image.
bool HasRangeSize(std::uint64_t size) {
  return size == framing::kHeadSize + framing::Padded(kRangePayload);
}

std::optional<KeyRange> ReadKeyRange(const RecordFile& file, std::uint64_t offset) {
  std::vector<std::byte> payload;
  try {
    file.ReadAt(offset, payload);
  } catch (const Error&) {
    return std::nullopt;
  }
  return ParseKeyRange(payload);
}

void AppendRangeRecord(std::uint64_t begin, std::uint64_t end, std::uint64_t id2,
                       std::vector<std::byte>& payload) {
  const std::array<float, 2> range = {static_cast<float>(begin), static_cast<float>(end)};
  BuildImageRecord(0, range, LabelPacking::kPacked, {}, payload);
  StoreLittleEndian(id2, payload.data() + 16);
}

}  // namespace

std::optional<KeyRange> ParseKeyRange(std::span<const std::byte> payload) {
  if (payload.size() != kRangePayload) return std::nullopt;
  const ImageRecordView record(payload);
  if (record.flag() != 2) return std::nullopt;
  std::vector<float> labels;
  record.CopyLabels(labels);
  const KeyRange range{.begin = labels[0], .end = labels[1]};
  if (!IsWhole(range.begin) || !IsWhole(range.end) || range.begin > range.end) return std::nullopt;
  return range;
}

std::optional<IdentityRecords> TakeIdentityRecords(const RecordFile& file, bool keys_are_ids,
                                                   std::vector<IndexEntry>& entries) {
  const auto is_range = [&](std::size_t i) {
    const std::uint64_t end = i + 1 < entries.size() ? entries[i + 1].offset : file.size();
    return HasRangeSize(end - entries[i].offset);
  };
  // Most sets have no such record, and others have many records of this size, so none is stored
  // yet.
  std::size_t count = 0;
  std::size_t first = 0;
  std::optional<std::size_t> with_key_0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!is_range(i)) continue;
    if (count++ == 0) first = i;
    if (!with_key_0 && entries[i].key == 0) with_key_0 = i;
  }
  if (count < 2 || (!keys_are_ids && !with_key_0)) return std::nullopt;
  const std::size_t head = !keys_are_ids ? *with_key_0 : first == 0 ? 0 : entries.size() - 1;
  const std::optional<KeyRange> keys = ReadKeyRange(file, entries[head].offset);
  if (!keys) return std::nullopt;
  const auto identities = static_cast<double>(count - 1);
  const auto images = static_cast<double>(entries.size() - count);
  const double tolerance = DifferenceError(keys->end);
  if (std::abs(keys->end - keys->begin - identities) > tolerance) return std::nullopt;
  if (keys_are_ids && std::abs(keys->begin - 1 - images) > tolerance) return std::nullopt;

  IdentityRecords records{.head = entries[head], .identities = {}};
  records.head.key = 0;
  std::vector<std::size_t> ranges;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_range(i)) ranges.push_back(i);
  }
  for (const std::size_t i : ranges) {
    if (i == head) continue;
    IndexEntry entry = entries[i];
    if (keys_are_ids) entry.key = entries.size() - ranges.size() + 1 + records.identities.size();
    records.identities.push_back(entry);
  }
  // Removes the entries at the positions in `ranges`, which is sorted.
  auto next = ranges.begin();
  std::size_t position = 0;
  std::erase_if(entries, [&](const IndexEntry&) {
    if (next == ranges.end() || *next != position++) return false;
    ++next;
    return true;
  });
  return records;
}

void IdentitySetWriter::Write(std::span<std::byte> payload) {
  ImageRecordView(payload).CopyLabels(labels_);
  if (const std::string problem = IdentityLabelProblem(labels_); !problem.empty()) {
    throw Error(ErrorCode::kCorruptData, problem);
  }
  if (first_keys_.empty() || labels_[0] != last_identity_) first_keys_.push_back(next_key_);
  last_identity_ = labels_[0];
  SetImageRecordId(next_key_, payload);
  writer_.Write(next_key_++, payload);
}

void IdentitySetWriter::Finish() {
  std::vector<std::byte> payload;
  std::uint64_t key = next_key_;
  for (std::size_t i = 0; i < first_keys_.size(); ++i) {
    const std::uint64_t end = i + 1 < first_keys_.size() ? first_keys_[i + 1] : next_key_;
    AppendRangeRecord(first_keys_[i], end, 0, payload);
    writer_.Write(key++, payload);
  }
  AppendRangeRecord(next_key_, key, 1, payload);
  writer_.Write(0, payload);
}

}  // namespace imrec
