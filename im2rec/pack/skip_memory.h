// The lines that an interrupted run skipped. They are skipped again when it is resumed, so that the
// result equals that of an uninterrupted run.
#ifndef IMREC_IM2REC_PACK_SKIP_MEMORY_H_
#define IMREC_IM2REC_PACK_SKIP_MEMORY_H_

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "im2rec/pack/pack_plan.h"

namespace imrec {

class SkipMemory {
 public:
  SkipMemory() = default;
  /// Takes the notes of a DatasetWriter.
  explicit SkipMemory(const std::vector<std::string>& notes);

  /// Returns the reason why the line was skipped, or null.
  const std::string* Find(std::uint64_t line) const;

  /// Returns the note to write for a skipped line.
  static std::string NoteOf(const SkippedLine& line);

 private:
  std::unordered_map<std::uint64_t, std::string> reasons_;
};

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_SKIP_MEMORY_H_
