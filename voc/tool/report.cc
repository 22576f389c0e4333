#include "voc/tool/report.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

#include <nlohmann/json.hpp>

#include "recordio/console/console.h"
#include "voc/tool/voc2lst_options.h"

namespace imrec::tool {
namespace {

using Json = nlohmann::ordered_json;

// Returns an id as a JSON number if it is one, otherwise as a string.
Json JsonId(const std::string& id) {
  std::int64_t number = 0;
  const auto [end, status] = std::from_chars(id.data(), id.data() + id.size(), number);
  const bool is_number = status == std::errc() && end == id.data() + id.size();
  return is_number ? Json(number) : Json(id);
}

Json ToJson(const VocProblem& problem) {
  Json json = {{"kind", VocProblemName(problem.kind)}, {"file", problem.file}};
  if (problem.line > 0) json["line"] = problem.line;
  if (problem.item != VocItem::kNone) {
    json[std::string(VocItemName(problem.item))] = JsonId(problem.id);
    const char* name = problem.item == VocItem::kImage ? "name" : "class";
    if (!problem.name.empty()) json[name] = problem.name;
  }
  json["reason"] = problem.reason;
  return json;
}

// Calls `take(kind, count)` for the kinds with problems.
template <typename Take>
void ForEachKind(const VocProblems& problems, const Take& take) {
  for (std::size_t i = 0; i < kVocProblemKinds; ++i) {
    const auto kind = static_cast<VocProblemKind>(i);
    if (problems.count(kind) > 0) take(kind, problems.count(kind));
  }
}

}  // namespace

void SayProblems(const VocProblems& problems) {
  constexpr std::uint64_t kShown = VocProblems::kKeptPerKind;
  std::array<std::uint64_t, kVocProblemKinds> told{};
  for (const VocProblem& problem : problems.kept()) {
    if (++told[static_cast<std::size_t>(problem.kind)] <= kShown) {
      console::Say(kToolName, Describe(problem));
    }
  }
  ForEachKind(problems, [&](VocProblemKind kind, std::uint64_t count) {
    const std::string rest = count > kShown
                                 ? " (the first " + std::to_string(kShown) +
                                       " are shown; --json has the first " +
                                       console::WithThousands(VocProblems::kKept) + " of all kinds)"
                                 : "";
    console::Say(kToolName,
                 std::string(VocProblemName(kind)) + ": " + console::WithThousands(count) + rest);
  });
}

void PrintSummary(const VocList& list, std::FILE* out) {
  std::fprintf(out, "%s, %s of %s, %s without objects\n",
               console::Counted(list.entries.size(), "image").c_str(),
               console::Counted(list.objects, "object").c_str(),
               console::Counted(list.classes.size(), "class").c_str(),
               console::Counted(list.negatives, "image").c_str());
  if (list.unannotated > 0) {
    std::fprintf(out, "%s without annotation\n",
                 console::Counted(list.unannotated, "image").c_str());
  }
  for (std::size_t i = 0; i < list.classes.size(); ++i) {
    std::fprintf(out, "  %3zu %-20s %10s\n", i, list.classes[i].c_str(),
                 console::WithThousands(list.objects_per_class[i]).c_str());
  }
}

void PrintJson(const VocList& list, const std::vector<std::filesystem::path>& written) {
  Json report = {{"images", list.entries.size()},
                 {"objects", list.objects},
                 {"negatives", list.negatives},
                 {"annotations", list.annotations},
                 {"unannotated", list.unannotated},
                 {"boxes_from_zero", list.boxes_from_zero},
                 {"looks_normalised", list.looks_normalised()}};
  report["classes"] = Json::object();
  for (std::size_t i = 0; i < list.classes.size(); ++i) {
    report["classes"][list.classes[i]] = list.objects_per_class[i];
  }
  report["problem_total"] = list.problems.total();
  report["problem_counts"] = Json::object();
  ForEachKind(list.problems, [&](VocProblemKind kind, std::uint64_t count) {
    report["problem_counts"][std::string(VocProblemName(kind))] = count;
  });
  report["problems"] = Json::array();
  const std::vector<VocProblem>& kept = list.problems.kept();
  for (std::size_t i = 0; i < std::min(kept.size(), VocProblems::kKept); ++i) {
    report["problems"].push_back(ToJson(kept[i]));
  }
  report["root"] = list.base.string();
  report["lists"] = Json::array();
  for (const std::filesystem::path& path : written) report["lists"].push_back(path.string());
  // File names may be invalid UTF-8.
  std::puts(report.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
}

}  // namespace imrec::tool
