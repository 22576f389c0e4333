// The seek table of the Zstandard seekable format, version 0.1.0 (zstd,
// contrib/seekable_format/zstd_seekable_compression_format.md). It is a skippable frame at the end
// of the file:
//   u32 magic 0x184D2A5E, u32 size of the rest,
//   per frame: u32 compressed size, u32 decompressed size[, u32 checksum],
//   u32 number of frames, u8 descriptor (bit 7: checksums; bits 6-2: reserved, 0), u32 0x8F92EAB1.
#ifndef IMREC_RECORDIO_COMPRESSED_SEEK_TABLE_H_
#define IMREC_RECORDIO_COMPRESSED_SEEK_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "recordio/internal/byte_source.h"

namespace imrec {

/// The frames of a seekable file: offset and size of each, compressed and decompressed.
class SeekTable {
 public:
  /// The maximum decompressed size of a frame, 1 GiB.
  static constexpr std::uint32_t kMaxFrameContents = std::uint32_t{1} << 30;

  struct Frame {
    std::uint64_t compressed_offset = 0;  // in the file
    std::uint64_t compressed_size = 0;
    std::uint64_t offset = 0;  // in the decompressed contents
    std::uint64_t size = 0;
  };

  /// A table without frames.
  SeekTable() = default;

  /// Reads and checks the table at the end of `file`. Memory use is proportional to the table that
  /// is actually stored. Throws Error(kUnsupported) if there is no table, and Error(kCorruptData)
  /// if it is damaged.
  static SeekTable Read(const ByteSource& file);

  /// Appends a frame. Throws Error(kLimitExceeded) if the table is full.
  void Add(std::uint32_t compressed_size, std::uint32_t size);
  /// Returns the table as a skippable frame, without checksums.
  std::vector<std::byte> Format() const;

  std::size_t frame_count() const { return begins_.size() - 1; }
  /// The decompressed size of all frames.
  std::uint64_t size() const { return begins_.back().contents; }
  /// The compressed size of all frames.
  std::uint64_t compressed_size() const { return begins_.back().compressed; }
  /// Returns the number of the frame that contains the decompressed byte at `offset` < size().
  std::size_t Find(std::uint64_t offset) const;
  Frame frame(std::size_t i) const;

 private:
  struct Begin {
    std::uint64_t compressed = 0;
    std::uint64_t contents = 0;
  };

  std::vector<Begin> begins_ = {Begin{}};  // of each frame, then the end of the last
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_COMPRESSED_SEEK_TABLE_H_
