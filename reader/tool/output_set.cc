#include "reader/tool/output_set.h"

#include <imrec/class_names.h>
#include <imrec/error.h>

#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {

namespace fs = std::filesystem;

fs::path PrefixOf(const std::string& output) {
  fs::path prefix = output;
  if (prefix.extension() != ".rec" || prefix.stem().empty()) {
    throw Error(ErrorCode::kInvalidArgument, "the output's name must end in .rec",
                {.file = output});
  }
  return prefix.replace_extension();
}

DatasetWriter MakeWriter(const OutputSet& set) {
  for (const std::string& input : set.inputs) {
    if (fs::exists(set.output) && fs::exists(input) && fs::equivalent(input, set.output)) {
      throw Error(ErrorCode::kInvalidArgument, "is a file that is read", {.file = set.output});
    }
  }
  return DatasetWriter({.prefix = PrefixOf(set.output),
                        .shard_count = set.shards,
                        .tool = set.tool,
                        .class_names = set.class_names});
}

void Finish(DatasetWriter& writer, const OutputSet& set) {
  if (!set.class_names.empty()) WriteClassNames(ClassNamesPathFor(set.output), set.class_names);
  writer.Close();
}

std::uint64_t CopyRecords(
    const RecordSet& records, const std::string& tool,
    const std::function<void(std::uint64_t, std::span<const std::byte>)>& copy) {
  std::uint64_t bad = 0;
  std::vector<std::byte> payload;
  console::Progress progress("records", records.size(), console::ProgressMode::kAuto);
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    try {
      records.Read(i, payload);
      copy(i, payload);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kIo) throw;
      progress.Wipe();
      console::Say(tool, std::string("left out: ") + error.Within(records.Where(i)).what());
      ++bad;
    }
    progress.Update(i + 1);
  }
  return bad;
}

}  // namespace imrec::tool
