// Writes the packed lines of a list to a data set, and remembers those that cannot be packed.
#ifndef IMREC_IM2REC_PACK_PACK_WRITER_H_
#define IMREC_IM2REC_PACK_PACK_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <imrec/dataset_writer.h>
#include <imrec/pack_list.h>

#include "im2rec/list/list_lines.h"
#include "im2rec/pack/line_packer.h"
#include "im2rec/pack/skip_memory.h"

namespace imrec {

/// The work of the calling thread while others pack. Refers to all that the constructor is given
/// but `lines`.
/// Throws Error from `writer`, and, with OnPackError::kFail, that of a line. Not thread-safe.
class PackWriter {
 public:
  PackWriter(const std::string& list, const PackOptions& options, const PackObserver& observer,
             const ListLines& lines, DatasetWriter& writer, PackResult& result)
      : list_(list),
        options_(options),
        observer_(observer),
        size_(lines.size()),
        reader_(lines),
        writer_(writer),
        result_(result),
        memory_(writer.notes()) {}

  const SkipMemory& memory() const { return memory_; }
  LabelPacking labels() const { return result_.labels; }

  /// Reports a line that is left out.
  void Skip(SkippedLine line);
  /// Recovers the records of an interrupted run. Returns the first line that is not packed yet.
  std::size_t Recover();
  /// Writes the record of the line at `position`, or leaves it out if it could not be packed. Call
  /// in the order of the lines.
  void Add(std::size_t position, const PackedLine& line);

 private:
  std::uint64_t ShardOf(std::size_t position) const;
  // Returns why the interrupted run skipped the line, or null.
  const std::string* ReasonOf(std::size_t position);
  void SkipAt(std::size_t position, const std::string& reason);
  void Tell(std::size_t position, const PackedLine& line);
  std::string Write(std::uint64_t index, const std::vector<std::byte>& payload);

  const std::string& list_;
  const PackOptions& options_;
  const PackObserver& observer_;
  std::size_t size_;
  ListLineReader reader_;
  DatasetWriter& writer_;
  PackResult& result_;
  SkipMemory memory_;
  std::vector<float> labels_;
};

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_PACK_WRITER_H_
