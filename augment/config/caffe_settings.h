// What the blocks of SSD's Caffe code mean for a recipe.
#ifndef IMREC_AUGMENT_CONFIG_CAFFE_SETTINGS_H_
#define IMREC_AUGMENT_CONFIG_CAFFE_SETTINGS_H_

#include <imrec/augment_recipe.h>

#include "augment/config/text_node.h"

namespace imrec::config {

/// A recipe that follows the algorithms of SSD's Caffe code, with every stage switched off.
AugmentRecipe CaffeDefaults();

/// Each throws Error with file and line for what cannot be followed.
void ApplyTransform(const TextNode<TransformParam>& node, AugmentRecipe& recipe);
imrec::BatchSampler SamplerFrom(const TextNode<BatchSampler>& node);

/// The other way round.
void FillSampler(const imrec::BatchSampler& sampler, BatchSampler& message);

}  // namespace imrec::config

#endif  // IMREC_AUGMENT_CONFIG_CAFFE_SETTINGS_H_
