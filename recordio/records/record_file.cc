#include <imrec/record_file.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/byte_source.h"
#include "recordio/internal/framing.h"

namespace imrec {
namespace {

constexpr std::size_t kScanBufferSize = std::size_t{1} << 20;
constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

// Assembles the record at `offset` of `file`, part by part. `source(offset, span)` reads the bytes.
// Assemble() stops when `payload` has `max_bytes` bytes and returns the offset after the last part
// that was read.
template <typename Source>
class RecordAssembler {
 public:
  RecordAssembler(Source source, const ByteSource& file, std::uint64_t offset)
      : source_(std::move(source)), file_(file), record_offset_(offset), offset_(offset) {}

  std::uint64_t Assemble(std::size_t max_bytes, std::vector<std::byte>& payload) {
    payload.clear();
    for (bool first = true;; first = false) {
      const framing::PartHead head = ReadHead(first);
      if (!first) {
        payload.insert(payload.end(), framing::kMagicBytes.begin(), framing::kMagicBytes.end());
      }
      const std::size_t begin = payload.size();
      if (begin + head.length >= framing::kPayloadLimit) {
        Fail(framing::kTooLong);
      }
      const std::size_t room = max_bytes - std::min(begin, max_bytes);
      const std::size_t wanted = std::min<std::size_t>(head.length, room);
      payload.resize(begin + wanted);
      source_(offset_ + framing::kHeadSize, std::span(payload).subspan(begin));
      offset_ += framing::kHeadSize + framing::Padded(head.length);
      if (framing::IsLastPart(head.kind) || payload.size() >= max_bytes) {
        payload.resize(std::min(payload.size(), max_bytes));  // may end inside a magic
        return offset_;
      }
    }
  }

 private:
  framing::PartHead ReadHead(bool first) {
    if (offset_ % 4 != 0) Fail("records start at multiples of 4");
    std::array<std::byte, framing::kHeadSize> bytes;
    if (offset_ > file_.size() || file_.size() - offset_ < framing::kHeadSize) {
      // If the frame of these bytes is damaged, that is the reason.
      if (offset_ < file_.size()) source_(offset_, std::span(bytes).first(file_.size() - offset_));
      Fail(framing::NoRoomForHead(offset_, file_.size()));
    }
    source_(offset_, std::span<std::byte>(bytes));
    const framing::PartHead head = framing::DecodeHead(bytes);
    const std::string problem = framing::ProblemOf(head, offset_, first, file_.size());
    if (!problem.empty()) Fail(problem);
    return head;
  }

  [[noreturn]] void Fail(const std::string& reason) const {
    throw Error(ErrorCode::kCorruptData, reason, {.file = file_.path(), .offset = record_offset_});
  }

  Source source_;
  const ByteSource& file_;
  std::uint64_t record_offset_;
  std::uint64_t offset_;
};

}  // namespace

struct RecordFile::State {
  State(const std::filesystem::path& path, const AccessOptions& access)
      : file(OpenByteSource(path, access)), keep_cached(access.keep_cached) {}
  std::unique_ptr<ByteSource> file;
  bool keep_cached;

  std::uint64_t Read(std::uint64_t offset, std::size_t max_bytes,
                     std::vector<std::byte>& payload) const {
    const auto source = [this](std::uint64_t at, std::span<std::byte> out) {
      file->ReadAt(at, out);
    };
    const std::uint64_t end = RecordAssembler(source, *file, offset).Assemble(max_bytes, payload);
    if (!keep_cached) file->DontNeed(offset, end - offset);
    return end;
  }
};

RecordFile::RecordFile(const std::filesystem::path& path, const AccessOptions& access)
    : state_(std::make_unique<State>(path, access)) {}
RecordFile::RecordFile(RecordFile&&) noexcept = default;
RecordFile& RecordFile::operator=(RecordFile&&) noexcept = default;
RecordFile::~RecordFile() = default;

const ByteSource& RecordFile::source() const { return *state_->file; }
const std::string& RecordFile::path() const { return state_->file->path(); }
std::uint64_t RecordFile::size() const { return state_->file->size(); }

std::uint64_t RecordFile::ReadAt(std::uint64_t offset, std::vector<std::byte>& payload) const {
  return state_->Read(offset, kNoLimit, payload);
}

void RecordFile::ReadPrefixAt(std::uint64_t offset, std::size_t max_bytes,
                              std::vector<std::byte>& payload) const {
  state_->Read(offset, max_bytes, payload);
}

void RecordFile::ReadBytes(std::uint64_t offset, std::span<std::byte> out) const {
  state_->file->ReadAt(offset, out);
}

void RecordFile::WillRead(std::uint64_t offset, std::uint64_t length) const {
  state_->file->WillNeed(offset, length);
}

bool RecordFile::Forget(std::uint64_t offset, std::uint64_t length) const {
  return state_->file->Forget(offset, length);
}

RecordScanner::RecordScanner(const RecordFile& file, std::uint64_t offset)
    : file_(&file), offset_(offset) {}

std::optional<RecordScanner::Record> RecordScanner::Next() {
  if (offset_ == file_->size()) return std::nullopt;
  const auto source = [this](std::uint64_t at, std::span<std::byte> out) { ReadBuffered(at, out); };
  const std::uint64_t begin = offset_;
  offset_ = RecordAssembler(source, *file_->state_->file, begin).Assemble(kNoLimit, payload_);
  return Record{.offset = begin, .next_offset = offset_, .payload = payload_};
}

void RecordScanner::ReadBuffered(std::uint64_t offset, std::span<std::byte> out) {
  const ByteSource& file = *file_->state_->file;
  while (!out.empty()) {
    const bool inside = offset >= buffer_offset_ && offset - buffer_offset_ < buffer_.size();
    if (!inside) {
      if (out.size() >= kScanBufferSize) return file.ReadAt(offset, out);
      // Keep buffer_ empty until the read has succeeded, so that a failed read leaves no wrong
      // bytes in it.
      std::vector<std::byte> filling = std::exchange(buffer_, {});
      filling.resize(std::min<std::uint64_t>(kScanBufferSize, file.size() - offset));
      filling.resize(ReadIntact(file, offset, filling));
      if (filling.empty()) return file.ReadAt(offset, out);  // throws what the damage is
      buffer_ = std::move(filling);
      buffer_offset_ = offset;
    }
    const std::size_t begin = offset - buffer_offset_;
    const std::size_t count = std::min(out.size(), buffer_.size() - begin);
    std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(begin), count, out.begin());
    offset += count;
    out = out.subspan(count);
  }
}

}  // namespace imrec
