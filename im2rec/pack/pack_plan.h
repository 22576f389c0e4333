// Decides which lines of a list are packed, before any image is read.
#ifndef IMREC_IM2REC_PACK_PACK_PLAN_H_
#define IMREC_IM2REC_PACK_PACK_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include <imrec/pack_list.h>

#include "im2rec/list/list_lines.h"
#include "im2rec/list/list_source.h"

namespace imrec {

struct PackPlan {
  ListLines lines;                   // in the order of the list, without repeated indices
  std::vector<SkippedLine> skipped;  // malformed lines and repeated indices, in the same order
  std::string digest;                // of the whole list, for manifests
};

/// Reads the list. Throws Error(kIo) if it cannot be read or is changed meanwhile.
PackPlan MakePackPlan(const ListSource& list);

/// Reduces the plan to part `index` of `count`: consecutive lines, whose number differs by at most
/// one between parts. The parts are disjoint and cover the plan, including skipped lines.
void KeepPart(std::uint64_t index, std::uint64_t count, PackPlan& plan);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_PACK_PLAN_H_
