// Reads recipes from files: Caffe-SSD's prototxt, parameters of MXNet's ImageDetRecordIter, and
// imrec's own settings.
//
// Two forms are supported and detected automatically:
//   protobuf's text format   a whole train.prototxt of SSD's Caffe code, blocks of one
//                            (transform_param, annotated_data_param, batch_sampler), and imrec's
//                            own settings in `imrec { }`
//   NAME = VALUE             parameters of MXNet's ImageDetRecordIter, as in Python or on a line
//   each
// Settings of Caffe and MXNet have the same meaning as in these systems. A setting that is unknown,
// contradicts another or is not supported is an error with file and line.
#ifndef IMREC_RECIPE_FILE_H_
#define IMREC_RECIPE_FILE_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <imrec/augment_recipe.h>
#include <imrec/export.h>

namespace imrec {

/// The largest recipe file, in bytes. Recipes have a few kilobytes; whole networks have some
/// hundred.
inline constexpr std::size_t kMaxRecipeBytes = std::size_t{16} << 20;

/// Returns the preset with this name or, if there is none, the recipe in the file with this name.
/// Throws Error if the file cannot be read or is invalid.
IMREC_EXPORT AugmentRecipe LoadRecipe(const std::string& preset_or_path);

/// Parses the text of a recipe file. `file` is its name in messages. Throws Error if it is invalid.
IMREC_EXPORT AugmentRecipe ParseRecipe(std::string_view text, const std::string& file);

/// Returns the recipe as text, from which ParseRecipe() restores an equal recipe.
IMREC_EXPORT std::string FormatRecipe(const AugmentRecipe& recipe);

}  // namespace imrec

#endif  // IMREC_RECIPE_FILE_H_
