// Converts imrec's own settings, the `imrec` block of a recipe file, to a recipe and back.
#ifndef IMREC_AUGMENT_CONFIG_IMREC_SETTINGS_H_
#define IMREC_AUGMENT_CONFIG_IMREC_SETTINGS_H_

#include <imrec/augment_recipe.h>

#include "augment/config/text_node.h"

namespace imrec::config {

/// Applies the settings of the block to the recipe. Throws Error with file and line.
void ApplyImrec(const TextNode<Imrec>& node, AugmentRecipe& recipe);

/// Returns all settings of the recipe except its batch samplers.
void FillImrec(const AugmentRecipe& recipe, Imrec& message);

}  // namespace imrec::config

#endif  // IMREC_AUGMENT_CONFIG_IMREC_SETTINGS_H_
