// Reads recipes from parameters of MXNet's ImageDetRecordIter.
#ifndef IMREC_AUGMENT_CONFIG_MXNET_PARAMETERS_H_
#define IMREC_AUGMENT_CONFIG_MXNET_PARAMETERS_H_

#include <string>
#include <string_view>

#include <imrec/augment_recipe.h>

namespace imrec::config {

/// Ignores parameters that do not concern augmentation, such as batch_size. Throws Error with file
/// and line, also for unknown parameters.
AugmentRecipe ParseMxnetParameters(std::string_view text, const std::string& file);

}  // namespace imrec::config

#endif  // IMREC_AUGMENT_CONFIG_MXNET_PARAMETERS_H_
