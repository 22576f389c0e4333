// The segments of a JPEG file (ITU-T T.81, annex B).
#ifndef IMREC_TESTS_FUZZ_JPEG_SEGMENTS_H_
#define IMREC_TESTS_FUZZ_JPEG_SEGMENTS_H_

#include <cstdint>
#include <vector>

#include "tests/fuzz/byte_mutator.h"

namespace imrec::fuzz {

struct JpegSegment {
  static constexpr std::uint8_t kHuffmanTables = 0xc4;
  static constexpr std::uint8_t kScan = 0xda;

  std::uint8_t marker = 0;  // the byte after 0xFF
  Bytes payload;            // without the length
  // After the header of a scan: its entropy-coded bytes without stuffing, which restart markers
  // separate. The number of the first of them is `first_restart`.
  std::vector<Bytes> intervals = {};
  std::uint8_t first_restart = 0;

  bool IsFrame() const {
    return marker >= 0xc0 && marker <= 0xcf && marker != kHuffmanTables && marker != 0xc8 &&
           marker != 0xcc;
  }
};

struct JpegSegments {
  std::vector<JpegSegment> segments;  // between the start marker and the first that is malformed
  Bytes rest;                         // from there on, with the end marker
};

/// Returns no segment if the bytes are no JPEG.
JpegSegments SplitJpeg(const Bytes& bytes);

/// The inverse, except that restart markers are counted from the first.
Bytes JoinJpeg(const JpegSegments& file);

}  // namespace imrec::fuzz

#endif  // IMREC_TESTS_FUZZ_JPEG_SEGMENTS_H_
