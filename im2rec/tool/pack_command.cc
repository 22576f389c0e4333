// im2rec without --list.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <imrec/error.h>

#include "im2rec/list_source.h"
#include "im2rec/packer.h"
#include "im2rec/skipped_table.h"
#include "im2rec/tool/argument_advice.h"
#include "im2rec/tool/commands.h"
#include "im2rec/tool/line_report.h"
#include "recordio/console/console.h"
#include "recordio/console/output_place.h"
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

// A packed list.
struct PackedList {
  std::string list;
  std::filesystem::path record_path = {};
  std::uint64_t shards = 0;
  std::uint64_t resumed = 0;
  std::uint64_t bad_labels = 0;
  std::uint64_t lines_without_boxes = 0;
  bool all_labels = false;
  bool was_complete = false;
  std::optional<ReplacedSet> replaced = {};
  Totals totals = {};
};

// Returns nullopt if the run failed and its records are kept; it has then been reported.
std::optional<PackedList> Pack(ListSource list, const Arguments& arguments,
                               const std::filesystem::path& output) {
  const Clock::time_point start = Clock::now();
  PackOptions options = arguments.packing;
  options.output.prefix = output;
  PackedList packed{.list = list.name};
  const std::string short_name = std::filesystem::path(list.name).filename().string();
  console::RequirePlaceFor(OutputPrefix(list, options.output),
                           "choose another place with -o OUT_PREFIX");
  std::optional<console::Progress> progress;
  LineReport report(list.name, SkippedTablePath(OutputPrefix(list, options.output)));
  bool kept = false;
  const auto wipe = [&] {
    if (progress) progress->Wipe();
  };
  const PackObserver observer{.on_skip =
                                  [&](const SkippedLine& line) {
                                    wipe();
                                    report.Add(line);
                                  },
                              .on_bad_label = [&](const BadLabel& label) { report.Add(label); },
                              .on_progress =
                                  [&](std::uint64_t done, std::uint64_t total) {
                                    if (!progress)
                                      progress.emplace(short_name, total, arguments.progress);
                                    progress->Update(done);
                                  },
                              .on_message =
                                  [&](const std::string& text) {
                                    wipe();
                                    console::Say(kToolName, "note: " + text);
                                  },
                              .on_kept = [&] { kept = true; }};
  PackResult result;
  try {
    result = PackList(std::move(list), arguments.root, options, observer);
  } catch (const std::exception& error) {
    if (!kept) throw;
    progress.reset();
    console::Say(kToolName, error.what());
    console::Say(kToolName,
                 "the records packed so far are kept; the same command with --resume continues, "
                 "without --resume it starts over");
    return std::nullopt;
  }
  progress.reset();
  report.Finish(result.bad_labels);
  packed.record_path = result.record_path;
  packed.shards = result.shards;
  packed.resumed = result.resumed;
  packed.bad_labels = result.bad_labels.lines;
  packed.lines_without_boxes = result.lines_without_boxes;
  packed.all_labels = result.labels == LabelPacking::kPacked;
  packed.was_complete = result.was_complete;
  packed.replaced = result.replaced;
  packed.totals = {.records = result.records,
                   .bytes = result.bytes,
                   .skipped = result.was_complete ? result.skipped_before : result.skipped.size(),
                   .seconds = std::chrono::duration<double>(Clock::now() - start).count()};
  return packed;
}

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

void SaySummary(const PackedList& packed) {
  std::string name = packed.record_path.string();
  if (packed.shards > 1) name += ", " + std::to_string(packed.shards) + " shards";
  if (packed.was_complete) {
    console::Say(kToolName, name + ": is already complete, nothing to resume");
    return;
  }
  console::Say(kToolName, name + ": " + Describe(packed.totals));
  if (packed.replaced) console::Say(kToolName, name + ": " + Describe(*packed.replaced));
  if (packed.resumed == 0) return;
  console::Say(kToolName,
               console::Counted(packed.resumed, "record") + " kept from the interrupted run");
}

void SayResult(const PackedList& packed, bool quiet) {
  if (packed.totals.records == 0 && !packed.was_complete) return SayNothingPacked(packed);
  if (!quiet) SaySummary(packed);
}

std::string ReadStandardInput() {
  std::string text;
  std::array<char, 65536> buffer;
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), stdin)) {
    text.append(buffer.data(), got);
  }
  if (std::ferror(stdin) != 0) throw Error(ErrorCode::kIo, "cannot read standard input");
  return text;
}

// Returns the prefix of the data set of a list, or an empty path for that of the list. With several
// lists, the part of their names after PREFIX is appended.
std::filesystem::path OutputOf(const std::filesystem::path& list, const Arguments& arguments) {
  if (arguments.output.empty()) return {};
  if (!arguments.output.has_filename()) return arguments.output / list.stem();
  std::filesystem::path name = arguments.prefix.filename();
  if (name.extension() == ".lst") name.replace_extension();
  return std::filesystem::path(arguments.output) +=
         list.stem().string().substr(name.string().size());
}

class Summary {
 public:
  void Add(const PackedList& packed) {
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
    entry["lines_without_boxes"] = packed.lines_without_boxes;
    entry["replaced"] = Json(packed.replaced);
    lists_.push_back(std::move(entry));
  }

  void Say() const {
    if (lists_.size() > 1) console::Say(kToolName, "total: " + Describe(sum_));
  }

  void PrintJson() const {
    nlohmann::json report = Json(sum_);
    report["lists"] = lists_;
    // File names need not be UTF-8.
    const auto text = report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    std::printf("%s\n", text.c_str());
  }

  int ExitCode() const {
    if (sum_.records == 0) return console::kExitNothing;
    return complete_ ? console::kExitDone : console::kExitPartly;
  }

 private:
  Totals sum_;
  bool complete_ = true;
  nlohmann::json lists_ = nlohmann::json::array();
};

}  // namespace

int RunPacking(const Arguments& arguments) {
  std::vector<std::filesystem::path> lists;
  if (arguments.prefix != kStandardStream) lists = ListsToPack(arguments);
  RequireRoot(arguments);
  Summary summary;
  const auto pack = [&](ListSource list, const std::filesystem::path& output) {
    const std::optional<PackedList> packed = Pack(std::move(list), arguments, output);
    if (!packed) return false;
    SayResult(*packed, arguments.quiet);
    summary.Add(*packed);
    return true;
  };
  if (arguments.prefix == kStandardStream) {
    if (!pack(ListFromStandardInput(ReadStandardInput()), arguments.output)) {
      return console::kExitNothing;
    }
  } else {
    for (const std::filesystem::path& list : lists) {
      if (!pack(ReadListSource(list), OutputOf(list, arguments))) return console::kExitNothing;
    }
  }
  if (!arguments.quiet) summary.Say();
  if (arguments.json) summary.PrintJson();
  return summary.ExitCode();
}

}  // namespace imrec::tool
