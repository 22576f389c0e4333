// imrec's own settings: the `imrec` block of a recipe file, to and from a recipe.
#ifndef IMREC_AUGMENT_CONFIG_IMREC_SETTINGS_H_
#define IMREC_AUGMENT_CONFIG_IMREC_SETTINGS_H_

#include <imrec/augment_recipe.h>

#include "augment/config/text_node.h"

namespace imrec::config {

/// Changes what the block sets. Throws Error with file and line.
void ApplyImrec(const TextNode<Imrec>& node, AugmentRecipe& recipe);

/// All settings of the recipe but its batch samplers.
void FillImrec(const AugmentRecipe& recipe, Imrec& message);

}  // namespace imrec::config

#endif  // IMREC_AUGMENT_CONFIG_IMREC_SETTINGS_H_
