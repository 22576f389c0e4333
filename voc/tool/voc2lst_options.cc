#include "voc/tool/voc2lst_options.h"

#include <cmath>
#include <iostream>
#include <iterator>

#include <imrec/class_names.h>
#include <imrec/error.h>

#include "recordio/console/command_line.h"
#include "recordio/console/option_values.h"

namespace imrec::tool {
namespace {

constexpr const char* kExamples = R"(Examples:
  voc2lst VOC2007 VOC2012 --set trainval --voc-classes -o voc0712.lst
      the trainval sets of both, with the 20 classes of VOC in their usual order
  voc2lst cards -o cards.lst
      all annotations; the classes found are written to cards.classes.txt
  voc2lst cards --set val --classes cards.classes.txt -o cards_val.lst
      a second set with the same class numbers
  voc2lst cards --train-ratio 0.9 -o cards.lst
      cards_train.lst and cards_val.lst, each class shared out likewise
  voc2lst cards --check
      only tells what is wrong
  voc2lst --annotations labels --images photos -o photos.lst
      two folders that lie anywhere; the list's paths start at photos
  voc2lst cards --unannotated negatives -o cards.lst
      images without XML become images without objects
  voc2lst --from coco instances_val2017.json --images val2017 -o val2017.lst
      COCO's annotations
  ls val/*.jpg | xargs -n 1 basename | voc2lst cards --set - -o - --quiet > cards_val.lst
      the names of a set from standard input, the list to standard output
Then: im2rec cards.lst cards --pass-through --pack-label

Exit code: 0 done, 1 done but an image or object was left out or, with --check, something was found,
2 wrong use or nothing done.)";

void AddInputOptions(CLI::App& app, Options& options) {
  app.add_option("VOC_ROOT", options.inputs,
                 "Folders with Annotations and JPEGImages; none is needed with --annotations and "
                 "--images. With --from coco, one JSON file, or - for standard input");
  app.add_option("-o,--output", options.output,
                 "The list to write, class names beside it; - for standard output, without them");
  app.add_option("--from", options.from, "Format of the annotations: voc, coco")
      ->check(CLI::IsMember({"voc", "coco"}))
      ->capture_default_str();
  app.add_option("--set", options.set,
                 "Take the names in ImageSets/Main/SET.txt of each root, or - for standard input; "
                 "default: all annotations");
  app.add_option("--annotations", options.annotations, "Folder of the XML files");
  app.add_option("--images", options.images, "Folder of the images");
  app.add_option("--root", options.base,
                 "Paths in the list start here; default: the folder that all roots share");
}

void AddObjectOptions(CLI::App& app, Options& options) {
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
}

void AddOutputOptions(CLI::App& app, Options& options) {
  app.add_option("--negatives", options.negatives, "Images without objects: keep, drop")
      ->check(CLI::IsMember({"keep", "drop"}))
      ->capture_default_str();
  app.add_option("--unannotated", options.unannotated,
                 "Images without annotation: ignore, or negatives to take them as images without "
                 "objects. Of a set those that it names, else all in the image folder")
      ->check(CLI::IsMember({"ignore", "negatives"}))
      ->capture_default_str();
  app.add_option("--object-fields", options.fields,
                 "Values after each box: difficult, truncated, occluded, or none")
      ->capture_default_str();
  app.add_option("--header-width", options.header_width,
                 "2, or 4 for the image's width and height in the label header (GluonCV)")
      ->check(CLI::IsMember({2, 4}))
      ->capture_default_str();
  app.add_option("--precision", options.precision,
                 "4: four decimals, as MXNet's example/ssd; default: as many as are needed")
      ->check(CLI::IsMember({4}));
  console::AddShare(
      app, "--train-ratio", options.train_ratio,
      "Share of images for LIST_train.lst; the rest, with its share of each class, is "
      "for LIST_val.lst");
  app.add_flag("--shuffle", options.shuffle, "Shuffle the lines; indices stay with their images");
  console::AddWholeNumber(app, "--seed", options.seed, "Seed of splitting and shuffling", {})
      ->default_str("0");
}

void AddRunOptions(CLI::App& app, Options& options) {
  app.add_flag("--check", options.check, "Write nothing, only report");
  app.add_flag("--force", options.force, "Replace a class-name file that has other names");
  console::AddWholeNumber(app, "--threads", options.list.threads, "Default: all cores",
                          {.lowest = 1, .highest = 1024});
  app.add_option("--progress", options.progress, "Progress line")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_flag("--json", options.json, "Report on standard output as JSON");
  app.add_flag("-q,--quiet", options.quiet, "No summary and no progress; problems are still told");
}

void RefuseUnless(bool possible, const std::string& reason) {
  if (!possible) throw Error(ErrorCode::kInvalidArgument, reason);
}

void CheckInputs(const Options& options) {
  if (options.from == "coco") {
    RefuseUnless(options.inputs.size() == 1 && !options.images.empty(),
                 "--from coco wants one JSON file and --images FOLDER");
    RefuseUnless(options.set.empty() && options.annotations.empty(),
                 "--set and --annotations are of VOC, not of COCO");
    return;
  }
  RefuseUnless(!options.inputs.empty() || (!options.annotations.empty() && !options.images.empty()),
               "give VOC_ROOT, or both --annotations and --images");
  RefuseUnless(options.set != kStandardStream || options.inputs.size() <= 1,
               "--set - is for one VOC_ROOT");
}

void CheckOutputs(const Options& options) {
  RefuseUnless(options.check == options.output.empty(), "give either -o LIST or --check");
  RefuseUnless(!options.to_standard_output() || !options.json,
               "-o - and --json both want standard output");
  RefuseUnless(!options.to_standard_output() || !options.train_ratio,
               "--train-ratio makes two lists, which -o - has no room for");
  RefuseUnless(!options.train_ratio || !std::isnan(*options.train_ratio),
               "--train-ratio is not a number");
  RefuseUnless(options.negatives == "keep" || options.unannotated == "ignore",
               "--unannotated negatives and --negatives drop do not go together");
}

VocSet SetOf(const Options& options) {
  if (options.set != kStandardStream) return {.name = options.set};
  const std::string lines(std::istreambuf_iterator<char>(std::cin), {});
  return {.name = "standard input", .lines = lines};
}

void Interpret(Options& options) {
  CheckOutputs(options);
  CheckInputs(options);
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
  list.take_unannotated = options.unannotated == "negatives";
  list.set = SetOf(options);
}

}  // namespace

std::variant<Options, int> ParseOptions(int argc, const char* const* argv) {
  CLI::App app("Makes a detection list of PASCAL VOC or COCO annotations, for im2rec to pack.");
  app.footer(kExamples);
  Options options;
  AddInputOptions(app, options);
  AddObjectOptions(app, options);
  AddOutputOptions(app, options);
  AddRunOptions(app, options);
  if (const auto exit_code = console::ParseCommandLine(app, std::string(kToolName), argc, argv)) {
    return *exit_code;
  }
  Interpret(options);
  return options;
}

}  // namespace imrec::tool
