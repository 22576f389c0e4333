#include "image/text/glyph_blend.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace imrec {
namespace {

// Returns the part of a bitmap at (x, y) that is inside `clip` and the image.
PixelRect Visible(MutableImageView image, PixelRect clip, int x, int y, ImageSize bitmap) {
  const int left = std::max({x, clip.x, 0});
  const int top = std::max({y, clip.y, 0});
  const int right = std::min({x + bitmap.width, clip.x + clip.width, image.width()});
  const int bottom = std::min({y + bitmap.height, clip.y + clip.height, image.height()});
  return {left, top, std::max(0, right - left), std::max(0, bottom - top)};
}

std::uint8_t Over(unsigned below, unsigned above, unsigned opacity) {
  return static_cast<std::uint8_t>(
      std::min(255U, above + (below * (255U - opacity) + 127U) / 255U));
}

// Calls `use(pixel of the image, pixel of the bitmap)` for each pixel that is visible.
template <typename Use>
void ForEachPixel(MutableImageView image, PixelRect clip, int x, int y, const GlyphBitmap& bitmap,
                  int bytes_per_pixel, const Use& use) {
  const PixelRect visible = Visible(image, clip, x, y, bitmap.size);
  for (int row = visible.y; row < visible.y + visible.height; ++row) {
    const std::uint8_t* from = bitmap.pixels + std::ptrdiff_t{row - y} * bitmap.pitch;
    for (int column = visible.x; column < visible.x + visible.width; ++column) {
      use(image.pixel(column, row), from + std::ptrdiff_t{column - x} * bytes_per_pixel);
    }
  }
}

}  // namespace

void BlendCoverage(MutableImageView image, PixelRect clip, int x, int y,
                   const GlyphBitmap& coverage, Rgb color) {
  ForEachPixel(image, clip, x, y, coverage, 1,
               [&](std::span<std::uint8_t> pixel, const std::uint8_t* from) {
                 const unsigned opacity = *from;
                 const auto blend = [&](std::uint8_t& below, unsigned ink) {
                   below = Over(below, (ink * opacity + 127U) / 255U, opacity);
                 };
                 blend(pixel[0], color.red);
                 blend(pixel[1], color.green);
                 blend(pixel[2], color.blue);
               });
}

void BlendColors(MutableImageView image, PixelRect clip, int x, int y, const GlyphBitmap& colors) {
  ForEachPixel(image, clip, x, y, colors, 4,
               [&](std::span<std::uint8_t> pixel, const std::uint8_t* from) {
                 pixel[0] = Over(pixel[0], from[2], from[3]);
                 pixel[1] = Over(pixel[1], from[1], from[3]);
                 pixel[2] = Over(pixel[2], from[0], from[3]);
               });
}

std::vector<std::uint8_t> ResizeColors(const GlyphBitmap& colors, ImageSize size) {
  // The samples of `length` from which pixel `at` of `resized` is made, at least one.
  const auto begin = [](int at, int length, int resized) { return at * length / resized; };
  const auto end = [&](int at, int length, int resized) {
    return std::max(begin(at, length, resized) + 1, begin(at + 1, length, resized));
  };
  std::vector<std::uint8_t> result;
  result.reserve(4 * static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height));
  for (int y = 0; y < size.height; ++y) {
    const int bottom = end(y, colors.size.height, size.height);
    for (int x = 0; x < size.width; ++x) {
      const int right = end(x, colors.size.width, size.width);
      std::array<unsigned, 4> sums = {};
      unsigned count = 0;
      for (int row = begin(y, colors.size.height, size.height); row < bottom; ++row) {
        for (int column = begin(x, colors.size.width, size.width); column < right; ++column) {
          const std::uint8_t* pixel =
              colors.pixels + std::ptrdiff_t{row} * colors.pitch + std::ptrdiff_t{column} * 4;
          for (std::size_t c = 0; c < 4; ++c) sums[c] += pixel[c];
          ++count;
        }
      }
      for (const unsigned sum : sums) {
        result.push_back(static_cast<std::uint8_t>((sum + count / 2) / count));
      }
    }
  }
  return result;
}

}  // namespace imrec
