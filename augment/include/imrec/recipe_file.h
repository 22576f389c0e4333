// Recipes in files: Caffe-SSD's prototxt, MXNet's ImageDetRecordIter parameters, and imrec's own.
//
// Two forms are read, told apart by what they look like:
//   protobuf's text format   a whole train.prototxt of SSD's Caffe code, blocks of one
//                            (transform_param, annotated_data_param, batch_sampler), and imrec's
//                            own settings in `imrec { }`
//   NAME = VALUE             parameters of MXNet's ImageDetRecordIter, as in Python or on a line
//   each
// Settings of Caffe and MXNet get the laws of these systems. A setting that is unknown, contradicts
// another or cannot be followed is an error that names file and line.
#ifndef IMREC_RECIPE_FILE_H_
#define IMREC_RECIPE_FILE_H_

#include <filesystem>
#include <string>
#include <string_view>

#include <imrec/augment_recipe.h>

namespace imrec {

/// The preset of that name, or else what is in the file of that name. Throws Error.
AugmentRecipe LoadRecipe(const std::string& preset_or_path);

/// Reads the text of a recipe file; `file` is for messages. Throws Error.
AugmentRecipe ParseRecipe(std::string_view text, const std::string& file);

/// The recipe as text that ParseRecipe() turns into an equal one.
std::string FormatRecipe(const AugmentRecipe& recipe);

}  // namespace imrec

#endif  // IMREC_RECIPE_FILE_H_
