// voc2lst: converts annotations of images to a detection list.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include <imrec/annotation_list.h>
#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/voc_list.h>

#include "recordio/console/console.h"
#include "recordio/console/json_output.h"
#include "recordio/console/page_file.h"
#include "recordio/console/progress.h"
#include "recordio/console/shell_words.h"
#include "recordio/internal/path_status.h"
#include "voc/list/list_paths.h"
#include "voc/tool/format_hint.h"
#include "voc/tool/input_kinds.h"
#include "voc/tool/list_page.h"
#include "voc/tool/list_report.h"
#include "voc/tool/output.h"
#include "voc/tool/voc2lst_options.h"

namespace imrec::tool {
namespace {

constexpr const char* kReportOption = "--report";

VocList MakeList(const Options& options) {
  CheckInputKinds(options);
  const console::ProgressMode mode =
      options.quiet ? console::ProgressMode::kNever : console::ParseProgressMode(options.progress);
  std::optional<console::Progress> progress;
  std::uint64_t of = 0;
  const auto on_progress = [&](std::uint64_t done, std::uint64_t total) {
    // Images without annotation are processed in a second pass.
    if (!progress || total != of) progress.emplace("images", total, mode);
    of = total;
    progress->Update(done);
  };
  return MakeAnnotationList(options.from, options.input, options.list, on_progress);
}

bool HasAny(const VocProblems& problems, std::initializer_list<VocProblemKind> kinds) {
  return std::ranges::any_of(kinds, [&](VocProblemKind kind) { return problems.count(kind) > 0; });
}

// Returns the reason not to write anything, or an empty string.
std::string Refusal(const VocList& list, const Options& options) {
  if (options.unknown_class == "error" && HasAny(list.problems, {VocProblemKind::kUnknownClass})) {
    return "there are classes that are not in the class list (continue with --unknown-class skip "
           "or add)";
  }
  if (options.fix == "fail" &&
      HasAny(list.problems,
             {VocProblemKind::kInvertedBox, VocProblemKind::kEmptyBox, VocProblemKind::kOutsideBox,
              VocProblemKind::kPartlyOutsideBox, VocProblemKind::kMissingBox})) {
    return "there are bad boxes (continue with --fix clip or drop)";
  }
  if (list.entries.empty()) return "no image is left for the list";
  return {};
}

// Returns how many boxes have no area once their corners have four decimals.
std::size_t RoundedAway(const VocList& list, const Options& options) {
  if (options.precision != 4) return 0;
  const auto rounded = [](float share) { return std::lround(double{share} * 1e4); };
  std::size_t count = 0;
  for (const ListEntry& entry : list.entries) {
    const DetectionLabelView label(entry.labels);
    for (std::size_t i = 0; i < label.object_count(); ++i) {
      const std::span<const float> object = label.object(i);
      const bool is_flat = rounded(object[1]) == rounded(object[3]);
      if (is_flat || rounded(object[2]) == rounded(object[4])) ++count;
    }
  }
  return count;
}

int ExitCode(const VocList& list, const Options& options, std::size_t rounded_away) {
  if (list.looks_normalised() || rounded_away > 0) return console::kExitPartly;
  for (std::size_t i = 0; i < kVocProblemKinds; ++i) {
    const auto kind = static_cast<VocProblemKind>(i);
    const bool meant = kind == VocProblemKind::kUnknownClass && options.unknown_class == "skip";
    if (list.problems.count(kind) == 0) continue;
    if (options.check || (IsFault(kind) && !meant)) return console::kExitPartly;
  }
  return console::kExitDone;
}

void SayNotes(const VocList& list, const Options& options, std::size_t rounded_away) {
  if (list.looks_normalised()) {
    console::Say(kToolName,
                 "note: all boxes lie within 0..1, so they look normalised; pixels are expected");
  } else if (list.boxes_from_zero > 0 && list.objects > 0 && options.from == "voc" &&
             options.list.coordinates == VocCoordinates::kEdges) {
    const double share =
        100.0 * static_cast<double>(list.boxes_from_zero) / static_cast<double>(list.objects);
    std::array<char, 160> text;
    std::snprintf(
        text.data(), text.size(),
        "note: %.1f%% of the boxes touch pixel 0, so this data set may count pixels from 0 "
        "(use --coords raw in that case)",
        share);
    console::Say(kToolName, text.data());
  }
  if (rounded_away > 0) {
    console::Say(kToolName, "note: with --precision 4, " + console::Counted(rounded_away, "box") +
                                (rounded_away == 1 ? " has" : " have") +
                                " no area, which readers leave out; without it, corners are exact");
  }
}

// If no annotation of VOC was read, says which format the input seems to have.
void SayOtherFormat(const VocList& list, const Options& options) {
  if (options.from != "voc" || list.objects > 0 ||
      !HasAny(list.problems,
              {VocProblemKind::kMissingAnnotation, VocProblemKind::kUnreadableAnnotation})) {
    return;
  }
  std::vector<std::string> places = options.inputs;
  if (!options.annotations.empty()) places = {options.annotations};
  for (const std::string& place : places) {
    const std::string hint = FormatHint(options, place);
    if (!hint.empty()) return console::Say(kToolName, "note: " + hint);
  }
}

// Returns the folder relative to the working directory if it is below that.
std::string ShownFolder(const std::filesystem::path& folder) {
  std::error_code failure;  // the working directory may have been removed
  const std::filesystem::path here = std::filesystem::current_path(failure);
  if (failure) return folder.string();
  const std::filesystem::path relative = folder.lexically_relative(here);
  return relative.empty() || *relative.begin() == ".." ? folder.string() : relative.string();
}

// im2rec finds _train, _val and _test lists by their common prefix, unless PREFIX.lst exists as
// well.
bool FindsAllByPrefix(const std::filesystem::path& output,
                      const std::vector<std::filesystem::path>& written) {
  if (output.extension() != ".lst" || IsThere(output)) return false;
  const std::filesystem::path prefix = std::filesystem::path(output).replace_extension();
  return std::ranges::all_of(
      std::array{"_train.lst", "_val.lst", "_test.lst"}, [&](const char* suffix) {
        const std::filesystem::path list = std::filesystem::path(prefix) += suffix;
        return !IsThere(list) || std::ranges::find(written, list) != written.end();
      });
}

// Returns the im2rec commands that pack these lists. If there are none, the list is on standard
// output, and the command reads it from standard input.
std::vector<std::string> PackCommands(const VocList& list, const Options& options,
                                      const std::vector<std::filesystem::path>& written) {
  const std::string root = ShownFolder(list.base);
  if (written.empty()) {
    return {console::ShellCommand(
        {"im2rec", "-o", "PREFIX", "-", root, "--pass-through", "--pack-label"})};
  }
  std::vector<std::string> lists;
  lists.reserve(written.size());
  for (const std::filesystem::path& path : written) lists.push_back(path.string());
  if (written.size() > 1 && FindsAllByPrefix(options.output, written)) {
    lists = {std::filesystem::path(options.output).replace_extension().string()};
  }
  std::vector<std::string> commands;
  commands.reserve(lists.size());
  for (const std::string& prefix : lists) {
    commands.push_back(
        console::ShellCommand({"im2rec", prefix, root, "--pass-through", "--pack-label"}));
  }
  return commands;
}

void SayWhatIsWritten(const VocList& list, const Options& options,
                      const std::vector<std::filesystem::path>& written) {
  if (written.empty()) console::Say(kToolName, "the list was written to standard output");
  for (const std::filesystem::path& path : written) {
    console::Say(kToolName, path.string() + " written, with class names");
  }
  for (const std::string& command : PackCommands(list, options, written)) {
    console::Say(kToolName, "to pack: " + command);
  }
}

void WriteReport(const VocList& list, const Options& options) {
  std::string subject = options.output;
  if (options.check || options.to_standard_output()) {
    subject = options.inputs.empty() ? options.annotations : options.inputs.front();
  }
  console::WritePage(options.report, ListPage(list, "voc2lst: " + subject), kReportOption);
  if (!options.quiet) console::Say(kToolName, options.report + " written");
}

// Checks before any work that the page can be written, and does not take the place of a list.
void RequirePlaceForReport(const Options& options) {
  console::RequirePlaceForPage(options.report, kReportOption);
  for (const std::filesystem::path& list : OutputLists(options)) {
    if (AbsolutePath(list) != AbsolutePath(options.report)) continue;
    throw Error(ErrorCode::kInvalidArgument, "-o and --report name the same file",
                {.file = options.report});
  }
}

int Run(const Options& options) {
  if (!options.report.empty()) RequirePlaceForReport(options);
  const VocList list = MakeList(options);
  SayProblems(list.problems);
  const std::size_t rounded_away = RoundedAway(list, options);
  SayNotes(list, options, rounded_away);
  SayOtherFormat(list, options);
  const std::string refusal = options.check ? std::string() : Refusal(list, options);
  const bool write = !options.check && refusal.empty();
  std::vector<std::filesystem::path> written;
  if (write) written = WriteLists(list, options);
  if (!options.report.empty()) WriteReport(list, options);
  if (options.json) {
    PrintJson(list, written);
  } else if (!options.quiet) {
    PrintSummary(list, options.to_standard_output() ? stderr : stdout);
    std::fflush(stdout);  // before what follows on standard error
  }
  if (!refusal.empty()) {
    console::Say(kToolName, refusal + (options.report.empty() ? "; nothing was written"
                                                              : "; no list was written"));
    return console::kExitNothing;
  }
  if (write && !options.quiet) SayWhatIsWritten(list, options, written);
  return ExitCode(list, options, rounded_away);
}

int Main(int argc, char** argv) {
  const std::variant<Options, int> parsed = ParseOptions(argc, argv);
  if (const int* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  const auto& options = std::get<Options>(parsed);
  return console::WithJsonErrors(options.json, [&] { return Run(options); });
}

}  // namespace
}  // namespace imrec::tool

int main(int argc, char** argv) {
  return imrec::console::RunTool(imrec::tool::kToolName,
                                 [&] { return imrec::tool::Main(argc, argv); });
}
