// What imrec repair saved, lost and mended.
#ifndef IMREC_READER_TOOL_FILES_REPAIR_REPORT_H_
#define IMREC_READER_TOOL_FILES_REPAIR_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reader/records/record_check.h"

namespace imrec::tool {

/// A place of a file, and what is wrong there.
struct RepairLoss {
  std::string file;
  RecordDamage damage;
};

struct RepairOutcome {
  std::uint64_t saved = 0;  // records, including those with repaired labels
  std::vector<RepairLoss> lost;
  std::vector<RepairLoss> mended;  // one entry per box that was clipped or dropped
  std::uint64_t mended_records = 0;
  std::uint64_t clipped = 0;  // boxes
  std::uint64_t dropped = 0;
  std::uint64_t repeated_keys = 0;  // records with a key that another one of their file has as well
};

/// `with_files`: losses name their files.
nlohmann::ordered_json RepairJson(const RepairOutcome& outcome, const std::string& output,
                                  bool with_files);

/// Prints each loss and, unless `quiet`, a summary.
void PrintRepair(const RepairOutcome& outcome, const std::string& output, bool quiet);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_REPAIR_REPORT_H_
