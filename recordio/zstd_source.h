// The contents of a seekable Zstandard file.
#ifndef IMREC_RECORDIO_ZSTD_SOURCE_H_
#define IMREC_RECORDIO_ZSTD_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "recordio/byte_source.h"
#include "recordio/input_file.h"

namespace imrec {

/// Each thread that reads at the same time has a frame of its own, which stays decompressed: reads
/// in file order decompress each frame once.
class ZstdSource final : public ByteSource {
 public:
  /// Throws Error if the file has no sound seek table.
  explicit ZstdSource(InputFile file);
  ~ZstdSource() override;

  const std::string& path() const override;
  std::uint64_t size() const override;
  void ReadAt(std::uint64_t offset, std::span<std::byte> out) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_ZSTD_SOURCE_H_
