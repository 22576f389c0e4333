// Which lines of a list are packed, decided before the first image is read.
#ifndef IMREC_IM2REC_PACK_PLAN_H_
#define IMREC_IM2REC_PACK_PLAN_H_

#include <cstdint>
#include <vector>

#include <imrec/list_file.h>
#include <imrec/pack_list.h>

namespace imrec {

struct PackPlan {
  std::vector<ListEntry> entries;    // in the order of the list, each index once
  std::vector<SkippedLine> skipped;  // malformed lines and repeated indices, in the same order
};

PackPlan MakePackPlan(ListFile list);

/// Keeps part `index` of `count`: entries in a row, as many as in the others or one more or less.
/// The parts are disjoint and cover the plan, skipped lines included.
void KeepPart(std::uint64_t index, std::uint64_t count, PackPlan& plan);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_PLAN_H_
