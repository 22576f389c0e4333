// What was packed from a list, for people and as JSON.
#ifndef IMREC_IM2REC_TOOL_REPORT_PACK_REPORT_H_
#define IMREC_IM2REC_TOOL_REPORT_PACK_REPORT_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <imrec/pack_list.h>
#include <nlohmann/json.hpp>

#include "im2rec/tool/report/skip_reasons.h"

namespace imrec::tool {

struct Totals {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::uint64_t skipped = 0;
  double seconds = 0;

  void Add(const Totals& more);
  double Rate() const { return seconds > 0 ? static_cast<double>(records) / seconds : 0; }
};

// A packed list.
struct PackedList {
  std::string list;
  std::filesystem::path record_path = {};
  std::uint64_t shards = 0;
  std::uint64_t resumed = 0;
  std::uint64_t bad_labels = 0;
  std::uint64_t misnamed = 0;
  std::uint64_t kept_bytes = 0;          // images with the bytes of their files
  std::vector<SkipReason> reasons = {};  // of skipped lines
  std::uint64_t lines_without_boxes = 0;
  FrameMismatches frame_mismatches = {};
  bool all_labels = false;
  std::vector<std::string> objects = {};
  bool was_complete = false;
  std::optional<ReplacedSet> replaced = {};
  Totals totals = {};

  /// Returns the number of images that were packed by this run.
  std::uint64_t images() const { return was_complete ? 0 : totals.records - resumed; }
};

/// Describes the result of packing a list, which took `seconds`.
PackedList MakePackedList(const std::string& list, const PackResult& result, double seconds);

/// Returns what --json prints about a list.
nlohmann::json ToJson(const PackedList& packed);
/// Returns what --json prints about one list or several.
nlohmann::json ToJson(const Totals& totals);

/// Prints JSON to standard output. Bytes that are not UTF-8 are replaced.
void PrintJson(const nlohmann::json& json);

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_REPORT_PACK_REPORT_H_
