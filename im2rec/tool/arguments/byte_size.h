// Parses sizes in bytes with units.
#ifndef IMREC_IM2REC_TOOL_ARGUMENTS_BYTE_SIZE_H_
#define IMREC_IM2REC_TOOL_ARGUMENTS_BYTE_SIZE_H_

#include <cstdint>
#include <string_view>

namespace imrec::tool {

/// Parses a size of at least 1 byte: "4096", "500MB" (10^6), "1GiB" or "1G" (2^30). Throws Error
/// for other texts.
std::uint64_t ParseByteSize(std::string_view text);

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_ARGUMENTS_BYTE_SIZE_H_
