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
constexpr std::uint64_t kLooksPerByte = 16;
constexpr std::uint64_t kSmallFile = std::uint64_t{64} << 20;

}  // namespace

std::optional<RecordScanner::Record> RecordSalvager::Next() {
  for (;;) {
    const std::uint64_t begin = scanner_.offset();
    if (begin == file_.size()) return std::nullopt;
    broken_.ForgetBelow(begin);
    Heads heads = FollowHeads(begin);
    if (heads.problem.empty() && !AreFramesIntact(begin, heads.end)) heads.problem = frame_problem_;
    if (!heads.problem.empty()) {
      Resume(begin, FindRecord(begin + 4, file_.size(), true), heads.problem);
      continue;
    }
    if (!IsFollowed(heads.end)) {
      // No record follows, so its length may be wrong and extend over the heads of other records.
      const std::uint64_t inside = FindRecord(begin + framing::kHeadSize, heads.end, false);
      if (inside < heads.end) {
        const std::string at = std::to_string(inside);
        Resume(begin, inside, "its length extends over the record at byte " + at);
        continue;
      }
    }
    try {
      return scanner_.Next();
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kIo) throw;
      Resume(begin, FindRecord(begin + 4, file_.size(), true), error.reason());
    }
  }
}

RecordSalvager::Heads RecordSalvager::FollowHeads(std::uint64_t offset) {
  Heads heads = WalkHeads(offset, false);
  if (heads.breaks) WalkHeads(offset, true);
  return heads;
}

// With `marks`, marks where the record would have continued. That is a second walk because the
// offsets of the first may take much memory.
RecordSalvager::Heads RecordSalvager::WalkHeads(std::uint64_t offset, bool marks) {
  std::uint64_t length = 0;  // of the payload
  for (bool first = true;; first = false) {
    if (!first && broken_.IsMarked(offset)) {
      return {.problem = "the record does not continue at byte " + std::to_string(offset),
              .breaks = true};
    }
    framing::PartHead head;
    std::string problem = ProblemOfHead(offset, first, head);
    if (!first && marks) broken_.Mark(offset);
    if (!problem.empty()) return {.problem = std::move(problem), .breaks = !first};
    length += head.length + (first ? 0 : framing::kMagicBytes.size());
    if (length >= framing::kPayloadLimit) return {.problem = framing::kTooLong};
    offset += framing::kHeadSize + framing::Padded(head.length);
    if (framing::IsLastPart(head.kind)) return {.end = offset, .problem = {}};
  }
}

std::string RecordSalvager::ProblemOfHead(std::uint64_t offset, bool first,
                                          framing::PartHead& head) {
  if (file_.size() - offset < framing::kHeadSize) {
    return framing::NoRoomForHead(offset, file_.size());
  }
  std::array<std::byte, framing::kHeadSize> bytes;
  const std::uint64_t in_window = offset - window_begin_;
  const bool has = offset >= window_begin_ && in_window + bytes.size() <= window_.size();
  if (!has && !MayLookAt(offset)) return "its parts lead back and forth between frames too often";
  try {
    if (has) {
      std::copy_n(window_.data() + in_window, bytes.size(), bytes.data());
    } else {
      file_.ReadBytes(offset, bytes);
    }
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kIo) throw;
    return error.reason();  // its frame is damaged
  }
  head = framing::DecodeHead(bytes);
  return framing::ProblemOf(head, offset, first, file_.size());
}

void RecordSalvager::Resume(std::uint64_t begin, std::uint64_t end, std::string reason) {
  damage_.push_back({.begin = begin, .end = end, .reason = std::move(reason)});
  scanner_.offset_ = end;  // what it has in its buffer may be used again
}

// Returns false if too many bytes would have been decompressed in order to see a few of each frame.
// What others have written comes nowhere near.
bool RecordSalvager::MayLookAt(std::uint64_t offset) {
  if (offset >= looked_at_.begin && offset < looked_at_.end) return true;
  const FrameRange frame = file_.source().FrameAt(offset);
  const std::uint64_t bytes = looked_bytes_ + (frame.end - frame.begin);
  if (bytes / kLooksPerByte > file_.size() + kSmallFile) return false;
  looked_at_ = frame;
  looked_bytes_ = bytes;
  return true;
}

// Reads a byte of each frame between. `begin` is not below that of earlier calls.
bool RecordSalvager::AreFramesIntact(std::uint64_t begin, std::uint64_t end) {
  if (begin >= damaged_frame_.end) damaged_frame_ = {};
  intact_end_ = std::max(intact_end_, begin);
  std::array<std::byte, 1> byte;
  while (damaged_frame_.end == 0 && intact_end_ < end) {
    const FrameRange frame = file_.source().FrameAt(intact_end_);
    try {
      file_.ReadBytes(intact_end_, byte);
      intact_end_ = frame.end;
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kIo) throw;
      damaged_frame_ = frame;
      frame_problem_ = error.reason();
    }
  }
  return end <= intact_end_;
}

bool RecordSalvager::IsFollowed(std::uint64_t next_offset) {
  if (next_offset == file_.size()) return true;
  if (file_.size() - next_offset < framing::kHeadSize) return false;
  if (!MayLookAt(next_offset)) return true;
  std::array<std::byte, framing::kHeadSize> bytes;
  // If its frame is damaged, this record is not to blame.
  if (ReadIntact(file_.source(), next_offset, bytes) < bytes.size()) return true;
  const framing::PartHead head = framing::DecodeHead(bytes);
  const auto kind = static_cast<framing::PartKind>(head.kind);
  return head.magic == framing::kMagic &&
         (kind == framing::PartKind::kWhole || kind == framing::PartKind::kFirst);
}

// Returns the first multiple of four in [from, end) where a complete record starts, or `end`. With
// `readable`, a record with a part in a damaged frame is not complete.
std::uint64_t RecordSalvager::FindRecord(std::uint64_t from, std::uint64_t end, bool readable) {
  // `end` may be within the head of a record, if a length before it is wrong.
  for (std::uint64_t at = framing::Padded(from); at + 4 <= end; at += 4) {
    if (!MoveWindow(at)) {
      at = framing::Padded(file_.source().FrameAt(at).end) - 4;
      continue;
    }
    const std::byte* const bytes = window_.data() + (at - window_begin_);
    if (LoadLittleEndian<std::uint32_t>(bytes) != framing::kMagic) continue;
    const Heads heads = FollowHeads(at);
    if (heads.problem.empty() && (!readable || AreFramesIntact(at, heads.end))) return at;
  }
  return end;
}

// Makes the window contain four bytes at `offset`. Returns false if their frame is damaged.
bool RecordSalvager::MoveWindow(std::uint64_t offset) {
  const auto is_inside = [&] {
    return offset >= window_begin_ && offset - window_begin_ < window_.size();
  };
  if (is_inside()) return true;
  window_begin_ = offset;
  window_.resize(std::min(kWindow, file_.size() - offset));
  window_.resize(ReadIntact(file_.source(), offset, window_) & ~std::size_t{3});
  return is_inside();
}

}  // namespace imrec
