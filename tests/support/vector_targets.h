// Running a test on every set of vector instructions that this processor has.
#ifndef IMREC_TESTS_SUPPORT_VECTOR_TARGETS_H_
#define IMREC_TESTS_SUPPORT_VECTOR_TARGETS_H_

#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace imrec::test {

/// Runs `test` with one target after the other.
template <typename Test>
void ForEachVectorTarget(const Test& test) {
  for (const auto target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    test();
  }
  hwy::SetSupportedTargetsForTest(0);
}

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_VECTOR_TARGETS_H_
