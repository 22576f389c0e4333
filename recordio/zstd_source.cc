#include "recordio/zstd_source.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <zstd.h>

#include <imrec/error.h>

#include "recordio/seek_table.h"

namespace imrec {
namespace {

// Contents up to this size are believed before they are there.
constexpr std::size_t kTrustedSize = std::size_t{16} << 20;

struct ContextDeleter {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// Decompresses one frame after the other.
class FrameReader {
 public:
  FrameReader() : context_(ZSTD_createDCtx()) {
    if (!context_) throw std::bad_alloc();
  }

  std::optional<std::size_t> frame() const { return frame_; }
  std::span<const std::byte> contents() const { return contents_; }

  void Read(const InputFile& file, const SeekTable& table, std::size_t number) {
    frame_.reset();
    const SeekTable::Frame frame = table.frame(number);
    compressed_.resize(frame.compressed_size);  // within the file, as the table was checked
    file.ReadAt(frame.compressed_offset, compressed_);
    try {
      Decompress(frame.size);
    } catch (const Error& error) {
      throw error.Within({.file = file.path(), .offset = frame.compressed_offset});
    }
    frame_ = number;
  }

 private:
  // A table may lie about sizes, so the memory grows as the contents come.
  void Decompress(std::uint64_t size) {
    ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
    contents_.resize(std::min<std::uint64_t>(size, std::max(kTrustedSize, contents_.capacity())));
    ZSTD_inBuffer in{.src = compressed_.data(), .size = compressed_.size(), .pos = 0};
    std::size_t filled = 0;
    for (;;) {
      ZSTD_outBuffer out{.dst = contents_.data(), .size = contents_.size(), .pos = filled};
      const std::size_t left = ZSTD_decompressStream(context_.get(), &out, &in);
      if (ZSTD_isError(left) != 0) Fail(std::string("damaged frame: ") + ZSTD_getErrorName(left));
      const bool progress = out.pos > filled;
      filled = out.pos;
      if (left == 0) break;
      if (filled == contents_.size() && filled < size) {
        contents_.resize(std::min<std::uint64_t>(size, 2 * filled));
      } else if (!progress && in.pos == in.size) {
        Fail("truncated frame");
      } else if (!progress && filled == size) {
        Fail("frame of more than " + std::to_string(size) + " bytes, as the seek table has it");
      }
    }
    if (filled != size || in.pos != in.size) {
      Fail("frame of " + std::to_string(filled) + " bytes, the seek table has " +
           std::to_string(size) + "; or more than a frame is there");
    }
  }

  [[noreturn]] static void Fail(const std::string& reason) {
    throw Error(ErrorCode::kCorruptData, reason);
  }

  std::unique_ptr<ZSTD_DCtx, ContextDeleter> context_;
  std::optional<std::size_t> frame_;  // whose contents are there
  std::vector<std::byte> compressed_;
  std::vector<std::byte> contents_;
};

}  // namespace

struct ZstdSource::State {
  explicit State(InputFile opened) : file(std::move(opened)), table(SeekTable::Read(file)) {}

  // A reader that no other thread uses, if there is one with this frame in it.
  std::unique_ptr<FrameReader> Borrow(std::size_t frame) {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return std::make_unique<FrameReader>();
    auto chosen = std::ranges::find_if(
        idle, [frame](const auto& reader) { return reader->frame() == frame; });
    if (chosen == idle.end()) chosen = idle.begin();  // the one that was used longest ago
    std::unique_ptr<FrameReader> reader = std::move(*chosen);
    idle.erase(chosen);
    return reader;
  }
  void Return(std::unique_ptr<FrameReader> reader) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(reader));
  }

  InputFile file;
  SeekTable table;
  std::mutex mutex;
  std::vector<std::unique_ptr<FrameReader>> idle;  // as many as threads ever read at once
};

ZstdSource::ZstdSource(InputFile file) : state_(std::make_unique<State>(std::move(file))) {}
ZstdSource::~ZstdSource() = default;

const std::string& ZstdSource::path() const { return state_->file.path(); }
std::uint64_t ZstdSource::size() const { return state_->table.size(); }

void ZstdSource::ReadAt(std::uint64_t offset, std::span<std::byte> out) const {
  if (offset > size() || size() - offset < out.size()) {
    throw Error(ErrorCode::kCorruptData,
                "contents end " + std::to_string(out.size()) + " bytes too early or more",
                {.file = path(), .offset = offset});
  }
  while (!out.empty()) {
    const std::size_t number = state_->table.Find(offset);
    std::unique_ptr<FrameReader> reader = state_->Borrow(number);
    if (reader->frame() != number) reader->Read(state_->file, state_->table, number);
    const std::size_t begin = offset - state_->table.frame(number).offset;
    const auto from = reader->contents().subspan(begin);
    const std::size_t count = std::min(out.size(), from.size());
    std::ranges::copy(from.first(count), out.begin());
    offset += count;
    out = out.subspan(count);
    state_->Return(std::move(reader));
  }
}

}  // namespace imrec
