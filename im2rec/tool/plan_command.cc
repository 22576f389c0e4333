// im2rec --plan, and im2rec PREFIX.plan.json.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <imrec/plan_pack.h>
#include <nlohmann/json.hpp>

#include "im2rec/pack/skipped_table.h"
#include "im2rec/tool/arguments/argument_advice.h"
#include "im2rec/tool/commands.h"
#include "im2rec/tool/output_of_list.h"
#include "im2rec/tool/report/pack_console.h"
#include "im2rec/tool/report/pack_report.h"
#include "im2rec/tool/report/pack_summary.h"
#include "recordio/console/console.h"
#include "recordio/console/shell_words.h"

namespace imrec::tool {
namespace {

constexpr std::size_t kShownPlans = 5;

using Clock = std::chrono::steady_clock;

std::filesystem::path PrefixOfPlan(const std::filesystem::path& plan) {
  return std::filesystem::path(plan).replace_extension().replace_extension();
}

nlohmann::json Json(const PackingPlan& plan) {
  return {{"plan", plan.path.string()}, {"run", plan.run},       {"list", plan.list.string()},
          {"lines", plan.lines},        {"shards", plan.shards}, {"packed", plan.packed}};
}

void SayPlan(const PackingPlan& plan) {
  const std::string path = plan.path.string();
  const std::string all = plan.shards == 1 ? "0" : "0-" + std::to_string(plan.shards - 1);
  console::Say(kToolName, path + ": " + console::Counted(plan.shards, "shard") + " of " +
                              console::Counted(plan.lines, "line") + ", run " + plan.run);
  console::Say(kToolName, "pack them on any machine with " +
                              console::ShellCommand({"im2rec", path, "--shards", all}) +
                              " or a part of it, then " +
                              console::ShellCommand({"im2rec", path, "--finish"}));
}

// Returns the shards of a part: as many as others have, give or take one.
std::vector<std::uint64_t> ShardsOfPart(const JobPart& part, std::uint64_t shards) {
  std::vector<std::uint64_t> numbers;
  const std::uint64_t end = (part.index + 1) * shards / part.count;
  for (std::uint64_t shard = part.index * shards / part.count; shard < end; ++shard) {
    numbers.push_back(shard);
  }
  return numbers;
}

nlohmann::json Json(const ShardOutcome& outcome) {
  return {{"shard", outcome.shard},           {"records", outcome.records},
          {"bytes", outcome.bytes},           {"skipped", outcome.skipped.size()},
          {"was_packed", outcome.was_packed}, {"is_finished", outcome.is_finished}};
}

std::string Describe(const ShardOutcome& outcome, std::uint64_t shards) {
  const std::string name =
      "shard " + std::to_string(outcome.shard) + " of " + std::to_string(shards);
  if (outcome.is_finished) return name + ": the data set is complete, nothing to do";
  return name + ": " + (outcome.was_packed ? "is already packed, " : "") +
         console::Counted(outcome.records, "record") + ", " + console::HumanBytes(outcome.bytes) +
         ", " + console::WithThousands(outcome.skipped.size()) + " skipped";
}

int RunShards(const Arguments& arguments) {
  const PackingPlan plan = ReadPackingPlan(arguments.prefix);
  std::vector<std::uint64_t> shards = arguments.work.shards;
  if (const std::optional<JobPart>& part = arguments.work.part) {
    shards = ShardsOfPart(*part, plan.shards);
    console::Say(kToolName,
                 DescribeJobPart(*part) + ": " +
                     (shards.empty() ? "has no shard" : "shards " + FormatShardNumbers(shards)) +
                     " of " + std::to_string(plan.shards));
  }
  Notes notes;
  PackConsole messages(plan.list.string(), SkippedTablePath(PrefixOfPlan(plan.path)),
                       arguments.progress, notes);
  bool complete = true;
  nlohmann::json outcomes = nlohmann::json::array();
  const auto on_shard = [&](const ShardOutcome& outcome) {
    messages.EndProgress();
    complete = complete && outcome.skipped.empty();
    outcomes.push_back(Json(outcome));
    if (!arguments.quiet) console::Say(kToolName, Describe(outcome, plan.shards));
  };
  PackShards(arguments.prefix, shards,
             {.threads = arguments.packing.threads,
              .on_shard = on_shard,
              .staging = arguments.packing.output.staging},
             messages.Observer());
  messages.Finish({});
  if (arguments.json) {
    PrintJson({{"plan", plan.path.string()}, {"run", plan.run}, {"shards", outcomes}});
  }
  return complete ? console::kExitDone : console::kExitPartly;
}

int RunFinishing(const Arguments& arguments) {
  const Clock::time_point start = Clock::now();
  const PackingPlan plan = ReadPackingPlan(arguments.prefix);
  Notes notes;
  PackConsole messages(plan.list.string(), SkippedTablePath(PrefixOfPlan(plan.path)),
                       arguments.progress, notes);
  const PackResult result = FinishPacking(arguments.prefix, messages.Observer());
  messages.Finish(result.bad_labels);
  const PackedList packed = MakePackedList(
      plan.list.string(), result, std::chrono::duration<double>(Clock::now() - start).count());
  PackSummary summary(1, arguments.quiet);
  summary.Add(packed);
  summary.SayEnd();
  if (arguments.json) summary.Print();
  return summary.ExitCode();
}

}  // namespace

int RunPlanning(const Arguments& arguments) {
  const std::vector<std::filesystem::path> lists = ListsToPack(arguments);
  RequireRoot(arguments);
  Notes notes;
  bool complete = true;
  nlohmann::json plans = nlohmann::json::array();
  for (const std::filesystem::path& list : lists) {
    PackOptions options = arguments.packing;
    options.output.prefix = OutputOfList(list, arguments);
    std::filesystem::path prefix = options.output.prefix;
    if (prefix.empty()) prefix = std::filesystem::path(list).replace_extension();
    RequireOutputPlace(prefix);
    PackConsole messages(list.string(), SkippedTablePath(prefix), arguments.progress, notes);
    const PlanResult result = PlanPacking(list, arguments.root, options, messages.Observer());
    messages.Finish(result.bad_labels);
    complete = complete && result.skipped == 0 && result.lines_without_boxes == 0 &&
               result.bad_labels.lines == 0;
    if (!arguments.quiet && plans.size() < kShownPlans) SayPlan(result.plan);
    plans.push_back(Json(result.plan));
  }
  if (!arguments.quiet && plans.size() > kShownPlans) {
    console::Say(kToolName, "and " + console::Counted(plans.size() - kShownPlans, "more plan") +
                                "; the last is " + plans.back().at("plan").get<std::string>());
  }
  if (arguments.json) PrintJson({{"plans", plans}});
  return complete ? console::kExitDone : console::kExitPartly;
}

int RunPlanWork(const Arguments& arguments) {
  return arguments.work.finish ? RunFinishing(arguments) : RunShards(arguments);
}

}  // namespace imrec::tool
