// voc2lst: PASCAL VOC or COCO annotations to a detection list.
#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <variant>

#include <imrec/coco_list.h>
#include <imrec/voc_list.h>

#include "recordio/console/console.h"
#include "recordio/console/progress.h"
#include "voc/tool/options.h"
#include "voc/tool/output.h"
#include "voc/tool/report.h"

namespace imrec::tool {
namespace {

VocList MakeList(const Options& options) {
  const console::ProgressMode mode = console::ParseProgressMode(options.progress);
  std::optional<console::Progress> progress;
  const auto on_progress = [&](std::uint64_t done, std::uint64_t total) {
    if (!progress) progress.emplace("images", total, mode);
    progress->Update(done);
  };
  if (options.from == "coco") {
    return MakeCocoList(options.inputs.front(), options.images, options.list, on_progress);
  }
  std::vector<VocRoot> roots;
  for (const std::string& root : options.inputs) {
    roots.push_back({.root = root, .annotations = options.annotations, .images = options.images});
  }
  return MakeVocList(roots, options.list, on_progress);
}

// Why nothing is to be written, if so.
std::string Refusal(const VocList& list, const Options& options) {
  const auto any = [&](auto matches) {
    return std::ranges::any_of(list.problems,
                               [&](const VocProblem& problem) { return matches(problem.kind); });
  };
  if (options.unknown_class == "error" &&
      any([](VocProblemKind kind) { return kind == VocProblemKind::kUnknownClass; })) {
    return "there are classes that the class list lacks (--unknown-class skip or add would go on)";
  }
  if (options.fix == "fail" && any([](VocProblemKind kind) {
        return kind >= VocProblemKind::kInvertedBox && kind <= VocProblemKind::kPartlyOutsideBox;
      })) {
    return "there are bad boxes (--fix clip or drop would go on)";
  }
  if (list.entries.empty()) return "no image is left for the list";
  return {};
}

int ExitCode(const VocList& list, const Options& options) {
  const auto counts = [&](const VocProblem& problem) {
    if (options.check) return true;
    if (problem.kind == VocProblemKind::kUnknownClass) return options.unknown_class != "skip";
    return LeavesOutImage(problem.kind) || LeavesOutObject(problem.kind);
  };
  return std::ranges::any_of(list.problems, counts) ? console::kExitPartly : console::kExitDone;
}

void SayNotes(const VocList& list, const Options& options) {
  if (list.boxes_from_zero > 0 && list.objects > 0 && options.from == "voc" &&
      options.list.coordinates == VocCoordinates::kEdges) {
    const double share =
        100.0 * static_cast<double>(list.boxes_from_zero) / static_cast<double>(list.objects);
    std::array<char, 160> text;
    std::snprintf(text.data(), text.size(),
                  "note: %.1f%% of the boxes touch pixel 0: this data set may count from 0 "
                  "(--coords raw takes it so)",
                  share);
    console::Say(kToolName, text.data());
  }
}

int Run(const Options& options) {
  const VocList list = MakeList(options);
  SayProblems(list.problems);
  SayNotes(list, options);
  const std::string refusal = options.check ? std::string() : Refusal(list, options);
  std::vector<std::filesystem::path> written;
  if (!options.check && refusal.empty()) written = WriteLists(list, options);
  if (options.json) {
    PrintJson(list, written);
  } else {
    PrintSummary(list);
  }
  if (!refusal.empty()) {
    console::Say(kToolName, refusal + "; nothing is written");
    return console::kExitNothing;
  }
  for (const std::filesystem::path& path : written) {
    console::Say(kToolName, path.string() + " written, class names beside it; pack it with ROOT " +
                                list.base.string());
  }
  return ExitCode(list, options);
}

int Main(int argc, char** argv) {
  const std::variant<Options, int> parsed = ParseOptions(argc, argv);
  if (const int* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  return Run(std::get<Options>(parsed));
}

}  // namespace
}  // namespace imrec::tool

int main(int argc, char** argv) {
  return imrec::console::RunTool(imrec::tool::kToolName,
                                 [&] { return imrec::tool::Main(argc, argv); });
}
