// The stream numbers of the permutations of an epoch. Changing one changes the order of samples.
#ifndef IMREC_READER_ORDER_ORDER_STREAMS_H_
#define IMREC_READER_ORDER_ORDER_STREAMS_H_

#include <cstdint>

namespace imrec {

inline constexpr std::uint32_t kEpochStream = 0;                // the whole epoch
inline constexpr std::uint32_t kSelectionStreams = 0x40000000;  // + source: selection by weight
inline constexpr std::uint32_t kRotationStream = 0x80000000;    // where blocks begin
inline constexpr std::uint32_t kBlockStream = 0x80000001;       // the order of the blocks
inline constexpr std::uint32_t kWindowStreams = 0xC0000000;     // + window: its records

}  // namespace imrec

#endif  // IMREC_READER_ORDER_ORDER_STREAMS_H_
