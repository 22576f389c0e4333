// imrec augment: lists presets and shows recipe files.
#include <cstdio>
#include <memory>
#include <string>

#include <imrec/augment_recipe.h>
#include <imrec/recipe_file.h>
#include <CLI/CLI.hpp>

#include "reader/tool/command.h"
#include "reader/tool/common_options.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

int ListPresets() {
  for (const Preset& preset : Presets()) {
    std::printf("%-16s %s\n", std::string(preset.name).c_str(),
                std::string(preset.summary).c_str());
  }
  return console::kExitDone;
}

int Show(const std::string& recipe) {
  std::fputs(FormatRecipe(GetRecipe(recipe)).c_str(), stdout);
  return console::kExitDone;
}

}  // namespace

Command AddAugment(CLI::App& imrec) {
  const auto recipe = std::make_shared<std::string>();
  CLI::App* app =
      imrec.add_subcommand("augment", "Lists presets, and shows recipe files of any format");
  app->require_subcommand(1);
  app->add_subcommand("list", "Lists the presets")->footer("Example: imrec augment list");
  app->footer(R"(Examples:
  imrec augment list
  imrec augment show ssd300 > mine.prototxt)");
  CLI::App* show = app->add_subcommand(
      "show",
      "Prints a preset or a file as a recipe file, which can be edited and given to --preset");
  show->add_option("RECIPE", *recipe,
                   "A preset, a prototxt of Caffe-SSD, parameters of MXNet's ImageDetRecordIter, "
                   "or a file that this command wrote; - for standard input")
      ->required();
  show->footer(R"(Examples:
  imrec augment show ssd300 > mine.prototxt
  imrec preview train.rec --preset mine.prototxt -o sheet.jpg
  imrec augment show caffe/models/VGGNet/VOC0712/SSD_300x300/train.prototxt)");
  return {.app = app,
          .run = [recipe, show] { return show->parsed() ? Show(*recipe) : ListPresets(); }};
}

}  // namespace imrec::tool
