// Decompresses the frames of a .rec.zst file.
#ifndef IMREC_RECORDIO_COMPRESSED_FRAME_DECODER_H_
#define IMREC_RECORDIO_COMPRESSED_FRAME_DECODER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <zstd.h>

#include "recordio/compressed/seek_table.h"
#include "recordio/internal/byte_source.h"

namespace imrec {

/// Decompresses one frame at a time. Not thread-safe.
class FrameDecoder {
 public:
  FrameDecoder();

  /// Reads a frame of `file` and replaces `contents` by what it holds. Throws Error(kCorruptData)
  /// if that is not what the seek table says.
  void Read(const ByteSource& file, const SeekTable::Frame& frame,
            std::vector<std::byte>& contents);

 private:
  struct ContextDeleter {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };

  void Decompress(std::uint64_t size, std::vector<std::byte>& contents);

  std::unique_ptr<ZSTD_DCtx, ContextDeleter> context_;
  std::vector<std::byte> compressed_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_COMPRESSED_FRAME_DECODER_H_
