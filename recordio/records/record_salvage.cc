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
// Frames and heads may be read so many times on average. Files of known writers need four at most;
// others may be made so that it would never end.
constexpr std::uint64_t kReadings = 16;
constexpr std::uint64_t kSmallFile = std::uint64_t{16} << 20;
// In the time that a byte takes to be decompressed.
constexpr std::uint64_t kHeadCost = 16;
constexpr std::uint64_t kReadCost = 1024;
// For each record that is found, however small it and its frames are.
constexpr std::uint64_t kRecordCost = 4 * kReadCost;
constexpr std::uint64_t kAhead = 4096;  // bytes that are read with a head
constexpr const char* kSpent = "too much of the file would have to be read again and again";

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
    spent_ -= std::min(spent_, kRecordCost);
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
    if (!MaySpend(kHeadCost)) return {.problem = kSpent};
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
  if (std::string problem = ReadHead(offset, bytes); !problem.empty()) return problem;
  head = framing::DecodeHead(bytes);
  return framing::ProblemOf(head, offset, first, file_.size());
}

// Reads the head at an offset where the file has room for one. Returns why that cannot be read.
std::string RecordSalvager::ReadHead(std::uint64_t offset,
                                     std::span<std::byte, framing::kHeadSize> bytes) {
  const auto copy_from = [&](std::uint64_t begin, std::span<const std::byte> buffer) {
    if (offset < begin || offset - begin + bytes.size() > buffer.size()) return false;
    std::ranges::copy(buffer.subspan(offset - begin, bytes.size()), bytes.begin());
    return true;
  };
  if (copy_from(window_begin_, window_) || copy_from(ahead_begin_, ahead_)) return {};
  if (!MaySpend(kReadCost) || !MayLoad(offset)) return kSpent;
  ahead_begin_ = offset;
  const std::uint64_t of_frame =
      std::clamp<std::uint64_t>(loaded_.end - offset, bytes.size(), kAhead);
  ahead_.resize(std::min(of_frame, file_.size() - offset));
  ahead_.resize(ReadIntact(file_.source(), offset, ahead_));
  if (copy_from(ahead_begin_, ahead_)) return {};
  try {
    file_.ReadBytes(offset, bytes);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kIo) throw;
    return error.reason();  // its frame is damaged
  }
  return {};
}

void RecordSalvager::Resume(std::uint64_t begin, std::uint64_t end, std::string reason) {
  damage_.push_back({.begin = begin, .end = end, .reason = std::move(reason)});
  scanner_.offset_ = end;  // what it has in its buffer may be used again
}

// Returns false if reading has cost too much.
bool RecordSalvager::MaySpend(std::uint64_t bytes) {
  if ((spent_ + bytes) / kReadings > file_.size() + kSmallFile) return false;
  spent_ += bytes;
  return true;
}

// Call before the frame of a byte is read: to read another one than before may take decompressing
// all of it.
bool RecordSalvager::MayLoad(std::uint64_t offset) {
  if (offset >= loaded_.begin && offset < loaded_.end) return true;
  const FrameRange frame = file_.source().FrameAt(offset);
  if (!MaySpend(frame.end - frame.begin)) return false;
  loaded_ = frame;
  return true;
}

// Reads a byte of each frame in [begin, end). `begin` is not below that of earlier calls.
bool RecordSalvager::AreFramesIntact(std::uint64_t begin, std::uint64_t end) {
  if (begin >= damaged_frame_.end) damaged_frame_ = {};
  intact_end_ = std::max(intact_end_, begin);
  std::array<std::byte, 1> byte;
  while (damaged_frame_.end == 0 && intact_end_ < end) {
    const FrameRange frame = file_.source().FrameAt(intact_end_);
    try {
      if (!MayLoad(intact_end_)) throw Error(ErrorCode::kLimitExceeded, kSpent);
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
  std::array<std::byte, framing::kHeadSize> bytes;
  // If its frame is damaged, this record is not to blame.
  if (!ReadHead(next_offset, bytes).empty()) return true;
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
  if (!MayLoad(offset)) return false;
  broken_.ForgetBelow(offset);
  window_begin_ = offset;
  window_.resize(std::min(kWindow, file_.size() - offset));
  window_.resize(ReadIntact(file_.source(), offset, window_) & ~std::size_t{3});
  return is_inside();
}

}  // namespace imrec
