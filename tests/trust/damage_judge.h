// What reader, verify and repair make of a damaged data set.
#ifndef IMREC_TESTS_TRUST_DAMAGE_JUDGE_H_
#define IMREC_TESTS_TRUST_DAMAGE_JUDGE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "tests/trust/damage_case.h"
#include "tests/trust/swept_set.h"

namespace imrec::test {

enum class Verdict {
  kWhole,     // all records, and no complaint
  kReported,  // an error, a notice or exit code 1 or 2; all records that came are right
  kMissing,   // fewer records, and no complaint
  kWrong,     // a record came whose key or bytes are not those that were written
};
inline constexpr std::size_t kVerdicts = 4;

enum class Operation {
  kRead,            // all records, without checksums
  kReadChecked,     // all records, compared with the checksums
  kVerify,          // imrec verify
  kRepair,          // imrec repair, with the .crc in place
  kRepairUnchecked  // imrec repair without .crc
};
inline constexpr std::size_t kOperations = 5;

struct Outcome {
  Verdict verdict = Verdict::kWhole;
  std::uint64_t lost = 0;  // records of the set that did not come
};

struct CaseOutcome {
  std::array<Outcome, kOperations> operations;
  std::size_t largest_allocation = 0;  // bytes

  const Outcome& of(Operation operation) const {
    return operations[static_cast<std::size_t>(operation)];
  }
};

/// Keeps a copy of the set in a folder, and damages one file of it at a time. Not thread-safe.
class DamageJudge {
 public:
  /// `set` must outlive this object. `folder` must exist. Without `unchecked_repair`, the outcome
  /// of kRepairUnchecked is kWhole.
  DamageJudge(const SweptSet& set, std::filesystem::path folder, bool unchecked_repair);

  /// Runs all operations on the set in which `file` is damaged, and restores it. An exception other
  /// than imrec::Error passes through.
  CaseOutcome Judge(const std::string& file, const DamageCase& damage);

 private:
  void Write(const std::string& file, const DamageCase& damage) const;
  void Restore(const std::string& file, const DamageCase& damage) const;
  std::filesystem::path RecordPath() const;
  Outcome Read(const std::filesystem::path& path, bool checked) const;
  Outcome Verify() const;
  Outcome Repair() const;
  Outcome RepairUnchecked() const;

  const SweptSet& set_;
  std::filesystem::path folder_;
  bool unchecked_repair_;
  std::function<int()> verify_;
  std::function<int()> repair_;
};

/// Returns which promise the outcome breaks; empty if none. `limit` is the largest allocation that
/// is permitted, in bytes.
std::string BrokenPromise(const SweptSet& set, const std::string& file, const DamageCase& damage,
                          const CaseOutcome& outcome, std::size_t limit);

}  // namespace imrec::test

#endif  // IMREC_TESTS_TRUST_DAMAGE_JUDGE_H_
