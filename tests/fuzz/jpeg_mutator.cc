#include "tests/fuzz/jpeg_mutator.h"

#include <array>
#include <utility>

#include "tests/fuzz/jpeg_segments.h"

namespace imrec::fuzz {
namespace {

// Offsets in the payload of a frame header (T.81, B.2.2).
constexpr std::size_t kHeight = 1;
constexpr std::size_t kWidth = 3;
constexpr std::size_t kComponents = 6;

std::uint8_t AnyByte(Choices& choices) { return static_cast<std::uint8_t>(choices.Below(256)); }

void ChangeEntropy(JpegSegment& scan, ByteMutator mutate, Choices& choices) {
  if (scan.intervals.empty()) return;
  Bytes& interval = choices.Of(scan.intervals);
  if (!interval.empty() && choices.OneIn(2)) {
    choices.Of(interval) ^= static_cast<std::uint8_t>(1 << choices.Below(8));
  } else if (!interval.empty() && choices.OneIn(4)) {
    interval.resize(choices.Below(interval.size()));
  } else {
    MutateBytes(mutate, 32, interval);
  }
}

void ChangeIntervals(JpegSegment& scan, Choices& choices) {
  std::vector<Bytes>& intervals = scan.intervals;
  if (intervals.empty()) return;
  const auto at = static_cast<std::ptrdiff_t>(choices.Below(intervals.size()));
  switch (choices.Below(4)) {
    case 0:
      intervals.insert(intervals.begin() + at, Bytes(intervals[static_cast<std::size_t>(at)]));
      break;
    case 1:
      if (intervals.size() > 1) intervals.erase(intervals.begin() + at);
      break;
    case 2:
      std::swap(intervals[static_cast<std::size_t>(at)], choices.Of(intervals));
      break;
    default:
      scan.first_restart = static_cast<std::uint8_t>(choices.Below(8));
  }
}

// Images stay small, so that many of them can be tried.
void ChangeSize(Bytes& frame, Choices& choices) {
  const std::size_t field = choices.OneIn(2) ? kHeight : kWidth;
  frame[field] = choices.OneIn(20) ? AnyByte(choices) : 0;
  frame[field + 1] = AnyByte(choices);
}

// An id, the sampling factors or the quantisation table of a component.
void ChangeComponent(Bytes& frame, Choices& choices) {
  if (frame.size() < kComponents + 3) return;
  const std::size_t component = choices.Below((frame.size() - kComponents) / 3);
  const std::size_t field = choices.Below(3);
  std::uint8_t& value = frame[kComponents + 3 * component + field];
  if (field == 1) {
    constexpr std::array<std::uint8_t, 4> kFactors = {1, 2, 3, 4};
    value = static_cast<std::uint8_t>(choices.Of(kFactors) << 4 | choices.Of(kFactors));
  } else {
    value = static_cast<std::uint8_t>(choices.Below(5));
  }
}

void ChangeFrame(JpegSegment& segment, Choices& choices) {
  if (segment.payload.size() < kComponents) return;
  switch (choices.Below(6)) {
    case 0: {
      // Baseline, extended, progressive, lossless, and the same with arithmetic coding.
      constexpr std::array<std::uint8_t, 6> kKinds = {0xc0, 0xc1, 0xc2, 0xc3, 0xc9, 0xca};
      segment.marker = choices.Of(kKinds);
      break;
    }
    case 1:
    case 2:
      ChangeSize(segment.payload, choices);
      break;
    default:
      ChangeComponent(segment.payload, choices);
  }
}

// Moves a code to another length, so that the number of symbols stays the same.
void ChangeCodeLengths(Bytes& table, Choices& choices) {
  constexpr std::size_t kLengths = 16;
  if (table.size() < 1 + kLengths) return;
  std::uint8_t& from = table[1 + choices.Below(kLengths)];
  std::uint8_t& to = table[1 + choices.Below(kLengths)];
  if (from == 0 || to == 255) return;
  --from;
  ++to;
}

void ChangeField(JpegSegment& segment, Choices& choices) {
  Bytes& payload = segment.payload;
  if (segment.IsFrame() && !choices.OneIn(8)) {
    ChangeFrame(segment, choices);
  } else if (segment.marker == JpegSegment::kHuffmanTables && choices.OneIn(2)) {
    ChangeCodeLengths(payload, choices);
  } else if (!payload.empty()) {
    std::uint8_t& value = choices.Of(payload);
    value = choices.OneIn(2) ? AnyByte(choices) : static_cast<std::uint8_t>(choices.Below(4));
  }
}

// Segments that change how the rest is read: colour spaces, the restart interval, the orientation.
JpegSegment NewSegment(Choices& choices) {
  switch (choices.Below(3)) {
    case 0:
      return {.marker = 0xdd, .payload = {0, static_cast<std::uint8_t>(choices.Below(20))}};
    case 1:
      return {.marker = 0xee,
              .payload = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0,
                          static_cast<std::uint8_t>(choices.Below(4))}};
    default:
      return {.marker = 0xe0, .payload = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0}};
  }
}

void ChangeOrder(std::vector<JpegSegment>& segments, Choices& choices) {
  const std::size_t at = choices.Below(segments.size());
  const auto place = segments.begin() + static_cast<std::ptrdiff_t>(at);
  switch (choices.Below(4)) {
    case 0:
      segments.insert(place, JpegSegment(segments[at]));
      break;
    case 1:
      segments.erase(place);
      break;
    case 2:
      std::swap(segments[at], choices.Of(segments));
      break;
    default:
      segments.insert(place, NewSegment(choices));
  }
}

}  // namespace

void MutateJpeg(Bytes& bytes, ByteMutator mutate, Choices& choices) {
  JpegSegments file = SplitJpeg(bytes);
  if (file.segments.empty() || choices.OneIn(20)) {
    MutateBytes(mutate, 64, bytes);
    return;
  }
  JpegSegment& segment = choices.Of(file.segments);
  const std::size_t kind = choices.Below(10);
  if (!segment.intervals.empty() && kind < 7) {
    ChangeEntropy(segment, mutate, choices);
  } else if (!segment.intervals.empty() && kind < 8) {
    ChangeIntervals(segment, choices);
  } else if (kind < 9) {
    ChangeField(segment, choices);
  } else {
    ChangeOrder(file.segments, choices);
  }
  bytes = JoinJpeg(file);
}

}  // namespace imrec::fuzz
