#include "voc/tool/list_report.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <system_error>

#include <nlohmann/json.hpp>

#include "recordio/console/columns.h"
#include "recordio/console/console.h"
#include "voc/tool/problem_kinds.h"
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

// The numbers of lines that fit a screen.
constexpr std::size_t kShownClasses = 8;
constexpr std::size_t kShownKinds = 6;

void PrintClass(const VocList& list, std::size_t number, std::FILE* out) {
  std::fprintf(out, "  %3zu %s %10s\n", number, console::PaddedTo(20, list.classes[number]).c_str(),
               console::WithThousands(list.objects_per_class[number]).c_str());
}

// Prints all classes in their order if there are few, otherwise the largest ones.
void PrintClasses(const VocList& list, std::FILE* out) {
  std::vector<std::size_t> numbers(list.classes.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  std::uint64_t rest = 0;
  if (numbers.size() > kShownClasses) {
    std::ranges::stable_sort(numbers, std::ranges::greater(),
                             [&](std::size_t i) { return list.objects_per_class[i]; });
    for (std::size_t i = kShownClasses; i < numbers.size(); ++i) {
      rest += list.objects_per_class[numbers[i]];
    }
    numbers.resize(kShownClasses);
  }
  for (const std::size_t number : numbers) PrintClass(list, number, out);
  if (numbers.size() == list.classes.size()) return;
  const std::string name =
      "and " + console::WithThousands(list.classes.size() - kShownClasses) + " more classes";
  std::fprintf(out, "      %-20s %10s\n", name.c_str(), console::WithThousands(rest).c_str());
}

// Prints the kinds of problems, each with its first problem.
void PrintKinds(const VocProblems& problems, std::FILE* out) {
  const std::vector<ProblemsOfKind> kinds = ByKind(problems, 1);
  if (kinds.empty()) return;
  std::fprintf(out, "%s of %s; the first of each:\n",
               console::Counted(problems.total(), "problem").c_str(),
               console::Counted(kinds.size(), "kind").c_str());
  for (std::size_t i = 0; i < std::min(kinds.size(), kShownKinds); ++i) {
    const std::string example = kinds[i].first.empty() ? "" : Describe(*kinds[i].first.front());
    std::fprintf(out, "  %-21s %8s  %s\n", std::string(VocProblemName(kinds[i].kind)).c_str(),
                 console::WithThousands(kinds[i].count).c_str(), example.c_str());
  }
  if (kinds.size() > kShownKinds) {
    std::fprintf(out, "  and %s\n",
                 console::Counted(kinds.size() - kShownKinds, "more kind").c_str());
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
  for (const ProblemsOfKind& entry : ByKind(problems, 0)) {
    const std::string rest = entry.count > kShown
                                 ? " (the first " + std::to_string(kShown) +
                                       " are shown; --json has the first " +
                                       console::WithThousands(VocProblems::kKept) + " of all kinds)"
                                 : "";
    console::Say(kToolName, std::string(VocProblemName(entry.kind)) + ": " +
                                console::WithThousands(entry.count) + rest);
  }
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
  PrintClasses(list, out);
  PrintKinds(list.problems, out);
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
  for (const ProblemsOfKind& entry : ByKind(list.problems, 0)) {
    report["problem_counts"][std::string(VocProblemName(entry.kind))] = entry.count;
  }
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
