#include "recordio/compressed/seek_table.h"

#include <algorithm>
#include <array>
#include <string>

#include <imrec/error.h>

#include "recordio/little_endian.h"

namespace imrec {
namespace {

constexpr std::uint32_t kSkippableMagic = 0x184d2a5e;
constexpr std::uint32_t kSeekableMagic = 0x8f92eab1;
constexpr std::size_t kHeadSize = 8;
constexpr std::size_t kFootSize = 9;
constexpr std::byte kHasChecksums{0x80};
constexpr std::byte kReserved{0x7c};
constexpr std::uint32_t kMaxFrames = 0x8000000;

struct Foot {
  std::uint64_t frames = 0;
  std::uint64_t entry_size = 0;

  std::uint64_t TableSize() const { return kHeadSize + frames * entry_size + kFootSize; }
};

[[noreturn]] void Fail(const ByteSource& file, const std::string& reason) {
  throw Error(ErrorCode::kCorruptData, "damaged seek table: " + reason, {.file = file.path()});
}

Foot ReadFoot(const ByteSource& file) {
  std::array<std::byte, kFootSize> bytes;
  if (file.size() >= kHeadSize + kFootSize) {
    file.ReadAt(file.size() - kFootSize, bytes);
    if (LoadLittleEndian<std::uint32_t>(bytes.data() + 5) == kSeekableMagic) {
      if ((bytes[4] & kReserved) != std::byte{0}) Fail(file, "reserved bits are set");
      const bool has_checksums = (bytes[4] & kHasChecksums) != std::byte{0};
      return {.frames = LoadLittleEndian<std::uint32_t>(bytes.data()),
              .entry_size = has_checksums ? 12U : 8U};
    }
  }
  throw Error(ErrorCode::kUnsupported,
              "not a seekable Zstandard file, or a truncated one: there is no seek table at its "
              "end; 'imrec compress' makes seekable files",
              {.file = file.path()});
}

}  // namespace

SeekTable SeekTable::Read(const ByteSource& file) {
  const Foot foot = ReadFoot(file);
  if (foot.frames > kMaxFrames || foot.TableSize() > file.size()) {
    Fail(file, std::to_string(foot.frames) + " frames do not fit in " +
                   std::to_string(file.size()) + " bytes");
  }
  std::vector<std::byte> bytes(foot.TableSize());
  const std::uint64_t table_offset = file.size() - bytes.size();
  file.ReadAt(table_offset, bytes);
  if (LoadLittleEndian<std::uint32_t>(bytes.data()) != kSkippableMagic ||
      LoadLittleEndian<std::uint32_t>(bytes.data() + 4) != bytes.size() - kHeadSize) {
    Fail(file, "no skippable frame of the expected size at byte " + std::to_string(table_offset));
  }
  SeekTable table;
  table.begins_.reserve(foot.frames + 1);
  const std::byte* entry = bytes.data() + kHeadSize;
  for (std::uint64_t i = 0; i < foot.frames; ++i, entry += foot.entry_size) {
    const auto size = LoadLittleEndian<std::uint32_t>(entry + 4);
    if (size > kMaxFrameContents) {
      Fail(file, "frame " + std::to_string(i) + " of " + std::to_string(size) +
                     " bytes; the format allows " + std::to_string(kMaxFrameContents));
    }
    table.Add(LoadLittleEndian<std::uint32_t>(entry), size);
  }
  if (table.compressed_size() != table_offset) {
    Fail(file, "its frames have " + std::to_string(table.compressed_size()) +
                   " bytes, but the file has " + std::to_string(table_offset) +
                   " before the table");
  }
  return table;
}

void SeekTable::Add(std::uint32_t compressed_size, std::uint32_t size) {
  if (frame_count() == kMaxFrames) {
    throw Error(ErrorCode::kLimitExceeded,
                "a seekable file holds at most " + std::to_string(kMaxFrames) + " frames");
  }
  const Begin end = begins_.back();
  begins_.push_back(
      {.compressed = end.compressed + compressed_size, .contents = end.contents + size});
}

std::vector<std::byte> SeekTable::Format() const {
  std::vector<std::byte> bytes;
  bytes.reserve(kHeadSize + 8 * frame_count() + kFootSize);
  AppendLittleEndian(kSkippableMagic, bytes);
  AppendLittleEndian(static_cast<std::uint32_t>(8 * frame_count() + kFootSize), bytes);
  for (std::size_t i = 0; i < frame_count(); ++i) {
    AppendLittleEndian(static_cast<std::uint32_t>(frame(i).compressed_size), bytes);
    AppendLittleEndian(static_cast<std::uint32_t>(frame(i).size), bytes);
  }
  AppendLittleEndian(static_cast<std::uint32_t>(frame_count()), bytes);
  bytes.push_back(std::byte{0});
  AppendLittleEndian(kSeekableMagic, bytes);
  return bytes;
}

std::size_t SeekTable::Find(std::uint64_t offset) const {
  // upper_bound() skips empty frames.
  const auto after = std::ranges::upper_bound(begins_, offset, {}, &Begin::contents);
  return static_cast<std::size_t>(after - begins_.begin()) - 1;
}

SeekTable::Frame SeekTable::frame(std::size_t i) const {
  const Begin& begin = begins_[i];
  const Begin& end = begins_[i + 1];
  return {.compressed_offset = begin.compressed,
          .compressed_size = end.compressed - begin.compressed,
          .offset = begin.contents,
          .size = end.contents - begin.contents};
}

}  // namespace imrec
