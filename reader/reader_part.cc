// Takes the part of a reader from the variables of a launcher.
#include <cstdint>
#include <optional>
#include <string>

#include "reader/reader_config.h"
#include "reader/records/open_records.h"
#include "recordio/internal/job_part.h"

namespace imrec {
namespace {

// No launcher is known, so that this process reads everything. Refuses variables that contradict
// that: reading everything in each process of a job would be wrong without a message.
void RequireSingleProcess(std::optional<std::uint64_t> count) {
  const std::optional<std::string> rank = ProcessEnvironment("RANK");
  const std::optional<std::string> size = ProcessEnvironment("WORLD_SIZE");
  RequireOption(!rank || !size || *size == "1",
                "parts_from is auto, and RANK and WORLD_SIZE are set, but not by torchrun, which "
                "sets TORCHELASTIC_RUN_ID and LOCAL_WORLD_SIZE; set part_index and part_count");
  const char* given = count ? "part_count" : "IMREC_PART_COUNT";
  RequireOption(!count && ProcessEnvironment(given).value_or("").empty(),
                std::string("parts_from is auto, and ") + given +
                    " is given, but no variables of a launcher are set");
}

JobPart FindPart(const std::string& name, std::optional<std::uint64_t> count) {
  RequireLauncherName("reader option parts_from", name);
  std::optional<JobPart> part;
  try {
    part = JobPartFrom(name, count, ProcessEnvironment);
  } catch (const Error& error) {
    RequireOption(false, "parts_from, " + name + ": " + error.reason());
  }
  if (part) return *part;
  RequireSingleProcess(count);
  return {.index = 0, .count = 1, .variables = "no launcher"};
}

}  // namespace

void TakePart(ReaderOptions& options) {
  if (options.parts_from.empty()) return;
  RequireRange("part_count", options.part_count, 1, ReaderOptions::kMaxParts);
  RequireOption(options.part_index == 0, "part_index has no effect if parts_from is given");
  std::optional<std::uint64_t> count;
  if (options.part_count > 1) count = options.part_count;
  const JobPart part = FindPart(options.parts_from, count);
  LogNotice(options, DescribeJobPart(part));
  options.part_index = part.index;
  options.part_count = part.count;
  options.parts_from.clear();  // after a fork, the reader continues with the same part
}

}  // namespace imrec
