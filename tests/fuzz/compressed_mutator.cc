#include "tests/fuzz/compressed_mutator.h"

#include <array>
#include <memory>
#include <optional>
#include <span>

#include <zstd.h>

#include "recordio/compressed/seek_table.h"
#include "tests/fuzz/record_mutator.h"

namespace imrec::fuzz {
namespace {

constexpr std::size_t kMostContents = std::size_t{1} << 20;

// Returns the contents of all frames, or nullopt if there are too many or they are damaged.
std::optional<Bytes> Decompress(const Bytes& bytes) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     &ZSTD_freeDCtx);
  Bytes contents(kMostContents);
  const std::size_t size = ZSTD_decompressDCtx(context.get(), contents.data(), contents.size(),
                                               bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0) return std::nullopt;
  contents.resize(size);
  return contents;
}

// Changes a byte of the skippable frame at the end, whose entries have eight bytes each.
void ChangeTable(Bytes& bytes, Choices& choices) {
  const std::size_t size = std::min<std::size_t>(bytes.size(), 64);
  constexpr std::array<std::uint8_t, 5> kValues = {0, 1, 0x7f, 0x80, 0xff};
  std::uint8_t& byte = bytes[bytes.size() - 1 - choices.Below(size)];
  byte = choices.OneIn(2) ? choices.Of(kValues) : static_cast<std::uint8_t>(byte + 1);
}

}  // namespace

Bytes Compress(const Bytes& contents, std::size_t frame_bytes) {
  Bytes bytes;
  SeekTable table;
  for (std::size_t at = 0; at < contents.size(); at += frame_bytes) {
    const std::span part =
        std::span(contents).subspan(at, std::min(frame_bytes, contents.size() - at));
    Bytes frame(ZSTD_compressBound(part.size()));
    frame.resize(ZSTD_compress(frame.data(), frame.size(), part.data(), part.size(), 1));
    table.Add(static_cast<std::uint32_t>(frame.size()), static_cast<std::uint32_t>(part.size()));
    bytes.insert(bytes.end(), frame.begin(), frame.end());
  }
  for (const std::byte byte : table.Format()) bytes.push_back(std::to_integer<std::uint8_t>(byte));
  return bytes;
}

void MutateCompressed(Bytes& bytes, ByteMutator mutate, Choices& choices) {
  if (!bytes.empty() && choices.OneIn(4)) {
    ChangeTable(bytes, choices);
    return;
  }
  std::optional<Bytes> contents;
  if (!choices.OneIn(10)) contents = Decompress(bytes);
  if (!contents) {
    MutateBytes(mutate, 64, bytes);
    return;
  }
  MutateRecords(*contents, mutate, choices);
  bytes = Compress(*contents, 1 + choices.Below(contents->size() + 1));
}

}  // namespace imrec::fuzz
