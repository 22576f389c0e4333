#include "voc/tool/report.h"

#include <cstdio>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "recordio/console/console.h"
#include "voc/tool/options.h"

namespace imrec::tool {
namespace {

std::map<VocProblemKind, std::uint64_t> CountByKind(const VocProblems& problems) {
  std::map<VocProblemKind, std::uint64_t> counts;
  for (const VocProblem& problem : problems) ++counts[problem.kind];
  return counts;
}

nlohmann::ordered_json Json(const VocProblem& problem) {
  nlohmann::ordered_json json = {{"kind", VocProblemName(problem.kind)}, {"file", problem.file}};
  if (problem.line > 0) json["line"] = problem.line;
  if (problem.object > 0) json["object"] = problem.object;
  if (!problem.name.empty()) json["class"] = problem.name;
  json["reason"] = problem.reason;
  return json;
}

}  // namespace

void SayProblems(const VocProblems& problems) {
  constexpr std::uint64_t kShown = 10;
  std::map<VocProblemKind, std::uint64_t> told;
  for (const VocProblem& problem : problems) {
    if (++told[problem.kind] <= kShown) console::Say(kToolName, Describe(problem));
  }
  for (const auto& [kind, count] : told) {
    const std::string rest =
        count > kShown ? " (the first " + std::to_string(kShown) + " are named, --json names all)"
                       : "";
    console::Say(kToolName,
                 std::string(VocProblemName(kind)) + ": " + console::WithThousands(count) + rest);
  }
}

void PrintSummary(const VocList& list) {
  std::printf("%s images, %s objects of %zu classes, %s images without objects\n",
              console::WithThousands(list.entries.size()).c_str(),
              console::WithThousands(list.objects).c_str(), list.classes.size(),
              console::WithThousands(list.negatives).c_str());
  for (std::size_t i = 0; i < list.classes.size(); ++i) {
    std::printf("  %3zu %-20s %10s\n", i, list.classes[i].c_str(),
                console::WithThousands(list.objects_per_class[i]).c_str());
  }
}

void PrintJson(const VocList& list, const std::vector<std::filesystem::path>& written) {
  nlohmann::ordered_json report = {{"images", list.entries.size()},
                                   {"objects", list.objects},
                                   {"negatives", list.negatives},
                                   {"annotations", list.annotations},
                                   {"boxes_from_zero", list.boxes_from_zero}};
  report["classes"] = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < list.classes.size(); ++i) {
    report["classes"][list.classes[i]] = list.objects_per_class[i];
  }
  report["problem_counts"] = nlohmann::ordered_json::object();
  for (const auto& [kind, count] : CountByKind(list.problems)) {
    report["problem_counts"][std::string(VocProblemName(kind))] = count;
  }
  report["problems"] = nlohmann::ordered_json::array();
  for (const VocProblem& problem : list.problems) report["problems"].push_back(Json(problem));
  report["root"] = list.base.string();
  report["lists"] = nlohmann::ordered_json::array();
  for (const std::filesystem::path& path : written) report["lists"].push_back(path.string());
  // Names of files need not be UTF-8.
  std::puts(report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

}  // namespace imrec::tool
