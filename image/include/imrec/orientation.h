// Turning images upright by their EXIF orientation.
#ifndef IMREC_ORIENTATION_H_
#define IMREC_ORIENTATION_H_

#include <imrec/image.h>

namespace imrec {

/// The size of an image once its orientation (EXIF 1..8) is applied.
ImageSize OrientedSize(ImageSize stored, int orientation);

/// Writes `source` turned and mirrored as EXIF `orientation` (1..8) says into `target`. Other
/// values mean upright, here as above.
void ApplyOrientation(ImageView source, int orientation, Image& target);

/// Where a part of the upright image lies in the stored image, whose size is `stored`.
PixelWindow StoredWindow(PixelWindow upright, ImageSize stored, int orientation);

}  // namespace imrec

#endif  // IMREC_ORIENTATION_H_
