#include "image/jpeg/jpeg_slices.h"

#include <algorithm>
#include <cstring>

namespace imrec::jpeg {
namespace {

constexpr std::byte kMarkerPrefix{0xFF};
constexpr std::size_t kMarkerSize = 2;

// The second bytes of markers.
constexpr unsigned kFrame0 = 0xC0;  // baseline
constexpr unsigned kFrame1 = 0xC1;  // extended sequential
constexpr unsigned kHuffmanTables = 0xC4;
constexpr unsigned kFirstRestart = 0xD0;
constexpr unsigned kEnd = 0xD9;
constexpr unsigned kScan = 0xDA;
constexpr unsigned kQuantisation = 0xDB;
constexpr unsigned kRestartInterval = 0xDD;
constexpr unsigned kJfif = 0xE0;
constexpr unsigned kAdobe = 0xEE;

// Returns true for segments that a decoder needs, or from which it determines the colour space.
bool IsNeeded(unsigned marker) {
  switch (marker) {
    case kFrame0:
    case kFrame1:
    case kHuffmanTables:
    case kScan:
    case kQuantisation:
    case kRestartInterval:
    case kJfif:
    case kAdobe:
      return true;
    default:
      return false;
  }
}

unsigned At(std::span<const std::byte> bytes, std::size_t i) {
  return std::to_integer<unsigned>(bytes[i]);
}

// Returns the offset of the first marker at or after `at`, or the size if there is none.
std::size_t FindMarker(std::span<const std::byte> entropy, std::size_t at) {
  while (at < entropy.size()) {
    const void* found = std::memchr(entropy.data() + at, 0xFF, entropy.size() - at);
    if (found == nullptr) break;
    at = static_cast<std::size_t>(static_cast<const std::byte*>(found) - entropy.data());
    if (at + 1 >= entropy.size()) break;
    if (At(entropy, at + 1) != 0) return at;
    at += kMarkerSize;  // a stuffed byte
  }
  return entropy.size();
}

void StoreBigEndian16(int value, std::byte* to) {
  to[0] = static_cast<std::byte>(value >> 8);
  to[1] = static_cast<std::byte>(value);
}

}  // namespace

std::optional<RestartSlicer::Grid> RestartSlicer::GridOf(const jpeg_decompress_struct& info) {
  const bool one_scan = info.comps_in_scan == info.num_components;
  if (info.restart_interval == 0 || info.progressive_mode != FALSE || info.arith_code != FALSE ||
      !one_scan) {
    return std::nullopt;
  }
  // With one component an MCU is one block, whatever its sampling factors are.
  const bool single = info.num_components == 1;
  const ImageSize mcu = {.width = DCTSIZE * (single ? 1 : info.max_h_samp_factor),
                         .height = DCTSIZE * (single ? 1 : info.max_v_samp_factor)};
  const int mcus_per_row = CeilDivide(static_cast<int>(info.image_width), mcu.width);
  const auto interval = static_cast<int>(info.restart_interval);
  if (mcus_per_row % interval != 0) return std::nullopt;
  return Grid{.columns = mcus_per_row / interval,
              .rows = CeilDivide(static_cast<int>(info.image_height), mcu.height),
              .cell = {.width = mcu.width * interval, .height = mcu.height}};
}

std::optional<RestartSlicer::Slice> RestartSlicer::Cut(const jpeg_decompress_struct& info,
                                                       std::span<const std::byte> encoded,
                                                       const PixelWindow& wanted, int divisor) {
  const std::optional<Grid> grid = GridOf(info);
  if (!grid) return std::nullopt;
  Cells cells = {.left = wanted.left / grid->cell.width,
                 .top = wanted.top / grid->cell.height,
                 .right = CeilDivide(wanted.right, grid->cell.width),
                 .bottom = CeilDivide(wanted.bottom, grid->cell.height)};
  // libjpeg does not interpolate components that are one or two samples wide after shrinking. The
  // narrowest possible one has a sample for every max_h_samp_factor shrunk pixels.
  const int fewest = 2 * info.max_h_samp_factor * divisor + 1;
  while (WidthOf(cells, *grid, info) < fewest) {
    if (cells.left > 0) {
      --cells.left;
    } else if (cells.right < grid->columns) {
      ++cells.right;
    } else {
      break;
    }
  }
  if (cells.left == 0 && cells.top == 0 && cells.right == grid->columns) return std::nullopt;
  // libjpeg has read the header, so its next byte is the first of the entropy-coded data.
  const std::size_t header_size = encoded.size() - info.src->bytes_in_buffer;
  const std::span<const std::byte> entropy = encoded.subspan(header_size);
  if (!FindIntervals(entropy, *grid, (cells.bottom - 1) * grid->columns + cells.right)) {
    return std::nullopt;
  }
  const PixelWindow window = {
      .left = cells.left * grid->cell.width,
      .top = cells.top * grid->cell.height,
      .right = std::min(cells.right * grid->cell.width, static_cast<int>(info.image_width)),
      .bottom = std::min(cells.bottom * grid->cell.height, static_cast<int>(info.image_height))};
  slice_.clear();
  if (!CopyHeader(encoded.first(header_size), window.size())) return std::nullopt;
  CopyIntervals(entropy, *grid, cells);
  return Slice{.encoded = slice_, .window = window};
}

// Returns the width of cells of an image in pixels.
int RestartSlicer::WidthOf(const Cells& cells, const Grid& grid,
                           const jpeg_decompress_struct& info) {
  return std::min(cells.right * grid.cell.width, static_cast<int>(info.image_width)) -
         cells.left * grid.cell.width;
}

// Finds the ends of the first `count` intervals. Returns false if the markers are not as expected;
// the decoder of the whole file then reports the error. The last interval may end with the file.
bool RestartSlicer::FindIntervals(std::span<const std::byte> entropy, const Grid& grid, int count) {
  ends_.clear();
  const auto wanted = static_cast<std::size_t>(count);
  const auto all = static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows);
  std::size_t at = 0;
  while (ends_.size() < wanted) {
    const bool last = ends_.size() + 1 == all;
    const std::size_t end = FindMarker(entropy, at);
    if (end == entropy.size()) {
      if (!last) return false;
    } else if (At(entropy, end + 1) != (last ? kEnd : kFirstRestart + ends_.size() % 8)) {
      return false;
    }
    ends_.push_back(end);
    at = end + kMarkerSize;
  }
  return true;
}

