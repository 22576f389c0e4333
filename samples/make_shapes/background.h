// Textured backgrounds.
#ifndef IMREC_SAMPLES_MAKE_SHAPES_BACKGROUND_H_
#define IMREC_SAMPLES_MAKE_SHAPES_BACKGROUND_H_

#include <vector>

#include <imrec/image.h>
#include <imrec/random.h>

#include "color.h"

namespace shapes {

/// Cloudy noise between two muted colours, a gradient over it and, often, stripes or checks; one
/// colour per pixel, row by row.
std::vector<Color> MakeBackground(imrec::ImageSize size, imrec::RandomStream random);

}  // namespace shapes

#endif  // IMREC_SAMPLES_MAKE_SHAPES_BACKGROUND_H_
