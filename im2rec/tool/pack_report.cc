#include "im2rec/tool/pack_report.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <utility>

#include "im2rec/tool/arguments.h"
#include "recordio/console/console.h"
#include "recordio/console/output_place.h"

namespace imrec::tool {
namespace {

std::string Describe(const Totals& totals) {
  std::array<char, 64> speed;
  std::snprintf(speed.data(), speed.size(), "%.1f images/s, %.2f s", totals.Rate(), totals.seconds);
  return console::Counted(totals.records, "record") + ", " + console::HumanBytes(totals.bytes) +
         ", " + speed.data() + ", " + console::WithThousands(totals.skipped) + " skipped";
}

// MXNet's im2rec replaces a data set without a message.
std::string Describe(const ReplacedSet& replaced) {
  const std::string records =
      replaced.records ? " with " + console::Counted(*replaced.records, "record") : "";
  return "replaced the set of " + console::DateTime(replaced.written) + records;
}

nlohmann::json Json(const std::optional<ReplacedSet>& replaced) {
  if (!replaced) return nullptr;
  nlohmann::json json = {{"date", console::DateTime(replaced->written)}, {"records", nullptr}};
  if (replaced->records) json["records"] = *replaced->records;
  return json;
}

nlohmann::json Json(const Totals& totals) {
  return {{"records", totals.records},
          {"bytes", totals.bytes},
          {"skipped", totals.skipped},
          {"seconds", totals.seconds},
          {"images_per_second", totals.Rate()}};
}

// Prints a warning if nothing was packed.
void SayNothingPacked(const PackedList& packed) {
  const std::string why =
      packed.totals.skipped > 0 ? "no image could be packed" : "the list is empty";
  console::Say(kToolName, packed.list + ": " + why + "; " + packed.record_path.filename().string() +
                              " is not written");
}

// How the images of this run were packed.
std::string Encoding(const PackedList& packed) {
  const std::uint64_t images = packed.totals.records - packed.resumed;
  const std::uint64_t encoded = images - packed.kept_bytes;
  if (encoded == 0) return console::WithThousands(images) + " as they are";
  const std::string text = console::WithThousands(encoded) + " encoded anew";
  if (packed.kept_bytes == 0) return text;
  return console::WithThousands(packed.kept_bytes) + " as they are, " + text;
}

void SayReasons(const std::vector<SkipReason>& reasons) {
  constexpr std::size_t kShown = 8;
  for (std::size_t i = 0; i < std::min(reasons.size(), kShown); ++i) {
    std::array<char, 32> count;
    std::snprintf(count.data(), count.size(), "  skipped %8s  ",
                  console::WithThousands(reasons[i].count).c_str());
    console::Say(kToolName, count.data() + Describe(reasons[i]));
  }
  if (reasons.size() > kShown) {
    console::Say(kToolName,
                 "  and for " + console::Counted(reasons.size() - kShown, "more reason"));
  }
}

void SaySummary(const PackedList& packed) {
  std::string name = packed.record_path.string();
  if (packed.shards > 1) name += ", " + std::to_string(packed.shards) + " shards";
  if (packed.was_complete) {
    console::Say(kToolName,
                 name + (packed.objects.empty() ? ": is already complete, nothing to do"
                                                : ": was already packed, and is now complete"));
    return;
  }
  console::Say(kToolName, name + ": " + Describe(packed.totals));
  console::Say(kToolName, "  images: " + Encoding(packed));
  SayReasons(packed.reasons);
  if (packed.replaced) console::Say(kToolName, name + ": " + Describe(*packed.replaced));
  if (packed.misnamed > 0) {
    const char* rest =
        packed.misnamed == 1
            ? " has the extension of another format; it is read by its content"
            : " have the extension of another format; they are read by their content";
    console::Say(kToolName, console::Counted(packed.misnamed, "image") + rest);
  }
  if (packed.resumed == 0) return;
  console::Say(kToolName,
               console::Counted(packed.resumed, "record") + " kept from the interrupted run");
}

}  // namespace

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

void SayResult(const PackedList& packed, bool quiet) {
  if (packed.totals.records == 0 && !packed.was_complete) return SayNothingPacked(packed);
  if (!quiet) SaySummary(packed);
}

void PrintJson(const nlohmann::json& json) {
  const auto text = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
  std::printf("%s\n", text.c_str());
}

void PackSummary::Add(const PackedList& packed) {
  const Totals& totals = packed.totals;
  complete_ = complete_ && totals.records > 0 && totals.skipped == 0 && packed.bad_labels == 0 &&
              packed.lines_without_boxes == 0;
  sum_ = {.records = sum_.records + totals.records,
          .bytes = sum_.bytes + totals.bytes,
          .skipped = sum_.skipped + totals.skipped,
          .seconds = sum_.seconds + totals.seconds};
  nlohmann::json entry = Json(totals);
  entry["list"] = packed.list;
  entry["rec"] = packed.record_path.string();
  entry["shards"] = packed.shards;
  entry["resumed"] = packed.resumed;
  entry["pack_label"] = packed.all_labels;
  entry["bad_labels"] = packed.bad_labels;
  entry["misnamed"] = packed.misnamed;
  entry["lines_without_boxes"] = packed.lines_without_boxes;
  entry["replaced"] = Json(packed.replaced);
  if (!packed.objects.empty()) entry["objects"] = packed.objects;
  lists_.push_back(std::move(entry));
}

void PackSummary::Say() const {
  if (lists_.size() > 1) console::Say(kToolName, "total: " + Describe(sum_));
}

void PackSummary::Print() const {
  nlohmann::json report = Json(sum_);
  report["lists"] = lists_;
  PrintJson(report);
}

int PackSummary::ExitCode() const {
  if (sum_.records == 0) return console::kExitNothing;
  return complete_ ? console::kExitDone : console::kExitPartly;
}

}  // namespace imrec::tool
