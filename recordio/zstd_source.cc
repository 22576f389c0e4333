#include "recordio/zstd_source.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include <zstd.h>

#include <imrec/error.h>

#include "recordio/seek_table.h"

namespace imrec {
namespace {

// Memory for frames up to this size is allocated before they are decompressed.
constexpr std::size_t kTrustedSize = std::size_t{16} << 20;

struct ContextDeleter {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// Decompresses one frame at a time. Not thread-safe.
class FrameDecoder {
 public:
  FrameDecoder() : context_(ZSTD_createDCtx()) {
    if (!context_) throw std::bad_alloc();
  }

  void Read(const ByteSource& file, const SeekTable::Frame& frame,
            std::vector<std::byte>& contents) {
    compressed_.resize(frame.compressed_size);  // bounded: the table was checked against the file
    file.ReadAt(frame.compressed_offset, compressed_);
    try {
      Decompress(frame.size, contents);
    } catch (const Error& error) {
      throw error.Within({.file = file.path(), .offset = frame.compressed_offset});
    }
  }

 private:
  // The size in the table may be wrong, so memory grows as bytes are decompressed.
  void Decompress(std::uint64_t size, std::vector<std::byte>& contents) {
    ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
    contents.resize(std::min<std::uint64_t>(size, std::max(kTrustedSize, contents.capacity())));
    ZSTD_inBuffer in{.src = compressed_.data(), .size = compressed_.size(), .pos = 0};
    std::size_t filled = 0;
    for (;;) {
      ZSTD_outBuffer out{.dst = contents.data(), .size = contents.size(), .pos = filled};
      const std::size_t left = ZSTD_decompressStream(context_.get(), &out, &in);
      if (ZSTD_isError(left) != 0) Fail(std::string("damaged frame: ") + ZSTD_getErrorName(left));
      const bool progress = out.pos > filled;
      filled = out.pos;
      if (left == 0) break;
      if (filled == contents.size() && filled < size) {
        contents.resize(std::min<std::uint64_t>(size, 2 * filled));
      } else if (!progress && in.pos == in.size) {
        Fail("truncated frame");
      } else if (!progress && filled == size) {
        Fail("frame is longer than the " + std::to_string(size) + " bytes in the seek table");
      }
    }
    if (filled != size || in.pos != in.size) {
      Fail("frame has " + std::to_string(filled) + " bytes, the seek table says " +
           std::to_string(size) + "; or other bytes follow the frame");
    }
  }

  [[noreturn]] static void Fail(const std::string& reason) {
    throw Error(ErrorCode::kCorruptData, reason);
  }

  std::unique_ptr<ZSTD_DCtx, ContextDeleter> context_;
  std::vector<std::byte> compressed_;
};

// A frame in the cache. `number` and `users` are guarded by State::mutex, `loaded` by `loading`.
// `contents` is guarded by `loading` until it is loaded. Afterwards it does not change while
// `users` > 0, so it needs no guard.
struct CachedFrame {
  std::size_t number = 0;
  int users = 0;
  std::mutex loading;
  bool loaded = false;
  std::vector<std::byte> contents;
};

}  // namespace

struct ZstdSource::State {
  using Frames = std::list<CachedFrame>;  // most recently used first

  State(std::unique_ptr<ByteSource> opened, std::uint64_t limit)
      : file(std::move(opened)), table(SeekTable::Read(*file)), cache_bytes(limit) {}

  // Keeps a frame in the cache during its lifetime.
  class PinnedFrame {
   public:
    PinnedFrame(State& state, std::size_t number) : state_(state), frame_(state.Acquire(number)) {}
    PinnedFrame(const PinnedFrame&) = delete;
    PinnedFrame& operator=(const PinnedFrame&) = delete;
    ~PinnedFrame() { state_.Release(*frame_); }
    std::span<const std::byte> contents() const { return frame_->contents; }

   private:
    State& state_;
    Frames::iterator frame_;
  };

  // Returns the frame with its contents and increments its `users`. If several threads acquire a
  // frame that is not in the cache, one loads it and the others wait.
  Frames::iterator Acquire(std::size_t number) {
    const Frames::iterator frame = FindOrAdd(number);
    try {
      const std::lock_guard lock(frame->loading);
      if (!frame->loaded) Load(*frame);
    } catch (...) {
      Release(*frame);
      throw;
    }
    return frame;
  }

