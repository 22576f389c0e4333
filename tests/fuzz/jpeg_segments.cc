#include "tests/fuzz/jpeg_segments.h"

#include <cstddef>
#include <utility>

namespace imrec::fuzz {
namespace {

constexpr std::uint8_t kStart = 0xd8;
constexpr std::uint8_t kFirstRestart = 0xd0;
constexpr std::uint8_t kLastRestart = 0xd7;
constexpr std::size_t kMostPayload = 0xffff - 2;

bool IsRestart(std::uint8_t marker) { return marker >= kFirstRestart && marker <= kLastRestart; }

// Takes the entropy-coded bytes at `at`. Returns where the next marker, or the end, is.
std::size_t TakeEntropy(const Bytes& bytes, std::size_t at, JpegSegment& scan) {
  scan.intervals.emplace_back();
  bool restarted = false;
  for (; at < bytes.size(); ++at) {
    if (bytes[at] != 0xff) {
      scan.intervals.back().push_back(bytes[at]);
      continue;
    }
    if (at + 1 == bytes.size()) break;
    const std::uint8_t next = bytes[at + 1];
    if (next == 0) {
      scan.intervals.back().push_back(0xff);
    } else if (IsRestart(next)) {
      if (!restarted) scan.first_restart = static_cast<std::uint8_t>(next - kFirstRestart);
      restarted = true;
      scan.intervals.emplace_back();
    } else {
      break;
    }
    ++at;
  }
  return at;
}

void AppendEntropy(const JpegSegment& scan, Bytes& bytes) {
  std::uint8_t restart = scan.first_restart;
  for (std::size_t i = 0; i < scan.intervals.size(); ++i) {
    if (i > 0) {
      bytes.push_back(0xff);
      bytes.push_back(static_cast<std::uint8_t>(kFirstRestart + restart++ % 8));
    }
    for (const std::uint8_t byte : scan.intervals[i]) {
      bytes.push_back(byte);
      if (byte == 0xff) bytes.push_back(0);
    }
  }
}

}  // namespace

JpegSegments SplitJpeg(const Bytes& bytes) {
  JpegSegments file;
  if (bytes.size() < 2 || bytes[0] != 0xff || bytes[1] != kStart) return file;
  std::size_t at = 2;
  while (at + 4 <= bytes.size() && bytes[at] == 0xff && bytes[at + 1] >= 0xc0 &&
         (bytes[at + 1] < kFirstRestart || bytes[at + 1] >= JpegSegment::kScan)) {
    const std::size_t length = std::size_t{bytes[at + 2]} << 8 | bytes[at + 3];
    if (length < 2 || length > bytes.size() - at - 2) break;
    const auto payload = bytes.begin() + static_cast<std::ptrdiff_t>(at + 4);
    JpegSegment segment = {
        .marker = bytes[at + 1],
        .payload = Bytes(payload, payload + static_cast<std::ptrdiff_t>(length - 2))};
    at += 2 + length;
    if (segment.marker == JpegSegment::kScan) at = TakeEntropy(bytes, at, segment);
    file.segments.push_back(std::move(segment));
  }
  file.rest.assign(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end());
  return file;
}

Bytes JoinJpeg(const JpegSegments& file) {
  Bytes bytes = {0xff, kStart};
  for (const JpegSegment& segment : file.segments) {
    const std::size_t size = std::min(segment.payload.size(), kMostPayload);
    bytes.push_back(0xff);
    bytes.push_back(segment.marker);
    bytes.push_back(static_cast<std::uint8_t>((size + 2) >> 8));
    bytes.push_back(static_cast<std::uint8_t>((size + 2) & 0xff));
    bytes.insert(bytes.end(), segment.payload.begin(),
                 segment.payload.begin() + static_cast<std::ptrdiff_t>(size));
    AppendEntropy(segment, bytes);
  }
  bytes.insert(bytes.end(), file.rest.begin(), file.rest.end());
  return bytes;
}

}  // namespace imrec::fuzz
