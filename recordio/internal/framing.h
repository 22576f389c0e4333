// The framing of the RecordIO container (dmlc-core, include/dmlc/recordio.h).
//
// A record is one or more parts: u32 magic, u32 lrec, payload, and 0..3 zero bytes of padding to a
// multiple of four. The top 3 bits of lrec are the kind of the part, the other 29 its length. A
// payload that contains the magic at a 4-aligned offset is split there: the magic is dropped, and
// the parts are marked as first, middle or last. A 4-aligned magic in a file is therefore always
// the head of a part.
#ifndef IMREC_RECORDIO_INTERNAL_FRAMING_H_
#define IMREC_RECORDIO_INTERNAL_FRAMING_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace imrec::framing {

inline constexpr std::uint32_t kMagic = 0xced7230a;
inline constexpr std::array<std::byte, 4> kMagicBytes = {std::byte{0x0a}, std::byte{0x23},
                                                         std::byte{0xd7}, std::byte{0xce}};
inline constexpr std::size_t kHeadSize = 8;
inline constexpr std::uint32_t kLengthBits = 29;
/// The payload of a record is shorter than this, even if it has several parts.
inline constexpr std::uint64_t kPayloadLimit = std::uint64_t{1} << kLengthBits;

enum class PartKind : std::uint32_t { kWhole = 0, kFirst = 1, kMiddle = 2, kLast = 3 };

/// The head of a part as it is stored; nothing is checked.
struct PartHead {
  std::uint32_t magic = 0;
  std::uint32_t kind = 0;    // 0..7, of which PartKind defines 0..3
  std::uint32_t length = 0;  // of the payload of the part, in bytes, without padding
};

/// Rounds `length` up to a multiple of four.
constexpr std::uint64_t Padded(std::uint64_t length) { return (length + 3) & ~std::uint64_t{3}; }

PartHead DecodeHead(std::span<const std::byte, kHeadSize> bytes);

/// Returns why there is no room for a head at `offset`.
std::string NoRoomForHead(std::uint64_t offset, std::uint64_t file_size);
/// Returns what is wrong with the head of a part at `offset`, where a record starts if it is
/// `first`; empty if it is valid and its part is in the file.
std::string ProblemOf(const PartHead& head, std::uint64_t offset, bool first,
                      std::uint64_t file_size);
inline constexpr const char* kTooLong = "record is longer than the format's limit of 2^29-1 bytes";
/// Returns true if the record ends with a part of this kind.
constexpr bool IsLastPart(std::uint32_t kind) {
  return kind == static_cast<std::uint32_t>(PartKind::kWhole) ||
         kind == static_cast<std::uint32_t>(PartKind::kLast);
}

/// Returns the number of bytes that AppendRecord() appends for `payload`.
std::uint64_t FramedSize(std::span<const std::byte> payload);

/// Appends `payload` with its framing to `out`. It must be shorter than kPayloadLimit.
void AppendRecord(std::span<const std::byte> payload, std::vector<std::byte>& out);

}  // namespace imrec::framing

#endif  // IMREC_RECORDIO_INTERNAL_FRAMING_H_
