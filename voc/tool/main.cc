// voc2lst: PASCAL VOC annotations to a detection list.
#include <algorithm>
#include <optional>
#include <string>

#include <imrec/class_names.h>
#include <imrec/output_file.h>
#include <imrec/voc_list.h>

#include "recordio/console/command_line.h"
#include "recordio/console/console.h"
#include "recordio/console/progress.h"
#include "voc/tool/report.h"

namespace imrec::tool {
namespace {

constexpr const char* kExamples = R"(Examples:
  voc2lst VOC2007 VOC2012 --set trainval --voc-classes -o voc0712.lst
      the trainval sets of both, with the 20 classes of VOC in their usual order
  voc2lst cards -o cards.lst
      all annotations; the classes found are written to cards.classes.txt
  voc2lst cards --set val --classes cards.classes.txt -o cards_val.lst
      a second set with the same class numbers
  voc2lst cards --check
      only tells what is wrong
Then: im2rec cards.lst cards --pass-through --pack-label

Exit code: 0 done, 1 done but an image or object was left out or, with --check, something was found,
2 wrong use or nothing done.)";

struct Options {
  std::vector<std::string> roots;
  std::string annotations;
  std::string images;
  std::string output;
  std::string class_file;
  std::string unknown_class = "error";
  std::string coordinates = "edges";
  std::string fix = "clip";
  std::string negatives = "keep";
  std::string fields = "difficult";
  std::string base;
  int header_width = 2;
  int precision = 0;
  bool voc_classes = false;
  bool check = false;
  bool json = false;
  std::string progress = "auto";
  VocListOptions list;
};

void AddOptions(CLI::App& app, Options& options) {
  app.add_option("VOC_ROOT", options.roots, "Folders with Annotations and JPEGImages")->required();
  app.add_option("-o,--output", options.output, "The list to write");
  app.add_option("--set", options.list.set,
                 "Take ImageSets/Main/SET.txt of each root; default: all annotations");
  app.add_option("--annotations", options.annotations, "Folder of the XML files");
  app.add_option("--images", options.images, "Folder of the images");
  app.add_option("--root", options.base,
                 "Paths in the list start here; default: the folder that all roots share");
  auto* classes = app.add_option("--classes", options.class_file, "File of class names, in order");
  app.add_flag("--voc-classes", options.voc_classes, "The 20 classes of PASCAL VOC")
      ->excludes(classes);
  app.add_option("--unknown-class", options.unknown_class,
                 "Objects of classes that the class file lacks: error, skip, add")
      ->check(CLI::IsMember({"error", "skip", "add"}))
      ->capture_default_str();
  app.add_option("--coords", options.coordinates,
                 "edges: pixels counted from 1, both ends included (VOC); raw: divided as they are "
                 "(MXNet); minus1: all less 1 (GluonCV)")
      ->check(CLI::IsMember({"edges", "raw", "minus1"}))
      ->capture_default_str();
  app.add_option("--fix", options.fix,
                 "Boxes that are not wholly in the image: clip, drop; fail on any bad box")
      ->check(CLI::IsMember({"clip", "drop", "fail"}))
      ->capture_default_str();
  app.add_option("--negatives", options.negatives, "Images without objects: keep, drop")
      ->check(CLI::IsMember({"keep", "drop"}))
      ->capture_default_str();
  app.add_option("--object-fields", options.fields,
                 "Values behind each box: difficult, truncated, occluded, or none")
      ->capture_default_str();
  app.add_option("--header-width", options.header_width,
                 "2, or 4 for the image's width and height in the label header (GluonCV)")
      ->check(CLI::IsMember({2, 4}))
      ->capture_default_str();
  app.add_option("--precision", options.precision,
                 "4: four decimals, as MXNet's example/ssd; default: as many as are needed")
      ->check(CLI::IsMember({4}));
  app.add_flag("--check", options.check, "Write nothing, only report");
  app.add_option("--threads", options.list.threads, "Default: all cores")
      ->check(CLI::Range(1, 1024));
  app.add_option("--progress", options.progress, "Progress line: auto, always, never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_flag("--json", options.json, "Report on standard output as JSON");
}

void Interpret(Options& options) {
  if (options.check == !options.output.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "give either -o LIST or --check");
  }
  VocListOptions& list = options.list;
  if (!options.class_file.empty()) list.classes = ReadClassNames(options.class_file);
  if (!options.class_file.empty() && list.classes.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "holds no class name", {.file = options.class_file});
  }
  if (options.voc_classes) list.classes = PascalVocClasses();
  list.add_unknown_classes = options.unknown_class == "add";
  list.coordinates = ParseVocCoordinates(options.coordinates);
  list.drop_bad_boxes = options.fix == "drop";
  list.keep_negatives = options.negatives == "keep";
  list.size_in_header = options.header_width == 4;
  list.fields = ParseVocFields(options.fields);
  list.base = options.base;
}

