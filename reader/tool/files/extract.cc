// imrec extract: converts records to image files, a list, and annotations.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/files/extraction.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

constexpr const char* kExtractName = "imrec extract";

void CheckOptions(const ExtractOptions& options) {
  if (options.folder == "-") {
    throw Error(ErrorCode::kInvalidArgument,
                "images are files in a folder, not standard output; --list - writes their list to "
                "standard output");
  }
  if (options.folder.empty() && options.list.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "give -o DIR, --list FILE, or both");
  }
  if (options.folder.empty() && options.annotations != nullptr) {
    throw Error(ErrorCode::kInvalidArgument,
                std::string(options.annotations->option) + " requires -o DIR");
  }
  const bool is_yolo = options.annotations != nullptr && options.annotations->option == "--yolo";
  if (options.difficult != "keep" && !is_yolo) {
    throw Error(ErrorCode::kInvalidArgument, "--difficult has a meaning with --yolo only");
  }
  if (options.list_to_stdout() && options.json) {
    throw Error(ErrorCode::kInvalidArgument,
                "--list - and --json both write to standard output; give one of them");
  }
}

// One flag per format, of which one may be given.
void AddAnnotations(CLI::App& app, ExtractOptions& options) {
  std::vector<CLI::Option*> flags;
  for (const AnnotationOutput& output : AnnotationOutputs()) {
    CLI::Option* flag = app.add_flag_callback(
        std::string(output.option), [&options, &output] { options.annotations = &output; },
        std::string(output.about));
    for (CLI::Option* other : flags) flag->excludes(other);
    flags.push_back(flag);
  }
}

void PrintExtraction(const ExtractOptions& options, const Extraction& extraction) {
  const std::string& output = options.folder.empty() ? options.list : options.folder;
  std::printf("%s: %s\n", output.c_str(),
              console::Counted(extraction.extracted(), "image").c_str());
  const std::vector<std::string> commands = extraction.PackCommands();
  if (!commands.empty()) std::puts("to pack them again:");
  for (const std::string& command : commands) std::printf("  %s\n", command.c_str());
}

int RunExtract(const ExtractOptions& options) {
  CheckOptions(options);
  const InputSet input(InputFiles(options.sets, kExtractName));
  Extraction extraction(input, options);
  extraction.Run();
  for (const std::string& loss : extraction.Losses()) {
    console::Say(kExtractName, "note: " + loss);
  }
  if (options.json) {
    PrintJson({{"folder", options.folder},
               {"extracted", extraction.extracted()},
               {"damaged", extraction.left_out()},
               {"bad_labels", extraction.bad_labels()},
               {"pack", extraction.PackCommands()}});
  } else if (!options.quiet && !options.list_to_stdout()) {
    PrintExtraction(options, extraction);
  }
  const bool all = extraction.left_out() == 0 && extraction.bad_labels() == 0;
  return all ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddExtract(CLI::App& imrec) {
  const auto options = std::make_shared<ExtractOptions>();
  CLI::App* app = imrec.add_subcommand(
      "extract", "Writes the images unchanged, and a list that packs into the same records");
  AddSets(*app, options->sets);
  app->add_option("-o,--output", options->folder, "Folder to write; it must be new or empty");
  app->add_option("--list", options->list,
                  "List to write (default: DIR/PREFIX.lst); -: standard output. Without -o, only "
                  "the list is written");
  AddAnnotations(*app, *options);
  app->add_option("--object-fields", options->fields,
                  "With annotations: names of the values after each box")
      ->capture_default_str();
  app->add_option("--difficult", options->difficult,
                  "With --yolo, which cannot mark them: keep difficult objects, or drop them")
      ->check(CLI::IsMember({"keep", "drop"}))
      ->capture_default_str();
  AddClasses(*app, options->classes);
  AddForce(*app, options->force)
      ->description("Write into a folder that is not empty, and replace a list");
  AddQuiet(*app, options->quiet);
  AddJson(*app, options->json);
  app->footer(
      "Images are named by their keys: 00000012.jpg. If keys repeat, as in shards that were "
      "packed\n"
      "one by one, all images are numbered in reading order instead.\n"
      "Examples:\n  imrec extract train.rec -o pets --voc\n"
      "  imrec extract train.rec -o yolo --yolo && voc2lst --from yolo yolo -o again.lst\n"
      "  imrec extract train.rec -o coco --coco\n"
      "  imrec extract train.rec -o out && im2rec out/train.lst out --pass-through --pack-label");
  return {.app = app, .run = [options] { return RunExtract(*options); }};
}

}  // namespace imrec::tool
