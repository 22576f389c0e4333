// Makes the records of list lines on several threads.
#ifndef IMREC_IM2REC_PACK_PACK_LINES_H_
#define IMREC_IM2REC_PACK_PACK_LINES_H_

#include <cstddef>
#include <filesystem>
#include <functional>

#include <imrec/pack_options.h>

#include "im2rec/list/list_lines.h"
#include "im2rec/pack/line_packer.h"
#include "im2rec/pack/skip_memory.h"

namespace imrec {

/// Packs `lines` and calls `take` with the position and the result of each, in order, in the
/// calling thread. Uses `image`, `threads` and `window_bytes` of `options`. An exception of `take`
/// ends the work. Throws Error as ListLineReader::Read() does.
void PackLines(const ListLines& lines, const std::filesystem::path& root,
               const PackOptions& options, LabelPacking labels, const SkipMemory& memory,
               const std::function<void(std::size_t, const PackedLine&)>& take);

/// Returns the first of `count` lines that belongs to `shard` of `shard_count`. The numbers of
/// lines of shards differ by at most one.
std::size_t FirstOfShard(std::uint64_t shard, std::size_t count, std::uint64_t shard_count);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_PACK_LINES_H_
