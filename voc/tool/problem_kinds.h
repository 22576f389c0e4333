// The problems of a data set by their kind, for reports.
#ifndef IMREC_VOC_TOOL_PROBLEM_KINDS_H_
#define IMREC_VOC_TOOL_PROBLEM_KINDS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include <imrec/voc_problem.h>

namespace imrec::tool {

struct ProblemsOfKind {
  VocProblemKind kind;
  std::uint64_t count = 0;
  std::vector<const VocProblem*> first;  // in the order in which they were found
};

/// Returns the kinds that occur, in the order of VocProblemKind, each with its first `most`
/// problems. The result refers to `problems`.
std::vector<ProblemsOfKind> ByKind(const VocProblems& problems, std::size_t most);

}  // namespace imrec::tool

#endif  // IMREC_VOC_TOOL_PROBLEM_KINDS_H_
