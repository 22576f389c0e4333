// Recipes as parameters of MXNet's ImageDetRecordIter.
#ifndef IMREC_AUGMENT_CONFIG_MXNET_PARAMETERS_H_
#define IMREC_AUGMENT_CONFIG_MXNET_PARAMETERS_H_

#include <string>
#include <string_view>

#include <imrec/augment_recipe.h>

namespace imrec::config {

/// Parameters that are no matter of augmentation, such as batch_size, are passed over; unknown ones
/// are errors. Throws Error with file and line.
AugmentRecipe ParseMxnetParameters(std::string_view text, const std::string& file);

}  // namespace imrec::config

#endif  // IMREC_AUGMENT_CONFIG_MXNET_PARAMETERS_H_
