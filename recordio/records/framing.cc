#include "recordio/internal/framing.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "recordio/little_endian.h"

namespace imrec::framing {
namespace {

void AppendPart(PartKind kind, std::span<const std::byte> bytes, std::vector<std::byte>& out) {
  AppendLittleEndian(kMagic, out);
  AppendLittleEndian(
      static_cast<std::uint32_t>(kind) << kLengthBits | static_cast<std::uint32_t>(bytes.size()),
      out);
  out.insert(out.end(), bytes.begin(), bytes.end());
  out.resize(out.size() + Padded(bytes.size()) - bytes.size(), std::byte{0});
}

std::string Hex(std::uint32_t value) {
  std::array<char, 11> text;
  std::snprintf(text.data(), text.size(), "0x%08x", value);
  return text.data();
}

// Returns the offset of the first 4-aligned magic in [from, end), or `end`. `from` and `end` are
// multiples of four.
std::size_t FindMagic(std::span<const std::byte> payload, std::size_t from, std::size_t end) {
  for (std::size_t i = from; i < end; i += 4) {
    if (LoadLittleEndian<std::uint32_t>(payload.data() + i) == kMagic) return i;
  }
  return end;
}

}  // namespace

PartHead DecodeHead(std::span<const std::byte, kHeadSize> bytes) {
  const auto lrec = LoadLittleEndian<std::uint32_t>(bytes.data() + 4);
  return {.magic = LoadLittleEndian<std::uint32_t>(bytes.data()),
          .kind = lrec >> kLengthBits,
          .length = lrec & static_cast<std::uint32_t>(kPayloadLimit - 1)};
}

std::string NoRoomForHead(std::uint64_t offset, std::uint64_t file_size) {
  return "truncated: no room for a part's head at byte " + std::to_string(offset) +
         ", the file ends at " + std::to_string(file_size);
}

std::string ProblemOf(const PartHead& head, std::uint64_t offset, bool first,
                      std::uint64_t file_size) {
  const auto at = [&] { return " at byte " + std::to_string(offset); };
  const auto part = [&] { return "part of " + std::to_string(head.length) + " bytes" + at(); };
  if (head.magic != kMagic) {
    return "bad magic " + Hex(head.magic) + at() + ", expected " + Hex(kMagic);
  }
  const bool starts = head.kind <= 1;
  const bool continues = head.kind == 2 || head.kind == 3;
  if (first ? !starts : !continues) {
    return "part of kind " + std::to_string(head.kind) + at() +
           (first ? " where a record should start" : " inside a multi-part record");
  }
  if (!IsLastPart(head.kind) && head.length % 4 != 0) {
    return part() + "; all parts but the last should be multiples of 4 bytes";
  }
  if (file_size - offset - kHeadSize < Padded(head.length)) {
    return "truncated: a " + part() + ", the file ends at " + std::to_string(file_size);
  }
  return {};
}

std::uint64_t FramedSize(std::span<const std::byte> payload) {
  const std::size_t whole_words = payload.size() & ~std::size_t{3};
  std::uint64_t magics = 0;
  for (std::size_t i = 0; (i = FindMagic(payload, i, whole_words)) < whole_words; i += 4) ++magics;
  // The head of another part replaces each magic.
  return kHeadSize + Padded(payload.size()) + magics * (kHeadSize - kMagicBytes.size());
}

void AppendRecord(std::span<const std::byte> payload, std::vector<std::byte>& out) {
  const std::size_t whole_words = payload.size() & ~std::size_t{3};
  std::size_t begin = 0;
  for (;;) {
    const std::size_t cut = FindMagic(payload, begin, whole_words);
    if (cut == whole_words) break;
    AppendPart(begin == 0 ? PartKind::kFirst : PartKind::kMiddle,
               payload.subspan(begin, cut - begin), out);
    begin = cut + 4;
  }
  AppendPart(begin == 0 ? PartKind::kWhole : PartKind::kLast, payload.subspan(begin), out);
}

}  // namespace imrec::framing
