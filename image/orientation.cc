#include <imrec/orientation.h>

#include <algorithm>

namespace imrec {
namespace {

// Orientations 5..8 swap rows and columns.
bool IsTransposed(int orientation) { return orientation >= 5 && orientation <= 8; }

}  // namespace

ImageSize OrientedSize(ImageSize stored, int orientation) {
  if (IsTransposed(orientation)) return {stored.height, stored.width};
  return stored;
}

void ApplyOrientation(ImageView source, int orientation, Image& target) {
  target.Resize(OrientedSize(source.size(), orientation), source.channels());
  // Along which source axes the upright image runs backwards.
  const bool flip_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool flip_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const MutableImageView out = target.view();
  for (int y = 0; y < out.height(); ++y) {
    for (int x = 0; x < out.width(); ++x) {
      int from_x = IsTransposed(orientation) ? y : x;
      int from_y = IsTransposed(orientation) ? x : y;
      if (flip_x) from_x = source.width() - 1 - from_x;
      if (flip_y) from_y = source.height() - 1 - from_y;
      std::ranges::copy(source.pixel(from_x, from_y), out.pixel(x, y).begin());
    }
  }
}

}  // namespace imrec
