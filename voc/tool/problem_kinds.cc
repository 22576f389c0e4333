#include "voc/tool/problem_kinds.h"

namespace imrec::tool {

std::vector<ProblemsOfKind> ByKind(const VocProblems& problems, std::size_t most) {
  std::vector<ProblemsOfKind> kinds;
  for (std::size_t i = 0; i < kVocProblemKinds; ++i) {
    const auto kind = static_cast<VocProblemKind>(i);
    if (problems.count(kind) == 0) continue;
    ProblemsOfKind& entry = kinds.emplace_back();
    entry.kind = kind;
    entry.count = problems.count(kind);
    for (const VocProblem& problem : problems.kept()) {
      if (problem.kind == kind && entry.first.size() < most) entry.first.push_back(&problem);
    }
  }
  return kinds;
}

}  // namespace imrec::tool
