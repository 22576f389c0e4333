// Recipes in protobuf's text format.
#ifndef IMREC_AUGMENT_CONFIG_RECIPE_TEXT_H_
#define IMREC_AUGMENT_CONFIG_RECIPE_TEXT_H_

#include <string>
#include <string_view>

#include <imrec/augment_recipe.h>

namespace imrec::config {

/// Throws Error with file and line.
AugmentRecipe ParseRecipeText(std::string_view text, const std::string& file);

std::string FormatRecipeText(const AugmentRecipe& recipe);

}  // namespace imrec::config

#endif  // IMREC_AUGMENT_CONFIG_RECIPE_TEXT_H_
