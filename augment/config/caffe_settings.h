// Converts the blocks of SSD's Caffe prototxt files to recipes and back.
#ifndef IMREC_AUGMENT_CONFIG_CAFFE_SETTINGS_H_
#define IMREC_AUGMENT_CONFIG_CAFFE_SETTINGS_H_

#include <imrec/augment_recipe.h>

#include "augment/config/text_node.h"

namespace imrec::config {

/// A recipe that follows the algorithms of SSD's Caffe code, with every stage switched off.
AugmentRecipe CaffeDefaults();

/// Each throws Error with file and line if a setting is not supported.
void ApplyTransform(const TextNode<TransformParam>& node, AugmentRecipe& recipe);
imrec::BatchSampler SamplerFrom(const TextNode<BatchSampler>& node);

/// Converts a sampler of a recipe to a block.
void FillSampler(const imrec::BatchSampler& sampler, BatchSampler& message);

}  // namespace imrec::config

#endif  // IMREC_AUGMENT_CONFIG_CAFFE_SETTINGS_H_
