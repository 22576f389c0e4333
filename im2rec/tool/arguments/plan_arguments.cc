#include "im2rec/tool/arguments/plan_arguments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include <imrec/error.h>
#include <CLI/CLI.hpp>

#include "recordio/console/console.h"
#include "recordio/console/option_values.h"
#include "recordio/console/shell_words.h"
#include "recordio/internal/limits.h"

namespace imrec::tool {
namespace {

// Options that choose what is done with a plan.
constexpr std::array kWork = {"--shards", "--part", "--parts-from", "--finish"};
// Those of the options given with a plan that do not affect the files.
constexpr std::array kHarmless = {"--num-thread", "--json", "--quiet", "--progress", "--staging"};
// Options that have no meaning for --plan, with the reason.
constexpr std::array<std::array<const char*, 2>, 6> kNotForPlans = {
    {{"--list", "it writes lists; write the list first"},
     {"--shard-size", "where a shard ends depends on those before it; give --num-shards"},
     {"--num-parts", "parts are data sets of their own; give --num-shards"},
     {"--part-index", "parts are data sets of their own; give --num-shards"},
     {"--resume", "packed shards are never packed again"},
     {"--report", "it describes what one run has packed"}}};

[[noreturn]] void Refuse(const std::string& reason) {
  throw Error(ErrorCode::kInvalidArgument, reason);
}

bool IsGiven(const CLI::App& app, const std::string& option) { return app.count(option) > 0; }

std::optional<std::uint64_t> ParseNumber(std::string_view text, std::uint64_t limit) {
  std::uint64_t number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc() || end != text.data() + text.size() || number >= limit) {
    return std::nullopt;
  }
  return number;
}

JobPart ParsePart(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto index = ParseNumber(text.substr(0, slash), kMostShards);
  const auto count = slash == std::string::npos
                         ? std::nullopt
                         : ParseNumber(text.substr(slash + 1), kMostShards + 1);
  if (!index || !count || *index >= *count) {
    Refuse("--part must be I/N with I below N, such as 0/4, not " + console::QuotedValue(text));
  }
  return {.index = *index, .count = *count, .variables = "--part"};
}

JobPart PartFrom(const std::string& name, std::optional<std::uint64_t> count) {
  RequireLauncherName("--parts-from", name);
  std::optional<JobPart> part;
  try {
    part = JobPartFrom(name, count, ProcessEnvironment);
  } catch (const Error& error) {
    Refuse("--parts-from " + name + ": " + error.reason() +
           " (--num-parts N gives the number of parts, --part I/N the part itself)");
  }
  if (part) return *part;
  Refuse(
      "--parts-from auto: no variables of a launcher are set; --parts-from chooses a launcher, "
      "--part gives the part by hand");
}

void CheckOptionsOfPlan(const CLI::App& app) {
  for (const auto& [option, why] : kNotForPlans) {
    if (IsGiven(app, option)) {
      Refuse(std::string(option) + " has no meaning with --plan: " + why);
    }
  }
}

void CheckOptionsOfWork(const CLI::App& app, const RawValues& raw) {
  const auto contains = [](const auto& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
  if (!raw.root.empty()) Refuse("ROOT is in the plan; give only the plan");
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = console::LastName(option->get_name());
    if (option->count() == 0 || name == "PREFIX" || contains(kWork, name) ||
        contains(kHarmless, name)) {
      continue;
    }
    if (name == "--num-parts" && IsGiven(app, "--parts-from")) continue;
    if (name == "--report") Refuse("--report describes what one run has packed, not a plan's");
    if (name == "--num-parts" || name == "--part-index") {
      Refuse(name + " makes parts with names of their own; with a plan, give --part I/N");
    }
    Refuse(name + " cannot be given with a plan, which says what is packed and how");
  }
}

std::string PlanCommand(const RawValues& raw, const char* option) {
  return console::ShellCommand({"im2rec", raw.prefix, option});
}

}  // namespace

bool IsPlanName(std::string_view path) { return path.ends_with(".plan.json"); }

void InterpretPlanOptions(const CLI::App& app, const RawValues& raw, Arguments& arguments) {
  const bool is_plan = IsPlanName(raw.prefix);
  const auto given =
      std::ranges::count_if(kWork, [&](const char* option) { return IsGiven(app, option); });
  if (!is_plan) {
    for (const char* option : kWork) {
      if (IsGiven(app, option)) {
        Refuse(std::string(option) + " needs a plan: im2rec PREFIX.plan.json " + option);
      }
    }
    if (IsGiven(app, "--num-parts") && !IsGiven(app, "--part-index") && !arguments.plan) {
      Refuse("--num-parts requires --part-index");
    }
    if (!arguments.plan) return;
    CheckOptionsOfPlan(app);
    if (raw.prefix == kStandardStream) {
      Refuse("--plan needs a list that is a file, because other processes read it, too");
    }
    return;
  }
  if (arguments.plan) Refuse("PREFIX is a plan already; --plan needs a list");
  if (given == 0) {
    Refuse(raw.prefix + " is a plan; pack its shards with --shards, --part or --parts-from, then " +
           PlanCommand(raw, "--finish"));
  }
  if (given > 1) Refuse("give one of --shards, --part, --parts-from and --finish");
  CheckOptionsOfWork(app, raw);
  PlanWork& work = arguments.work;
  work.finish = raw.finish;
  if (IsGiven(app, "--shards")) work.shards = ParseShardNumbers(raw.shards);
  if (IsGiven(app, "--part")) work.part = ParsePart(raw.part);
  if (!IsGiven(app, "--parts-from")) return;
  std::optional<std::uint64_t> count;
  if (IsGiven(app, "--num-parts")) count = arguments.packing.output.part_count;
  work.part = PartFrom(raw.parts_from, count);
}

std::vector<std::uint64_t> ParseShardNumbers(const std::string& text) {
  std::set<std::uint64_t> numbers;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    const std::string item = text.substr(begin, comma - begin);
    const std::size_t dash = item.find('-');
    const auto first = ParseNumber(item.substr(0, dash), kMostShards);
    const auto last =
        dash == std::string::npos ? first : ParseNumber(item.substr(dash + 1), kMostShards);
    if (!first || !last || *first > *last) {
      Refuse("--shards must be numbers from 0 and ranges, such as 3,7-9, not " +
             console::QuotedValue(text));
    }
    for (std::uint64_t number = *first; number <= *last; ++number) numbers.insert(number);
    begin = comma + 1;
  }
  return {numbers.begin(), numbers.end()};
}

}  // namespace imrec::tool
