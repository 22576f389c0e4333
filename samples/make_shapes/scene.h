// One picture of overlapping shapes, and where they are.
#ifndef IMREC_SAMPLES_MAKE_SHAPES_SCENE_H_
#define IMREC_SAMPLES_MAKE_SHAPES_SCENE_H_

#include <cstdint>
#include <vector>

#include <imrec/image.h>

#include "geometry.h"

namespace shapes {

/// A shape that can be seen, and the box around what is seen of it: pixels counted from 1, both
/// ends included, as VOC does.
struct Annotation {
  Kind kind = Kind::kCircle;
  int xmin = 0;
  int ymin = 0;
  int xmax = 0;
  int ymax = 0;
  bool truncated = false;  // part of it is outside the image
  bool occluded = false;   // part of it is behind others
  bool difficult = false;  // most of it is behind others
};

struct Scene {
  imrec::Image image;  // RGB
  std::vector<Annotation> annotations;
};

/// The scene of that number and seed, always the same.
Scene MakeScene(imrec::ImageSize size, std::uint64_t seed, std::uint64_t number);

}  // namespace shapes

#endif  // IMREC_SAMPLES_MAKE_SHAPES_SCENE_H_
