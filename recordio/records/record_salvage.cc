#include "recordio/internal/record_salvage.h"

#include <algorithm>
#include <array>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/byte_source.h"
#include "recordio/internal/framing.h"
#include "recordio/little_endian.h"

namespace imrec {
namespace {

constexpr std::uint64_t kWindow = std::uint64_t{1} << 20;

}  // namespace

std::optional<RecordScanner::Record> RecordSalvager::Next() {
  for (;;) {
    const std::uint64_t begin = scanner_.offset();
    try {
      const auto record = scanner_.Next();
      if (!record || IsFollowed(record->next_offset)) return record;
      // No record follows, so its length may be wrong and extend over the heads of other records.
      const std::uint64_t inside = FindRecord(begin + framing::kHeadSize, record->next_offset);
      if (inside >= record->next_offset) return record;
      Resume(begin, inside, "its length extends over the record at byte " + std::to_string(inside));
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kIo) throw;
      Resume(begin, FindRecord(begin + 4, file_.size()), error.reason());
    }
  }
}

void RecordSalvager::Resume(std::uint64_t begin, std::uint64_t end, std::string reason) {
  damage_.push_back({.begin = begin, .end = end, .reason = std::move(reason)});
  scanner_ = RecordScanner(file_, end);
}

bool RecordSalvager::IsFollowed(std::uint64_t next_offset) const {
  if (next_offset == file_.size()) return true;
  if (file_.size() - next_offset < framing::kHeadSize) return false;
  std::array<std::byte, framing::kHeadSize> bytes;
  // If its frame is damaged, this record is not to blame.
  if (ReadIntact(file_.source(), next_offset, bytes) < bytes.size()) return true;
  const framing::PartHead head = framing::DecodeHead(bytes);
  const auto kind = static_cast<framing::PartKind>(head.kind);
  return head.magic == framing::kMagic &&
         (kind == framing::PartKind::kWhole || kind == framing::PartKind::kFirst);
}

// Returns the first multiple of four in [from, end) where a complete record starts, or `end`.
std::uint64_t RecordSalvager::FindRecord(std::uint64_t from, std::uint64_t end) {
  for (std::uint64_t at = framing::Padded(from); at + framing::kHeadSize <= end;) {
    window_.resize(std::min(kWindow, end - at));
    const std::size_t intact = ReadIntact(file_.source(), at, window_) & ~std::size_t{3};
    for (std::size_t i = 0; i < intact; i += 4) {
      if (LoadLittleEndian<std::uint32_t>(window_.data() + i) != framing::kMagic) continue;
      if (StartsRecord(at + i)) return at + i;
    }
    at = intact > 0 ? at + intact : framing::Padded(file_.source().FrameEnd(at));
  }
  return end;
}

bool RecordSalvager::StartsRecord(std::uint64_t offset) {
  try {
    file_.ReadAt(offset, probe_);
    return true;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kIo) throw;
    return false;
  }
}

}  // namespace imrec