std::vector<VocRoot> Roots(const Options& options) {
  std::vector<VocRoot> roots;
  for (const std::string& root : options.roots) {
    roots.push_back({.root = root, .annotations = options.annotations, .images = options.images});
  }
  return roots;
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

void Write(const VocList& list, const Options& options) {
  std::string text;
  for (const ListEntry& entry : list.entries) {
    AppendListLine(
        entry, options.precision == 4 ? LabelFormat::kFourDecimals : LabelFormat::kShortest, text);
  }
  WriteClassNames(ClassNamesPathFor(options.output), list.classes);
  WriteFileAtomically(options.output, text);
}

void SayNotes(const VocList& list, const Options& options) {
  if (list.boxes_from_zero > 0 && options.list.coordinates == VocCoordinates::kEdges) {
    const double share =
        100.0 * static_cast<double>(list.boxes_from_zero) / static_cast<double>(list.objects);
    char text[160];
    std::snprintf(text, sizeof text,
                  "note: %.1f%% of the boxes touch pixel 0: this data set may count from 0 "
                  "(--coords raw takes it so)",
                  share);
    console::Say(kToolName, text);
  }
}

int Run(Options& options) {
  Interpret(options);
  std::optional<console::Progress> progress;
  const VocList list =
      MakeVocList(Roots(options), options.list, [&](std::uint64_t done, std::uint64_t total) {
        if (!progress) {
          progress.emplace("annotations", total, console::ParseProgressMode(options.progress));
        }
        progress->Update(done);
      });
  progress.reset();
  SayProblems(list.problems);
  SayNotes(list, options);
  const std::string refusal = options.check ? std::string() : Refusal(list, options);
  if (!options.check && refusal.empty()) Write(list, options);
  const bool written = !options.check && refusal.empty();
  if (options.json) {
    PrintJson(list, written ? options.output : std::string());
  } else {
    PrintSummary(list);
  }
  if (!refusal.empty()) {
    console::Say(kToolName, refusal + "; nothing is written");
    return console::kExitNothing;
  }
  if (written) {
    console::Say(kToolName, options.output + " and " + ClassNamesPathFor(options.output).string() +
                                " written; their images stand below " + list.base.string());
  }
  return ExitCode(list, options);
}

int Main(int argc, char** argv) {
  CLI::App app("Makes a detection list of PASCAL VOC annotations, for im2rec to pack.");
  app.footer(kExamples);
  Options options;
  AddOptions(app, options);
  if (const auto exit_code = console::ParseCommandLine(app, std::string(kToolName), argc, argv)) {
    return *exit_code;
  }
  return Run(options);
}

}  // namespace
}  // namespace imrec::tool

int main(int argc, char** argv) {
  return imrec::console::RunTool(imrec::tool::kToolName,
                                 [&] { return imrec::tool::Main(argc, argv); });
}
