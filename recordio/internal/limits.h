// Limits of data sets that several folders check. docs/reliability.md lists all limits.
#ifndef IMREC_RECORDIO_INTERNAL_LIMITS_H_
#define IMREC_RECORDIO_INTERNAL_LIMITS_H_

#include <cstdint>

namespace imrec {

/// The most shards of a data set: their names have five digits.
inline constexpr std::uint64_t kMostShards = 100'000;

/// The most malformed lines of a list that im2rec leaves out and reports; a file with more of them
/// is hardly a list. Each takes some hundred bytes of memory.
inline constexpr std::uint64_t kMostMalformedLines = 100'000;

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_LIMITS_H_
