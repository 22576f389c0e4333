// Rotates and mirrors images according to their EXIF orientation (tag 0x0112). Values other than
// 1..8 are treated as 1, upright.
#ifndef IMREC_IMAGE_INTERNAL_ORIENTATION_H_
#define IMREC_IMAGE_INTERNAL_ORIENTATION_H_

#include <imrec/image.h>

namespace imrec {

/// Returns the size of the upright image.
ImageSize OrientedSize(ImageSize stored, int orientation);

/// Replaces `target` by the upright image. `target` must not own the pixels of `source`.
void ApplyOrientation(ImageView source, int orientation, Image& target);

/// Returns the window in the stored image, whose size is `stored`, that contains the pixels of the
/// window `upright` in the upright image.
PixelWindow StoredWindow(PixelWindow upright, ImageSize stored, int orientation);

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_ORIENTATION_H_
