// imrec extract: converts records to image files, a list, and VOC annotations.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <nlohmann/json.hpp>

#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "reader/tool/files/extraction.h"
#include "reader/tool/standard_output.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

constexpr const char* kName = "imrec extract";

using Options = ExtractOptions;

void CheckOptions(const Options& options) {
  if (options.folder == "-") {
    throw Error(ErrorCode::kInvalidArgument,
                "images are files in a folder, not standard output; --list - writes their list to "
                "standard output");
  }
  if (options.folder.empty() && options.list.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "give -o DIR, --list FILE, or both");
  }
  if (options.folder.empty() && options.voc) {
    throw Error(ErrorCode::kInvalidArgument, "--voc requires -o DIR");
  }
  if (options.list_to_stdout() && options.json) {
    throw Error(ErrorCode::kInvalidArgument,
                "--list - and --json both write to standard output; give one of them");
  }
}

void PrintText(const Options& options, const Extraction& extraction) {
  const std::string& output = options.folder.empty() ? options.list : options.folder;
  std::printf("%s: %s\n", output.c_str(),
              console::Counted(extraction.extracted(), "image").c_str());
  const std::vector<std::string> commands = extraction.PackCommands();
  if (!commands.empty()) std::puts("to pack them again:");
  for (const std::string& command : commands) std::printf("  %s\n", command.c_str());
}

int Run(const Options& options) {
  CheckOptions(options);
  const InputSet input(InputFiles(options.sets, kName));
  Extraction extraction(input, options);
  extraction.Run();
  if (options.json) {
    PrintJson({{"folder", options.folder},
               {"extracted", extraction.extracted()},
               {"damaged", extraction.left_out()},
               {"bad_labels", extraction.bad_labels()},
               {"pack", extraction.PackCommands()}});
  } else if (!options.quiet && !options.list_to_stdout()) {
    PrintText(options, extraction);
  }
  const bool all = extraction.left_out() == 0 && extraction.bad_labels() == 0;
  return all ? console::kExitDone : console::kExitPartly;
}

}  // namespace

Command AddExtract(CLI::App& imrec) {
  const auto options = std::make_shared<Options>();
  CLI::App* app = imrec.add_subcommand(
      "extract", "Writes the images unchanged, and a list that packs into the same records");
  AddSets(*app, options->sets);
  app->add_option("-o,--output", options->folder, "Folder to write; it must be new or empty");
  app->add_option("--list", options->list,
                  "List to write (default: DIR/PREFIX.lst); -: standard output. Without -o, only "
                  "the list is written");
  app->add_flag("--voc", options->voc, "Also write VOC annotations: JPEGImages, Annotations");
  app->add_option("--object-fields", options->fields,
                  "With --voc: names of the values after each box")
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
      "  imrec extract train.rec -o out && im2rec out/train.lst out --pass-through --pack-label");
  return {.app = app, .run = [options] { return Run(*options); }};
}

}  // namespace imrec::tool