// Copies the segments that are needed, with another size in the frame header. Returns false if the
// header is malformed.
bool RestartSlicer::CopyHeader(std::span<const std::byte> header, ImageSize size) {
  Append(header.first(kMarkerSize));
  std::size_t at = kMarkerSize;
  while (at + 2 * kMarkerSize <= header.size()) {
    if (header[at] != kMarkerPrefix) return false;
    const unsigned marker = At(header, at + 1);
    if (header[at + 1] == kMarkerPrefix) {  // a fill byte
      ++at;
      continue;
    }
    const std::size_t length = At(header, at + 2) << 8 | At(header, at + 3);
    if (length < 2 || at + kMarkerSize + length > header.size()) return false;
    const std::size_t copied = slice_.size();
    if (IsNeeded(marker)) Append(header.subspan(at, kMarkerSize + length));
    if (marker == kFrame0 || marker == kFrame1) {
      constexpr std::size_t kSizeInFrame = 5;  // after marker, length and precision
      if (length < 8) return false;
      StoreBigEndian16(size.height, slice_.data() + copied + kSizeInFrame);
      StoreBigEndian16(size.width, slice_.data() + copied + kSizeInFrame + 2);
    }
    at += kMarkerSize + length;
    if (marker == kScan) return at == header.size();
  }
  return false;
}

// Copies the intervals, each followed by a restart marker with a new number, or the last by an
// end-of-image marker.
void RestartSlicer::CopyIntervals(std::span<const std::byte> entropy, const Grid& grid,
                                  const Cells& cells) {
  unsigned number = 0;
  for (int row = cells.top; row < cells.bottom; ++row) {
    for (int column = cells.left; column < cells.right; ++column) {
      const auto i = static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.columns) +
                     static_cast<std::size_t>(column);
      const std::size_t begin = i == 0 ? 0 : ends_[i - 1] + kMarkerSize;
      Append(entropy.subspan(begin, ends_[i] - begin));
      const bool last = row + 1 == cells.bottom && column + 1 == cells.right;
      slice_.push_back(kMarkerPrefix);
      slice_.push_back(static_cast<std::byte>(last ? kEnd : kFirstRestart + number++ % 8));
    }
  }
}

void RestartSlicer::Append(std::span<const std::byte> bytes) {
  const std::size_t size = slice_.size();
  slice_.resize(size + bytes.size());
  std::ranges::copy(bytes, slice_.begin() + static_cast<std::ptrdiff_t>(size));
}

}  // namespace imrec::jpeg
