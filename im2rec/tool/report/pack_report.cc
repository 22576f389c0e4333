#include "im2rec/tool/report/pack_report.h"

#include <cstdio>

#include "recordio/console/output_place.h"

namespace imrec::tool {
namespace {

nlohmann::json Json(const std::optional<ReplacedSet>& replaced) {
  if (!replaced) return nullptr;
  nlohmann::json json = {{"date", console::DateTime(replaced->written)}, {"records", nullptr}};
  if (replaced->records) json["records"] = *replaced->records;
  return json;
}

}  // namespace

void Totals::Add(const Totals& more) {
  records += more.records;
  bytes += more.bytes;
  skipped += more.skipped;
  seconds += more.seconds;
}

PackedList MakePackedList(const std::string& list, const PackResult& result, double seconds) {
  PackedList packed{.list = list};
  packed.record_path = result.record_path;
  packed.shards = result.shards;
  packed.resumed = result.resumed;
  packed.bad_labels = result.bad_labels.lines;
  packed.misnamed = result.misnamed;
  packed.kept_bytes = result.kept_bytes;
  packed.reasons = SkipReasons(result.skipped);
  packed.lines_without_boxes = result.lines_without_boxes;
  packed.frame_mismatches = result.frame_mismatches;
  packed.all_labels = result.labels == LabelPacking::kPacked;
  packed.was_complete = result.was_complete;
  packed.objects = result.objects;
  packed.replaced = result.replaced;
  packed.totals = {.records = result.records,
                   .bytes = result.bytes,
                   .skipped = result.was_complete ? result.skipped_before : result.skipped.size(),
                   .seconds = seconds};
  return packed;
}

nlohmann::json ToJson(const Totals& totals) {
  return {{"records", totals.records},
          {"bytes", totals.bytes},
          {"skipped", totals.skipped},
          {"seconds", totals.seconds},
          {"images_per_second", totals.Rate()}};
}

nlohmann::json ToJson(const PackedList& packed) {
  nlohmann::json entry = ToJson(packed.totals);
  entry["list"] = packed.list;
  entry["rec"] = packed.record_path.string();
  entry["shards"] = packed.shards;
  entry["resumed"] = packed.resumed;
  entry["pack_label"] = packed.all_labels;
  entry["bad_labels"] = packed.bad_labels;
  entry["misnamed"] = packed.misnamed;
  entry["lines_without_boxes"] = packed.lines_without_boxes;
  entry["frame_mismatches"] = packed.frame_mismatches.images;
  entry["replaced"] = Json(packed.replaced);
  if (!packed.objects.empty()) entry["objects"] = packed.objects;
  return entry;
}

void PrintJson(const nlohmann::json& json) {
  const auto text = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
  std::printf("%s\n", text.c_str());
}

}  // namespace imrec::tool
