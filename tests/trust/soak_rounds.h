// What imrec_soak does again and again: reading and packing with random options.
#ifndef IMREC_TESTS_TRUST_SOAK_ROUNDS_H_
#define IMREC_TESTS_TRUST_SOAK_ROUNDS_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "tests/support/files.h"

namespace imrec::test {

struct SoakCounts {
  std::atomic<std::uint64_t> readers = 0;
  std::atomic<std::uint64_t> batches = 0;
  std::atomic<std::uint64_t> bad_records = 0;
  std::atomic<std::uint64_t> packed = 0;
};

/// Rounds of work on data sets in a temporary folder. Each throws std::runtime_error if a result
/// differs from an earlier one with the same options. May be used by several threads at once.
class SoakRounds {
 public:
  /// Makes the data sets.
  SoakRounds();

  /// Opens a reader, reads some batches, and destroys the reader; perhaps another one goes on from
  /// its state.
  void Read(std::uint64_t seed);
  /// Packs images over an earlier data set; perhaps the run is interrupted, and another resumes it.
  void Pack(std::uint64_t seed);

  const SoakCounts& counts() const { return counts_; }

 private:
  // Compares a digest with that of earlier rounds with this name.
  void Compare(const std::string& name, std::uint64_t digest);

  TempDir folder_;
  SoakCounts counts_;
  std::mutex mutex_;
  std::map<std::string, std::uint64_t> digests_;
};

}  // namespace imrec::test

#endif  // IMREC_TESTS_TRUST_SOAK_ROUNDS_H_
