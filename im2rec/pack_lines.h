// Makes the records of list lines on several threads.
#ifndef IMREC_IM2REC_PACK_LINES_H_
#define IMREC_IM2REC_PACK_LINES_H_

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>

#include <imrec/list_file.h>
#include <imrec/pack_options.h>

#include "im2rec/line_packer.h"
#include "im2rec/skip_memory.h"

namespace imrec {

/// Packs `entries` and calls `take` with the position and the result of each, in order, in the
/// calling thread. Uses `image`, `threads` and `window_bytes` of `options`. An exception of `take`
/// ends the work.
void PackLines(std::span<const ListEntry> entries, const std::filesystem::path& root,
               const PackOptions& options, LabelPacking labels, const SkipMemory& memory,
               const std::function<void(std::size_t, const PackedLine&)>& take);

/// Returns the first of `count` entries that belongs to `shard` of `shard_count`. The numbers of
/// entries of shards differ by at most one.
std::size_t FirstOfShard(std::uint64_t shard, std::size_t count, std::uint64_t shard_count);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_LINES_H_