  void Release(CachedFrame& frame) {
    const std::lock_guard lock(mutex);
    --frame.users;
  }

  Frames::iterator FindOrAdd(std::size_t number) {
    const std::lock_guard lock(mutex);
    const auto known = by_number.find(number);
    if (known != by_number.end()) {
      frames.splice(frames.begin(), frames, known->second);
      ++known->second->users;
      return known->second;
    }
    bytes += table.frame(number).size;
    const Frames::iterator frame = MakeRoom();
    frame->number = number;
    frame->users = 1;
    frame->loaded = false;
    by_number.emplace(number, frame);
    return frame;
  }

  // Evicts unused frames, least recently used first, until `bytes` fits in the cache. Returns an
  // evicted frame, or else a new one, which it puts at the front for reuse.
  Frames::iterator MakeRoom() {
    Frames spare;
    for (auto next = frames.end(); bytes > cache_bytes && next != frames.begin();) {
      const auto frame = std::prev(next);
      if (frame->users > 0) {
        next = frame;
        continue;
      }
      bytes -= table.frame(frame->number).size;
      by_number.erase(frame->number);
      spare.splice(spare.end(), frames, frame);
    }
    if (spare.empty()) spare.emplace_back();
    frames.splice(frames.begin(), spare, spare.begin());
    return frames.begin();
  }

  void Load(CachedFrame& frame) {
    std::unique_ptr<FrameDecoder> decoder = BorrowDecoder();
    decoder->Read(*file, table.frame(frame.number), frame.contents);
    frame.loaded = true;
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(decoder));
  }

  std::unique_ptr<FrameDecoder> BorrowDecoder() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return std::make_unique<FrameDecoder>();
    std::unique_ptr<FrameDecoder> decoder = std::move(idle.back());
    idle.pop_back();
    return decoder;
  }

  std::unique_ptr<ByteSource> file;
  SeekTable table;
  std::uint64_t cache_bytes;
  std::mutex mutex;
  Frames frames;
  std::unordered_map<std::size_t, Frames::iterator> by_number;
  std::uint64_t bytes = 0;                          // decompressed size of all frames in the cache
  std::vector<std::unique_ptr<FrameDecoder>> idle;  // decoders for reuse
};

ZstdSource::ZstdSource(std::unique_ptr<ByteSource> file, std::uint64_t cache_bytes)
    : state_(std::make_unique<State>(std::move(file), cache_bytes)) {}
ZstdSource::~ZstdSource() = default;

const std::string& ZstdSource::path() const { return state_->file->path(); }
std::uint64_t ZstdSource::size() const { return state_->table.size(); }

void ZstdSource::ReadAt(std::uint64_t offset, std::span<std::byte> out) const {
  if (offset > size() || size() - offset < out.size()) {
    throw Error(ErrorCode::kCorruptData,
                "expected " + std::to_string(out.size()) +
                    " bytes, but the decompressed contents end earlier",
                {.file = path(), .offset = offset});
  }
  while (!out.empty()) {
    const std::size_t number = state_->table.Find(offset);
    const State::PinnedFrame frame(*state_, number);
    const std::size_t begin = offset - state_->table.frame(number).offset;
    const auto from = frame.contents().subspan(begin);
    const std::size_t count = std::min(out.size(), from.size());
    std::ranges::copy(from.first(count), out.begin());
    offset += count;
    out = out.subspan(count);
  }
}

void ZstdSource::WillNeed(std::uint64_t offset, std::uint64_t length) const {
  if (length == 0 || offset >= size()) return;
  const SeekTable::Frame first = state_->table.frame(state_->table.Find(offset));
  const std::uint64_t last_byte = std::min(size(), offset + length) - 1;
  const SeekTable::Frame last = state_->table.frame(state_->table.Find(last_byte));
  state_->file->WillNeed(first.compressed_offset,
                         last.compressed_offset + last.compressed_size - first.compressed_offset);
}

void ZstdSource::DontNeed(std::uint64_t offset, std::uint64_t length) const {
  if (length == 0 || offset >= size()) return;
  const SeekTable::Frame frame = state_->table.frame(state_->table.Find(offset));
  state_->file->DontNeed(frame.compressed_offset, frame.compressed_size);
}

}  // namespace imrec
