#include "image/internal/orientation.h"

#include <utility>

#include <algorithm>

namespace imrec {
namespace {

// Orientations 5..8 swap rows and columns.
bool IsTransposed(int orientation) { return orientation >= 5 && orientation <= 8; }

// Whether the pixels of the upright image run from right to left, or from bottom to top, in the
// stored image.
bool RunsFromRight(int orientation) {
  return orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
}
bool RunsFromBottom(int orientation) {
  return orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
}

}  // namespace

ImageSize OrientedSize(ImageSize stored, int orientation) {
  if (IsTransposed(orientation)) return {stored.height, stored.width};
  return stored;
}

void ApplyOrientation(ImageView source, int orientation, Image& target) {
  target.Resize(OrientedSize(source.size(), orientation), source.channels());
  const bool flip_x = RunsFromRight(orientation);
  const bool flip_y = RunsFromBottom(orientation);
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

PixelWindow StoredWindow(PixelWindow upright, ImageSize stored, int orientation) {
  PixelWindow window = upright;
  if (IsTransposed(orientation)) {
    window = {
        .left = upright.top, .top = upright.left, .right = upright.bottom, .bottom = upright.right};
  }
  if (RunsFromRight(orientation)) {
    window.left = stored.width - window.left;
    window.right = stored.width - window.right;
    std::swap(window.left, window.right);
  }
  if (RunsFromBottom(orientation)) {
    window.top = stored.height - window.top;
    window.bottom = stored.height - window.bottom;
    std::swap(window.top, window.bottom);
  }
  return window;
}

}  // namespace imrec
