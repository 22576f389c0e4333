// JPEG files of all kinds, written by libjpeg itself.
#ifndef IMREC_TESTS_IMAGE_JPEG_JPEG_FILES_H_
#define IMREC_TESTS_IMAGE_JPEG_JPEG_FILES_H_

#include <array>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include <imrec/image.h>

// libjpeg's header needs <cstdio> before it.
#include <jpeglib.h>

namespace imrec::test {

struct JpegKind {
  std::string name;
  ImageSize size = {.width = 157, .height = 93};
  int components = 3;                // of the picture: 1, 3 or 4
  J_COLOR_SPACE stored = JCS_YCbCr;  // in the file
  int horizontal = 1;                // sampling factors of the first component
  int vertical = 1;
  int second_horizontal = 1;  // of the second component
  bool progressive = false;
  bool arithmetic = false;
  bool separate_scans = false;  // sequential, one scan a component
  int restart_interval = 0;
  bool muted = false;  // colours far from 0 and 255
  bool plain = false;  // with neither a JFIF nor an Adobe marker
  std::vector<std::string> comments = {};
  std::string app1 = {};  // contents of an APP1 marker
};

/// One of each that decoders treat differently.
std::vector<JpegKind> AllJpegKinds();

std::vector<std::byte> MakeJpegFile(const JpegKind& kind);

/// The same of another picture, whose size and channels count.
std::vector<std::byte> MakeJpegFile(const JpegKind& kind, ImageView picture);

/// Where each of a file's scans begins: at its SOS marker.
std::vector<std::size_t> FindScans(const std::vector<std::byte>& encoded);
inline int CountScans(const std::vector<std::byte>& encoded) {
  return static_cast<int>(FindScans(encoded).size());
}

/// What the header says, read by libjpeg.
struct JpegHeader {
  bool progressive = false;
  bool multiple_scans = false;
  unsigned restart_interval = 0;
  std::vector<std::string> markers;  // APP1..APP15 and comments, in order
};
JpegHeader ReadJpegHeader(const std::vector<std::byte>& encoded);

/// Whether ImageDecoder::DecodeYcbcr() is built in: by the option IMREC_JPEG_PLANES.
bool LibraryGivesPlanes();

/// The three planes as libjpeg's raw output gives them, sides divided by `divisor`.
std::array<Image, 3> ReadRawPlanes(const std::vector<std::byte>& encoded, int divisor);

}  // namespace imrec::test

#endif  // IMREC_TESTS_IMAGE_JPEG_JPEG_FILES_H_
