// Reads the decompressed contents of a seekable Zstandard file.
#ifndef IMREC_RECORDIO_COMPRESSED_ZSTD_SOURCE_H_
#define IMREC_RECORDIO_COMPRESSED_ZSTD_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "recordio/internal/byte_source.h"

namespace imrec {

/// Keeps decompressed frames in a least-recently-used cache. If reads are in file order, or within
/// a window that fits in the cache, each frame is decompressed once. Offsets and sizes are those of
/// the decompressed contents. Thread-safe.
class ZstdSource final : public ByteSource {
 public:
  /// `cache_bytes` is the size of the cache. Frames in use and the most recent frame stay in memory
  /// even if they exceed it. Throws Error(kUnsupported) or Error(kCorruptData) if the file has no
  /// seek table or a damaged one.
  ZstdSource(std::unique_ptr<ByteSource> file, std::uint64_t cache_bytes);
  ~ZstdSource() override;

  const std::string& path() const override;
  std::uint64_t size() const override;
  void ReadAt(std::uint64_t offset, std::span<std::byte> out) const override;
  FrameRange FrameAt(std::uint64_t offset) const override;
  /// The hints are passed to the file for the compressed frames of the range; DontNeed() passes
  /// only the first of them.
  void WillNeed(std::uint64_t offset, std::uint64_t length) const override;
  void DontNeed(std::uint64_t offset, std::uint64_t length) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_COMPRESSED_ZSTD_SOURCE_H_
