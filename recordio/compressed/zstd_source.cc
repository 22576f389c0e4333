#include "recordio/compressed/zstd_source.h"

#include <algorithm>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <imrec/error.h>

#include "recordio/compressed/frame_decoder.h"
#include "recordio/compressed/seek_table.h"
#include "recordio/internal/mutex.h"

namespace imrec {
namespace {

// Readers skip frames that the table says are empty, so they would not notice if one is not.
// Compressors write none, or few.
void CheckEmptyFrames(const ByteSource& file, const SeekTable& table) {
  std::optional<FrameDecoder> decoder;
  std::vector<std::byte> contents;
  for (std::size_t i = 0; i < table.frame_count(); ++i) {
    const SeekTable::Frame frame = table.frame(i);
    if (frame.size > 0 || frame.compressed_size == 0) continue;
    if (!decoder) decoder.emplace();
    decoder->Read(file, frame, contents);
  }
}

}  // namespace

struct ZstdSource::State {
  // The contents of a frame in the cache, which one thread loads while others wait.
  class FrameContents {
   public:
    // Returns the contents, after load(contents) if they are not those of the frame `number`. The
    // bytes stay valid until the contents of another frame are asked for.
    template <typename Load>
    std::span<const std::byte> Get(std::size_t number, const Load& load) {
      const MutexLock lock(loading_);
      if (loaded_ != number) {
        loaded_.reset();  // if load() fails, they are those of no frame
        load(contents_);
        loaded_ = number;
      }
      return contents_;
    }

   private:
    Mutex loading_;
    std::optional<std::size_t> loaded_ IMREC_GUARDED_BY(loading_);
    std::vector<std::byte> contents_ IMREC_GUARDED_BY(loading_);
  };

  struct CachedFrame {
    std::size_t number = 0;
    int users = 0;  // contents are not replaced while there are any
    FrameContents contents;
  };
  using Frames = std::list<CachedFrame>;  // most recently used first

  State(std::unique_ptr<ByteSource> opened, std::uint64_t limit)
      : file(std::move(opened)), table(SeekTable::Read(*file)), cache_bytes(limit) {
    CheckEmptyFrames(*file, table);
  }

  // Keeps a frame in the cache during its lifetime.
  class PinnedFrame {
   public:
    PinnedFrame(State& state, std::size_t number) : state_(state), frame_(state.FindOrAdd(number)) {
      try {
        contents_ = state.Load(number, frame_->contents);
      } catch (...) {
        state.Release(frame_);
        throw;
      }
    }
    PinnedFrame(const PinnedFrame&) = delete;
    PinnedFrame& operator=(const PinnedFrame&) = delete;
    ~PinnedFrame() { state_.Release(frame_); }
    std::span<const std::byte> contents() const { return contents_; }

   private:
    State& state_;
    Frames::iterator frame_;
    std::span<const std::byte> contents_;
  };

  // Returns the frame, which has one more user.
  Frames::iterator FindOrAdd(std::size_t number) IMREC_EXCLUDES(mutex) {
    const MutexLock lock(mutex);
    const auto known = by_number.find(number);
    if (known != by_number.end()) {
      frames.splice(frames.begin(), frames, known->second);
      ++known->second->users;
      return known->second;
    }
    bytes += table.frame(number).size;
    const auto frame = MakeRoom();
    frame->number = number;
    frame->users = 1;
    by_number.emplace(number, frame);
    return frame;
  }

  // Evicts unused frames, least recently used first, until `bytes` fits in the cache. Returns an
  // evicted frame, or else a new one, which it puts at the front for reuse.
  Frames::iterator MakeRoom() IMREC_REQUIRES(mutex) {
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

  void Release(Frames::iterator frame) IMREC_EXCLUDES(mutex) {
    const MutexLock lock(mutex);
    --frame->users;
  }

  std::span<const std::byte> Load(std::size_t number, FrameContents& contents)
      IMREC_EXCLUDES(mutex) {
    return contents.Get(number, [&](std::vector<std::byte>& loaded) {
      std::unique_ptr<FrameDecoder> decoder = BorrowDecoder();
      const SeekTable::Frame frame = table.frame(number);
      try {
        decoder->Read(*file, frame, loaded);
      } catch (const Error& error) {
        // A frame that changed on its way, or in a cache, may be right when it is fetched again.
        if (error.code() != ErrorCode::kCorruptData ||
            !file->Forget(frame.compressed_offset, frame.compressed_size)) {
          throw;
        }
        decoder->Read(*file, frame, loaded);
      }
      ReturnDecoder(std::move(decoder));
    });
  }

  std::unique_ptr<FrameDecoder> BorrowDecoder() IMREC_EXCLUDES(mutex) {
    const MutexLock lock(mutex);
    if (idle.empty()) return std::make_unique<FrameDecoder>();
    std::unique_ptr<FrameDecoder> decoder = std::move(idle.back());
    idle.pop_back();
    return decoder;
  }

  void ReturnDecoder(std::unique_ptr<FrameDecoder> decoder) IMREC_EXCLUDES(mutex) {
    const MutexLock lock(mutex);
    idle.push_back(std::move(decoder));
  }

  const std::unique_ptr<ByteSource> file;
  const SeekTable table;
  const std::uint64_t cache_bytes;
  Mutex mutex;
  Frames frames IMREC_GUARDED_BY(mutex);
  std::unordered_map<std::size_t, Frames::iterator> by_number IMREC_GUARDED_BY(mutex);
  // The decompressed size of all frames in the cache.
  std::uint64_t bytes IMREC_GUARDED_BY(mutex) = 0;
  // Decoders for reuse.
  std::vector<std::unique_ptr<FrameDecoder>> idle IMREC_GUARDED_BY(mutex);
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

FrameRange ZstdSource::FrameAt(std::uint64_t offset) const {
  const SeekTable::Frame frame = state_->table.frame(state_->table.Find(offset));
  return {.begin = frame.offset, .end = frame.offset + frame.size};
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
