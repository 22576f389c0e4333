// Augmentation recipes.
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include <nanobind/stl/array.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <imrec/augment_recipe.h>
#include <imrec/recipe_file.h>

#include "reader/python/python_module.h"

namespace imrec::python {
namespace {

std::vector<std::pair<std::string, std::string>> PresetTable() {
  std::vector<std::pair<std::string, std::string>> presets;
  for (const Preset& preset : Presets()) presets.emplace_back(preset.name, preset.summary);
  return presets;
}

}  // namespace

void BindRecipe(nb::module_& module) {
  nb::class_<AugmentRecipe>(module, "Recipe", "How samples are augmented.")
      .def_static(
          "load",
          [](const std::filesystem::path& preset_or_path) {
            return LoadRecipe(preset_or_path.string());
          },
          nb::arg("preset_or_path"))
      .def_static("parse", &ParseRecipe, nb::arg("text"), nb::arg("file"))
      .def("text", &FormatRecipe)
      .def("__getstate__", &FormatRecipe)
      .def("__setstate__",
           [](AugmentRecipe& recipe, const std::string& text) {
             new (&recipe) AugmentRecipe(ParseRecipe(text, "recipe"));
           })
      .def_prop_rw(
          "size",
          [](const AugmentRecipe& recipe) {
            return std::pair{recipe.resize.output.height, recipe.resize.output.width};
          },
          [](AugmentRecipe& recipe, std::pair<int, int> size) {
            recipe.resize.output = {.width = size.second, .height = size.first};
          },
          "Height and width of the output.")
      .def_rw("mean", &AugmentRecipe::mean)
      .def_rw("std", &AugmentRecipe::std)
      .def("validate", &ValidateRecipe);
  module.def("presets", &PresetTable, "Name and summary of each preset.");
}

}  // namespace imrec::python
