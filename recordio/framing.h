// Constants and arithmetic of the RecordIO container (dmlc-core recordio.h).
//
// A record is one or more parts: u32 magic, u32 lrec, payload, 0..3 zero bytes up to a multiple of
// four. lrec holds the part's kind in its top 3 bits and its length in the other 29. A payload that
// contains the magic at a 4-aligned offset is cut there: the magic is dropped and the parts are
// marked first/middle/last, so that an aligned magic on disk is always the head of a part.
#ifndef IMREC_RECORDIO_FRAMING_H_
#define IMREC_RECORDIO_FRAMING_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace imrec::framing {

inline constexpr std::uint32_t kMagic = 0xced7230a;
inline constexpr std::array<std::byte, 4> kMagicBytes = {std::byte{0x0a}, std::byte{0x23},
                                                         std::byte{0xd7}, std::byte{0xce}};
inline constexpr std::size_t kHeadSize = 8;
inline constexpr std::uint32_t kLengthBits = 29;
/// Payloads are shorter than this, multi-part or not.
inline constexpr std::uint64_t kPayloadLimit = std::uint64_t{1} << kLengthBits;

enum class PartKind : std::uint32_t { kWhole = 0, kFirst = 1, kMiddle = 2, kLast = 3 };

struct PartHead {
  std::uint32_t magic = 0;
  std::uint32_t kind = 0;  // 0..7 as found; only 0..3 are defined
  std::uint32_t length = 0;
};

constexpr std::uint64_t Padded(std::uint64_t length) { return (length + 3) & ~std::uint64_t{3}; }

PartHead DecodeHead(std::span<const std::byte, kHeadSize> bytes);

/// Bytes that AppendRecord() appends.
std::uint64_t FramedSize(std::span<const std::byte> payload);

/// Appends the framed record to `out`. The payload must be shorter than kPayloadLimit.
void AppendRecord(std::span<const std::byte> payload, std::vector<std::byte>& out);

}  // namespace imrec::framing

#endif  // IMREC_RECORDIO_FRAMING_H_
