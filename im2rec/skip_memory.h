// The lines that an interrupted run skipped. They stay skipped when it is resumed, so that the
// result is that of one run.
#ifndef IMREC_IM2REC_SKIP_MEMORY_H_
#define IMREC_IM2REC_SKIP_MEMORY_H_

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "im2rec/pack_plan.h"

namespace imrec {

class SkipMemory {
 public:
  SkipMemory() = default;
  /// From the notes of a DatasetWriter.
  explicit SkipMemory(const std::vector<std::string>& notes);

  /// The reason why the line was skipped, or null.
  const std::string* Find(std::uint64_t line) const;

  /// The note that a later run will read.
  static std::string NoteOf(const SkippedLine& line);

 private:
  std::unordered_map<std::uint64_t, std::string> reasons_;
};

}  // namespace imrec

#endif  // IMREC_IM2REC_SKIP_MEMORY_H_
