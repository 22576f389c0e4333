// The data sets that imrec's commands write.
#ifndef IMREC_READER_TOOL_OUTPUT_SET_H_
#define IMREC_READER_TOOL_OUTPUT_SET_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <imrec/dataset_writer.h>
#include <imrec/record_set.h>

namespace imrec::tool {

struct OutputSet {
  std::string output;               // OUT.rec
  std::vector<std::string> inputs;  // none of them may be it
  std::string tool;                 // "imrec merge"
  std::vector<std::string> class_names = {};
  std::uint64_t shards = 1;
};

/// A writer of OUT.rec with .idx, .crc and manifest. Throws Error(kInvalidArgument) unless the name
/// ends in .rec and is none of the inputs.
DatasetWriter MakeWriter(const OutputSet& set);

/// Closes the writer and, if there are class names, writes OUT.classes.txt.
void Finish(DatasetWriter& writer, const OutputSet& set);

/// Calls `copy` with each record, showing progress. Those that cannot be read, or for which it
/// throws, are named and left out; returns how many. Errors of the disk end it.
std::uint64_t CopyRecords(
    const RecordSet& records, const std::string& tool,
    const std::function<void(std::uint64_t ordinal, std::span<const std::byte> payload)>& copy);

/// `data/out.rec` -> `data/out`. Throws Error(kInvalidArgument) for another extension.
std::filesystem::path PrefixOf(const std::string& output);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_OUTPUT_SET_H_
