// Reports what was packed, to the user and as JSON.
#ifndef IMREC_IM2REC_TOOL_PACK_REPORT_H_
#define IMREC_IM2REC_TOOL_PACK_REPORT_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <imrec/pack_list.h>
#include <nlohmann/json.hpp>

#include "im2rec/tool/skip_reasons.h"

namespace imrec::tool {

struct Totals {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::uint64_t skipped = 0;
  double seconds = 0;

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
  bool all_labels = false;
  std::vector<std::string> objects = {};
  bool was_complete = false;
  std::optional<ReplacedSet> replaced = {};
  Totals totals = {};
};

/// Describes the result of packing a list, which took `seconds`.
PackedList MakePackedList(const std::string& list, const PackResult& result, double seconds);

/// Prints what was packed; if `quiet`, only that nothing was.
void SayResult(const PackedList& packed, bool quiet);

/// Prints JSON to standard output. Bytes that are not UTF-8 are replaced.
void PrintJson(const nlohmann::json& json);

/// The results of one command.
class PackSummary {
 public:
  void Add(const PackedList& packed);
  /// Prints the sum if there are several lists.
  void Say() const;

  void Print() const;
  int ExitCode() const;

 private:
  Totals sum_;
  bool complete_ = true;
  nlohmann::json lists_ = nlohmann::json::array();
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_PACK_REPORT_H_
