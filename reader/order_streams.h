// Which permutation of an epoch is which: part of the reproducibility contract.
#ifndef IMREC_READER_ORDER_STREAMS_H_
#define IMREC_READER_ORDER_STREAMS_H_

#include <cstdint>

namespace imrec {

inline constexpr std::uint32_t kEpochStream = 0;                // the whole epoch
inline constexpr std::uint32_t kSelectionStreams = 0x40000000;  // + source: a share of its records
inline constexpr std::uint32_t kRotationStream = 0x80000000;    // of the files under the blocks
inline constexpr std::uint32_t kBlockStream = 0x80000001;       // blocks among each other
inline constexpr std::uint32_t kWindowStreams = 0xC0000000;     // + window: records within it

}  // namespace imrec

#endif  // IMREC_READER_ORDER_STREAMS_H_
