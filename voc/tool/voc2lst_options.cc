#include "voc/tool/voc2lst_options.h"

#include <cmath>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <system_error>

#include <imrec/class_names.h>
#include <imrec/error.h>
#include <CLI/CLI.hpp>

#include "recordio/console/command_line.h"
#include "recordio/console/option_values.h"
#include "recordio/internal/path_status.h"
#include "voc/annotation_formats.h"

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
      cards_train.lst and cards_val.lst, with the same share of each class
  voc2lst cards --check
      only reports problems
  voc2lst --annotations labels --images photos -o photos.lst
      two folders anywhere; the paths in the list are relative to photos
  voc2lst cards --unannotated negatives -o cards.lst
      images without XML become images without objects
  voc2lst --from coco instances_val2017.json --images val2017 -o val2017.lst
      COCO's annotations
  voc2lst --from yolo animals/data.yaml --set train -o animals.lst
      YOLO's label files; without --set, all of train, val and test
  voc2lst --from yolo --annotations labels --images photos --label-map names.txt -o photos.lst
      two folders, and the names of the class numbers
  voc2lst --from labelme photos -o photos.lst
      JSON files beside the images
  voc2lst --from cvat annotations.xml --images photos -o photos.lst
      the export "CVAT for images"
  voc2lst --from csv boxes.csv --images photos --unannotated negatives -o photos.lst
      a table with columns of file names, classes and boxes
  voc2lst --from openimages oi-boxes.csv --label-map oi-classes.csv --images photos -o oi.lst
      Open Images: its boxes, and the descriptions of its classes
  ls val/*.jpg | xargs -n 1 basename | voc2lst cards --set - -o - --quiet > cards_val.lst
      the names of a set from standard input, the list to standard output
Then: im2rec cards.lst cards --pass-through --pack-label

Exit code: 0 done, 1 done but an image or object was left out, or a value is wrong (with --check: any
problem was found), 2 wrong use or nothing done.)";

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void AddInputOptions(CLI::App& app, Options& options) {
  app.add_option("VOC_ROOT", options.inputs,
                 "Folders with Annotations and JPEGImages; not needed with --annotations and "
                 "--images. With --from, what the format takes: coco: one JSON file, or - for "
                 "standard input; yolo: data.yaml, obj.data or a folder; labelme: folders; cvat: "
                 "one XML file; csv, openimages: one CSV file, or -");
  app.add_option(
      "-o,--output", options.output,
      "The list to write, with class names in LIST.classes.txt; -: standard output, without names");
  app.add_option("--from", options.from,
                 "Format of the annotations: " + Joined(AnnotationFormatNames()) +
                     " (default: yolo for data.yaml or a folder that contains it, otherwise voc)")
      ->check(CLI::IsMember(AnnotationFormatNames()));
  app.add_option("--set", options.set,
                 "Use the names in ImageSets/Main/SET.txt of each root, or - for standard input "
                 "(default: all annotations). For yolo, train, val or test; for csv and cvat, the "
                 "value of the column or attribute that names the set");
  app.add_option("--annotations", options.annotations,
                 "Folder of the annotation files, for formats with one file per image");
  app.add_option("--images", options.images, "Folder of the images");
  app.add_option("--label-map", options.label_map,
                 "What class numbers or codes mean: classes.txt or data.yaml for yolo; lines of "
                 "name,number for csv; class descriptions for openimages; TensorFlow's .pbtxt");
  app.add_option(
      "--root", options.base,
      "Paths in the list are relative to this folder (default: the common parent of all roots)");
}

void AddObjectOptions(CLI::App& app, Options& options) {
  auto* classes = app.add_option("--classes", options.class_file, "File of class names, in order");
  app.add_flag("--voc-classes", options.voc_classes, "The 20 classes of PASCAL VOC")
      ->excludes(classes);
  app.add_option("--unknown-class", options.unknown_class,
                 "What to do with classes that are not in the class file: error, skip, add")
      ->check(CLI::IsMember({"error", "skip", "add"}))
      ->capture_default_str();
  app.add_option("--coords", options.coordinates,
                 "For voc and csv: edges: pixels counted from 1, both ends included (VOC); raw: "
                 "divided as they are (MXNet); minus1: 1 subtracted from all (GluonCV). For csv "
                 "also shares: of the image's size (default: edges for voc; for csv, shares if no "
                 "value is above 1, otherwise raw)")
      ->check(CLI::IsMember({"auto", "edges", "raw", "minus1", "shares"}));
  app.add_option(
         "--drop", options.drop,
         "For openimages: leave out the boxes with these flags: occluded, truncated, group, "
         "depiction, inside")
      ->delimiter(',')
      ->check(CLI::IsMember({"occluded", "truncated", "group", "depiction", "inside"}));
  app.add_flag("--merge-groups", options.merge_groups,
               "For labelme: shapes of the same group and label are one object");
  app.add_option("--fix", options.fix,
                 "Boxes that are not completely inside the image: clip, drop; fail on any bad box")
      ->check(CLI::IsMember({"clip", "drop", "fail"}))
      ->capture_default_str();
}

void AddOutputOptions(CLI::App& app, Options& options) {
  app.add_option("--negatives", options.negatives, "Images without objects: keep, drop")
      ->check(CLI::IsMember({"keep", "drop"}))
      ->capture_default_str();
  app.add_option("--unannotated", options.unannotated,
                 "Images without annotation: ignore, or negatives: list them as images without "
                 "objects. With --set, those that it names, otherwise all in the image folder")
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
                 "4: four decimals, as MXNet's example/ssd (default: as many as needed)")
      ->check(CLI::IsMember({4}));
  console::AddShare(app, "--train-ratio", options.train_ratio,
                    "Share of images for LIST_train.lst, the same of each class; the rest is for "
                    "LIST_val.lst");
  app.add_flag("--shuffle", options.shuffle, "Shuffle the lines; each image keeps its index");
  console::AddWholeNumber(app, "--seed", options.seed, "Seed of splitting and shuffling", {})
      ->default_str("0");
}

void AddRunOptions(CLI::App& app, Options& options) {
  app.add_flag("--check", options.check, "Write nothing, only report");
  app.add_flag("--force", options.force, "Replace an existing file of other class names");
  console::AddWholeNumber(app, "--threads", options.list.threads, "Threads (default: all cores)",
                          {.lowest = 1, .highest = 1024});
  app.add_option("--progress", options.progress, "Show a progress line")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_option("--report", options.report,
                 "FILE.html: also write a web page with counts, charts of classes and box sizes, "
                 "and pictures of the first problems of each kind")
      ->check(console::RefuseEmpty);
  app.add_flag("--json", options.json, "Print a report as JSON to standard output");
  app.add_flag("-q,--quiet", options.quiet,
               "Print no summary and no progress, only problems and errors");
}

void RefuseUnless(bool possible, const std::string& reason) {
  if (!possible) throw Error(ErrorCode::kInvalidArgument, reason);
}

void CheckInputs(const Options& options) {
  if (options.from == "coco") {
    RefuseUnless(options.inputs.size() == 1 && !options.images.empty(),
                 "--from coco requires one JSON file and --images FOLDER");
    RefuseUnless(options.set.empty(), "--set cannot be used with --from coco");
    RefuseUnless(options.annotations.empty(), "--annotations cannot be used with --from coco");
  } else if (options.from == "voc") {
    RefuseUnless(
        !options.inputs.empty() || (!options.annotations.empty() && !options.images.empty()),
        "give VOC_ROOT, or both --annotations and --images");
    RefuseUnless(options.set != kStandardStream || options.inputs.size() <= 1,
                 "--set - can be used with one VOC_ROOT only");
  }
}

// Returns true for a folder that may be a root of VOC: it contains one of its folders, or XML
// files.
bool MayBeVoc(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  if (IsThere(folder / "Annotations") || IsThere(folder / "JPEGImages")) return true;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
    if (entry.path().extension() == ".xml") return true;
  }
  return false;
}

// Returns the format if the inputs can be of one only.
std::string DetectedFormat(const Options& options) {
  namespace fs = std::filesystem;
  if (options.inputs.size() != 1 || !options.annotations.empty()) return "voc";
  const fs::path input = options.inputs.front();
  const bool is_yaml = input.extension() == ".yaml" || input.extension() == ".yml";
  const bool has_yaml = IsRegularFile(input / "data.yaml") && !MayBeVoc(input);
  return is_yaml || has_yaml ? "yolo" : "voc";
}

AnnotationInput InputOf(const Options& options) {
  AnnotationInput input;
  for (const std::string& path : options.inputs) {
    // VOC's set may be standard input, but no root is.
    if (path == kStandardStream && options.from != "voc") {
      input.stream = &std::cin;
    } else {
      input.paths.emplace_back(path);
    }
  }
  input.annotations = options.annotations;
  input.images = options.images;
  input.label_map = options.label_map;
  input.coordinates = options.coordinates;
  input.drop = options.drop;
  input.merge_groups = options.merge_groups;
  return input;
}

void CheckOutputs(const Options& options) {
  RefuseUnless(options.check == options.output.empty(), "give either -o LIST or --check");
  RefuseUnless(!options.to_standard_output() || !options.json,
               "-o - and --json both write to standard output; give one of them");
  RefuseUnless(!options.to_standard_output() || !options.train_ratio,
               "--train-ratio writes two lists, which cannot both go to standard output (-o -)");
  RefuseUnless(!options.train_ratio || !std::isnan(*options.train_ratio),
               "--train-ratio is not a number");
  RefuseUnless(options.negatives == "keep" || options.unannotated == "ignore",
               "--unannotated negatives and --negatives drop exclude each other");
}

VocSet SetOf(const Options& options) {
  if (options.set != kStandardStream) return {.name = options.set};
  const std::string lines(std::istreambuf_iterator<char>(std::cin), {});
  return {.name = "standard input", .lines = lines};
}

void Interpret(Options& options) {
  CheckOutputs(options);
  if (options.from.empty()) options.from = DetectedFormat(options);
  CheckInputs(options);
  VocListOptions& list = options.list;
  if (!options.class_file.empty()) list.classes = ReadClassNames(options.class_file);
  if (!options.class_file.empty() && list.classes.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "contains no class name",
                {.file = options.class_file});
  }
  if (options.voc_classes) list.classes = PascalVocClasses();
  list.add_unknown_classes = options.unknown_class == "add";
  list.drop_bad_boxes = options.fix == "drop";
  list.keep_negatives = options.negatives == "keep";
  list.size_in_header = options.header_width == 4;
  list.fields = ParseVocFields(options.fields);
  list.base = options.base;
  list.take_unannotated = options.unannotated == "negatives";
  list.set = SetOf(options);
  options.input = InputOf(options);
  CheckAnnotationInput(FindAnnotationFormat(options.from), options.input, list);
}

}  // namespace

std::variant<Options, int> ParseOptions(int argc, const char* const* argv) {
  CLI::App app(
      "Converts annotations of images (VOC, COCO, YOLO and others) to a detection list, which "
      "im2rec packs.");
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
