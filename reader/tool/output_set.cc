#include "reader/tool/output_set.h"

#include <imrec/class_names.h>
#include <imrec/error.h>

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

}  // namespace imrec::tool
