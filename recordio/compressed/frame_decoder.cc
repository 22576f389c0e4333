#include "recordio/compressed/frame_decoder.h"

#include <algorithm>
#include <new>
#include <string>

#include <imrec/error.h>

namespace imrec {
namespace {

// Memory for frames up to this size is allocated before they are decompressed.
constexpr std::size_t kTrustedSize = std::size_t{16} << 20;

[[noreturn]] void FailFrame(const std::string& reason) {
  throw Error(ErrorCode::kCorruptData, reason);
}

}  // namespace

FrameDecoder::FrameDecoder() : context_(ZSTD_createDCtx()) {
  if (!context_) throw std::bad_alloc();
}

void FrameDecoder::Read(const ByteSource& file, const SeekTable::Frame& frame,
                        std::vector<std::byte>& contents) {
  compressed_.resize(frame.compressed_size);  // bounded: the table was checked against the file
  file.ReadAt(frame.compressed_offset, compressed_);
  try {
    Decompress(frame.size, contents);
  } catch (const Error& error) {
    throw error.Within({.file = file.path(), .offset = frame.compressed_offset});
  }
}

// The size in the table may be wrong, so memory grows as bytes are decompressed.
void FrameDecoder::Decompress(std::uint64_t size, std::vector<std::byte>& contents) {
  ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
  contents.resize(std::min<std::uint64_t>(size, std::max(kTrustedSize, contents.capacity())));
  ZSTD_inBuffer in{.src = compressed_.data(), .size = compressed_.size(), .pos = 0};
  std::size_t filled = 0;
  for (;;) {
    ZSTD_outBuffer out{.dst = contents.data(), .size = contents.size(), .pos = filled};
    const std::size_t left = ZSTD_decompressStream(context_.get(), &out, &in);
    if (ZSTD_isError(left) != 0)
      FailFrame(std::string("damaged frame: ") + ZSTD_getErrorName(left));
    const bool progress = out.pos > filled;
    filled = out.pos;
    if (left == 0) break;
    if (filled == contents.size() && filled < size) {
      contents.resize(std::min<std::uint64_t>(size, 2 * filled));
    } else if (!progress && in.pos == in.size) {
      FailFrame("truncated frame");
    } else if (!progress && filled == size) {
      FailFrame("frame is longer than the " + std::to_string(size) + " bytes in the seek table");
    }
  }
  if (filled != size || in.pos != in.size) {
    FailFrame("frame has " + std::to_string(filled) + " bytes, the seek table says " +
              std::to_string(size) + "; or other bytes follow the frame");
  }
}

}  // namespace imrec
