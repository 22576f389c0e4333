// Decides which lines of a list are packed, before any image is read.
#ifndef IMREC_IM2REC_PACK_PLAN_H_
#define IMREC_IM2REC_PACK_PLAN_H_

#include <cstdint>
#include <vector>

#include <imrec/list_file.h>
#include <imrec/pack_list.h>

namespace imrec {

struct PackPlan {
  std::vector<ListEntry> entries;    // in the order of the list, without repeated indices
  std::vector<SkippedLine> skipped;  // malformed lines and repeated indices, in the same order
};

PackPlan MakePackPlan(ListFile list);

/// Reduces the plan to part `index` of `count`: consecutive entries, whose number differs by at
/// most one between parts. The parts are disjoint and cover the plan, including skipped lines.
void KeepPart(std::uint64_t index, std::uint64_t count, PackPlan& plan);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_PLAN_H_
