// The contents of a seekable Zstandard file.
#ifndef IMREC_RECORDIO_ZSTD_SOURCE_H_
#define IMREC_RECORDIO_ZSTD_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "recordio/byte_source.h"

namespace imrec {

/// Frames stay decompressed until others take their room, the one that was used longest ago first:
/// reads in file order, or within a window that the cache holds, decompress each frame once.
class ZstdSource final : public ByteSource {
 public:
  /// Frames of up to `cache_bytes` are kept beside those in use, and one at least. Throws Error if
  /// the file has no sound seek table.
  ZstdSource(std::unique_ptr<ByteSource> file, std::uint64_t cache_bytes);
  ~ZstdSource() override;

  const std::string& path() const override;
  std::uint64_t size() const override;
  void ReadAt(std::uint64_t offset, std::span<std::byte> out) const override;
  /// As for the file, by frames.
  void WillNeed(std::uint64_t offset, std::uint64_t length) const override;
  void DontNeed(std::uint64_t offset, std::uint64_t length) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_ZSTD_SOURCE_H_
