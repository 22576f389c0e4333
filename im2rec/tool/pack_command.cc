// im2rec without --list.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "im2rec/find_lists.h"
#include "im2rec/packer.h"
#include "im2rec/skipped_table.h"
#include "im2rec/tool/commands.h"
#include "im2rec/tool/line_report.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"

namespace imrec::tool {
namespace {

using Clock = std::chrono::steady_clock;

struct Totals {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::uint64_t skipped = 0;
  double seconds = 0;

  double Rate() const { return seconds > 0 ? static_cast<double>(records) / seconds : 0; }
};

// One list, packed.
struct PackedList {
  std::filesystem::path list;
  std::filesystem::path record_path;
  std::uint64_t shards = 0;
  std::uint64_t resumed = 0;
  std::uint64_t bad_labels = 0;
  bool was_complete = false;
  Totals totals;
};

PackedList Pack(const std::filesystem::path& list, const Arguments& arguments) {
  const Clock::time_point start = Clock::now();
  std::optional<console::Progress> progress;
  LineReport report(list, SkippedTablePath(OutputPrefix(list, arguments.packing.output)));
  const PackObserver observer{.on_skip =
                                  [&](const SkippedLine& line) {
                                    if (progress) progress->Wipe();
                                    report.Add(line);
                                  },
                              .on_bad_label = [&](const BadLabel& label) { report.Add(label); },
                              .on_progress =
                                  [&](std::uint64_t done, std::uint64_t total) {
                                    if (!progress)
                                      progress.emplace(list.filename().string(), total,
                                                       arguments.progress);
                                    progress->Update(done);
                                  }};
  const PackResult result = PackList(list, arguments.root, arguments.packing, observer);
  progress.reset();
  report.Finish(result.bad_labels);
  return {.list = list,
          .record_path = result.record_path,
          .shards = result.shards,
          .resumed = result.resumed,
          .bad_labels = result.bad_labels.lines,
          .was_complete = result.was_complete,
          .totals = {.records = result.records,
                     .bytes = result.bytes,
                     .skipped = result.was_complete ? result.skipped_before : result.skipped.size(),
                     .seconds = std::chrono::duration<double>(Clock::now() - start).count()}};
}

std::string Describe(const Totals& totals) {
  std::array<char, 64> speed;
  std::snprintf(speed.data(), speed.size(), "%.1f images/s, %.2f s", totals.Rate(), totals.seconds);
  return console::WithThousands(totals.records) + " records, " + console::HumanBytes(totals.bytes) +
         ", " + speed.data() + ", " + console::WithThousands(totals.skipped) + " skipped";
}

nlohmann::json Json(const Totals& totals) {
  return {{"records", totals.records},
          {"bytes", totals.bytes},
          {"skipped", totals.skipped},
          {"seconds", totals.seconds},
          {"images_per_second", totals.Rate()}};
}

void SayResult(const PackedList& packed) {
  std::string name = packed.record_path.string();
  if (packed.shards > 1) name += ", " + std::to_string(packed.shards) + " shards";
  if (packed.was_complete) {
    console::Say(kToolName, name + ": was complete already, nothing to resume");
    return;
  }
  if (packed.totals.records > 0) {
    console::Say(kToolName, name + ": " + Describe(packed.totals));
    if (packed.resumed > 0) {
      console::Say(kToolName, console::WithThousands(packed.resumed) +
                                  " of the records are of the run that was interrupted");
    }
    return;
  }
  const std::string why = packed.totals.skipped > 0 ? "no image could be packed" : "it is empty";
  console::Say(kToolName, packed.list.string() + ": " + why + "; " +
                              packed.record_path.filename().string() + " is not written");
}

}  // namespace

int RunPacking(const Arguments& arguments) {
  const NamedLists named = FindLists(arguments.prefix);
  for (const std::filesystem::path& list : named.passed_by) {
    console::Say(kToolName, "note: " + list.string() + " is not packed, for there is " +
                                named.lists.front().filename().string());
  }
  Totals sum;
  bool complete = true;
  nlohmann::json lists = nlohmann::json::array();
  for (const std::filesystem::path& list : named.lists) {
    const PackedList packed = Pack(list, arguments);
    const Totals& totals = packed.totals;
    SayResult(packed);
    complete = complete && totals.records > 0 && totals.skipped == 0 && packed.bad_labels == 0;
    sum = {.records = sum.records + totals.records,
           .bytes = sum.bytes + totals.bytes,
           .skipped = sum.skipped + totals.skipped,
           .seconds = sum.seconds + totals.seconds};
    nlohmann::json entry = Json(totals);
    entry["list"] = packed.list.string();
    entry["rec"] = packed.record_path.string();
    entry["shards"] = packed.shards;
    entry["resumed"] = packed.resumed;
    entry["bad_labels"] = packed.bad_labels;
    lists.push_back(std::move(entry));
  }
  if (named.lists.size() > 1) console::Say(kToolName, "in all: " + Describe(sum));
  if (arguments.json) {
    nlohmann::json report = Json(sum);
    report["lists"] = std::move(lists);
    // File names need not be UTF-8.
    const auto text = report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    std::printf("%s\n", text.c_str());
  }
  if (sum.records == 0) return console::kExitNothing;
  return complete ? console::kExitDone : console::kExitPartly;
}

}  // namespace imrec::tool
