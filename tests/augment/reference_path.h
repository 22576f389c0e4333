// The plain way from a plan to the network's input, for the fused one to be compared with.
#ifndef IMREC_TESTS_AUGMENT_REFERENCE_PATH_H_
#define IMREC_TESTS_AUGMENT_REFERENCE_PATH_H_

#include <vector>

#include <imrec/augment_recipe.h>
#include <imrec/image.h>
#include <imrec/sample_plan.h>

namespace imrec::test {

/// In the order of SSD's Caffe code, nothing fused: colours of the whole source in float, the
/// canvas in memory, the window through a triangle filter by its definition in double, mirror,
/// placement, normalisation. Returns 3 x height x width floats.
std::vector<float> RenderByReference(const AugmentRecipe& recipe, const SamplePlan& plan,
                                     ImageView source);

/// How much the source's levels differ, at most, under the filter of each output pixel: what
/// bounds the effect of the order of colours and resampling. height x width floats.
std::vector<float> FootprintRanges(const SamplePlan& plan, ImageView source);

}  // namespace imrec::test

#endif  // IMREC_TESTS_AUGMENT_REFERENCE_PATH_H_
