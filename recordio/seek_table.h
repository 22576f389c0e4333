// The seek table of the Zstandard seekable format, version 0.1.0, as described in zstd's
// contrib/seekable_format/zstd_seekable_compression_format.md: a skippable frame at the end of the
// file,
//   u32 magic 0x184D2A5E, u32 size of the rest,
//   per frame: u32 compressed size, u32 decompressed size[, u32 checksum],
//   u32 number of frames, u8 descriptor (bit 7: checksums; bits 6-2: reserved, 0), u32 0x8F92EAB1.
#ifndef IMREC_RECORDIO_SEEK_TABLE_H_
#define IMREC_RECORDIO_SEEK_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "recordio/byte_source.h"

namespace imrec {

/// Frames of a seekable file: where each begins, in the file and in its contents.
class SeekTable {
 public:
  /// The longest contents of a frame.
  static constexpr std::uint32_t kMaxFrameContents = std::uint32_t{1} << 30;

  struct Frame {
    std::uint64_t compressed_offset = 0;
    std::uint64_t compressed_size = 0;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };

  SeekTable() = default;

  /// Reads and checks the table at the end of `file`; nothing is allocated beyond the size of the
  /// table that the file holds. Throws Error(kCorruptData), or kUnsupported if there is none.
  static SeekTable Read(const ByteSource& file);

  /// Adds a frame behind the others. Throws Error(kLimitExceeded) for one too many.
  void Add(std::uint32_t compressed_size, std::uint32_t size);
  /// The skippable frame.
  std::vector<std::byte> Format() const;

  std::size_t frame_count() const { return begins_.size() - 1; }
  /// Bytes of all contents.
  std::uint64_t size() const { return begins_.back().contents; }
  /// Bytes of all frames.
  std::uint64_t compressed_size() const { return begins_.back().compressed; }
  /// The number of the frame that holds the byte at `offset` < size().
  std::size_t Find(std::uint64_t offset) const;
  Frame frame(std::size_t i) const;

 private:
  struct Begin {
    std::uint64_t compressed = 0;
    std::uint64_t contents = 0;
  };

  std::vector<Begin> begins_ = {Begin{}};  // of each frame, and the end
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_SEEK_TABLE_H_
