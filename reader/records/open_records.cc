#include "reader/records/open_records.h"

#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "reader/records/source_files.h"
#include "recordio/internal/remote_path.h"

namespace imrec {

void LogNotice(const ReaderOptions& options, const std::string& text) {
  if (options.log) {
    options.log(text);
  } else {
    std::fprintf(stderr, "imrec: %s\n", text.c_str());
  }
}

SampleMix OpenRecords(const ReaderOptions& options, RecordDataset& records) {
  std::vector<SampleMix::Source> sources;
  for (const RecordSource& source : options.sources) {
    const std::uint64_t before = records.size();
    const std::vector<std::filesystem::path> paths =
        FindSourceFiles(source.path, {.access = options.access}).files;
    records.AddFiles(paths, {.access = options.access, .check_checksums = options.check_checksums});
    for (const auto& file : std::span(records.files()).last(paths.size())) {
      if (!file->notice().empty()) LogNotice(options, file->notice());
    }
    // A single shard may be empty, but a source must have a record.
    if (records.size() == before) {
      throw Error(ErrorCode::kCorruptData, "it contains no record",
                  {.file = ShownPath(source.path)});
    }
    sources.push_back({.records = records.size() - before, .weight = source.weight});
  }
  return SampleMix(sources);
}

}  // namespace imrec
