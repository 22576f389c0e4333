// The crop algorithm of MXNet's det_aug_default.
#ifndef IMREC_AUGMENT_MXNET_CROP_H_
#define IMREC_AUGMENT_MXNET_CROP_H_

#include <imrec/crop_options.h>

namespace imrec {

/// Returns crop options for this algorithm, without samplers.
inline CropOptions MxnetCropOptions() {
  return {.selection = Selection::kFirstSuccess,
          .size_law = SizeLaw::kRange,
          .aspect_space = AspectSpace::kPixel,
          .accept_without_objects = true,
          .center = CenterRule::kHalfOpen,
          .no_survivor = NoSurvivor::kReject,
          .rounding = WindowRounding::kTruncPixels};
}

}  // namespace imrec

#endif  // IMREC_AUGMENT_MXNET_CROP_H_
