// Runs the cases of a sweep in processes of their own, since a case may end its process.
#ifndef IMREC_TESTS_TRUST_SWEEP_PROCESSES_H_
#define IMREC_TESTS_TRUST_SWEEP_PROCESSES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/trust/damage_case.h"
#include "tests/trust/damage_judge.h"
#include "tests/trust/swept_set.h"

namespace imrec::test {

// Counts of one kind of damage to one file.
struct DamageCounts {
  std::size_t cases = 0;
  std::array<std::array<std::size_t, kVerdicts>, kOperations> verdicts =
      {};                     // [operation][verdict]
  std::size_t most_lost = 0;  // records, by repair with checksums

  void Add(const CaseOutcome& outcome);
  void Add(const DamageCounts& counts);
};

struct SweepCounts {
  std::array<DamageCounts, kDamageKinds> kinds = {};
  std::size_t failures = 0;            // broken promises, crashes and hangs
  std::size_t largest_allocation = 0;  // bytes

  void Add(const SweepCounts& counts);
};

struct SweepOptions {
  std::size_t cases = SIZE_MAX;  // at most; a sample is spread evenly over all
  std::size_t processes = 1;     // at a time
  bool unchecked_repair = true;  // as in DamageJudge
};

/// Damages `file` of the set in all ways. Tells of the first failures of each process on standard
/// error.
SweepCounts Sweep(const SweptSet& set, const std::string& file, const SweepOptions& options);

}  // namespace imrec::test

#endif  // IMREC_TESTS_TRUST_SWEEP_PROCESSES_H_
