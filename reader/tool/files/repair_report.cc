#include "reader/tool/files/repair_report.h"

#include <cstdio>

#include <imrec/error.h>

#include "recordio/console/console.h"
#include "recordio/console/shell_words.h"
#include "recordio/internal/printable_text.h"

namespace imrec::tool {
namespace {

nlohmann::ordered_json LossesJson(const std::vector<RepairLoss>& losses, bool with_files) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const auto& [file, damage] : losses) {
    nlohmann::ordered_json entry;
    if (with_files) entry["file"] = file;
    entry["key"] = damage.key ? nlohmann::ordered_json(*damage.key) : nlohmann::ordered_json();
    entry["offset"] = damage.offset;
    entry["reason"] = damage.reason;
    json.push_back(entry);
  }
  return json;
}

void PrintLosses(const std::vector<RepairLoss>& losses) {
  for (const auto& [file, damage] : losses) {
    const Error where(ErrorCode::kCorruptData, damage.reason,
                      {.file = file, .key = damage.key, .offset = damage.offset});
    std::puts(PrintableText(where.what()).c_str());
  }
}

}  // namespace

nlohmann::ordered_json RepairJson(const RepairOutcome& outcome, const std::string& output,
                                  bool with_files) {
  return {{"output", output},
          {"saved", outcome.saved},
          {"repeated_keys", outcome.repeated_keys},
          {"lost", LossesJson(outcome.lost, with_files)},
          {"mended_records", outcome.mended_records},
          {"boxes_clipped", outcome.clipped},
          {"boxes_dropped", outcome.dropped},
          {"mended", LossesJson(outcome.mended, with_files)}};
}

void PrintRepair(const RepairOutcome& outcome, const std::string& output, bool quiet) {
  PrintLosses(outcome.lost);
  PrintLosses(outcome.mended);
  if (quiet) return;
  if (outcome.mended_records > 0) {
    std::printf("%s: labels of %s mended, %s clipped, %s dropped\n", output.c_str(),
                console::Counted(outcome.mended_records, "record").c_str(),
                console::Counted(outcome.clipped, "box").c_str(),
                console::WithThousands(outcome.dropped).c_str());
  }
  std::printf("%s: %s saved, %s lost\n", output.c_str(),
              console::Counted(outcome.saved, "record").c_str(),
              console::Counted(outcome.lost.size(), "place").c_str());
  if (outcome.repeated_keys > 0) {
    std::printf("%s: %s with a key that another record has as well; %s numbers all records\n",
                output.c_str(), console::Counted(outcome.repeated_keys, "record").c_str(),
                console::ShellCommand({"imrec", "merge", output, "-o", "NEW"}).c_str());
  }
}

}  // namespace imrec::tool
