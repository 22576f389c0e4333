#include "image/internal/draw.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace imrec {
namespace {

// Returns min(begin + length, limit). The sum may exceed an int.
int ClippedEnd(int begin, int length, int limit) {
  return static_cast<int>(std::min<std::int64_t>(std::int64_t{begin} + length, limit));
}

// Returns where the last `thickness` pixels of [begin, begin + length) start.
int EndStart(int begin, int length, int thickness) {
  return ClippedEnd(begin, length - thickness, std::numeric_limits<int>::max());
}

}  // namespace

Rgb ClassColor(std::size_t index) {
  static constexpr std::array<Rgb, 12> kPalette = {{{230, 57, 70},
                                                    {29, 131, 226},
                                                    {46, 174, 79},
                                                    {245, 158, 11},
                                                    {147, 69, 222},
                                                    {17, 178, 190},
                                                    {236, 72, 153},
                                                    {132, 140, 20},
                                                    {98, 82, 66},
                                                    {99, 102, 241},
                                                    {248, 122, 82},
                                                    {20, 110, 90}}};
  return kPalette[index % kPalette.size()];
}

void FillRect(MutableImageView image, PixelRect rect, Rgb color) {
  const int x_begin = std::max(rect.x, 0);
  const int x_end = ClippedEnd(rect.x, rect.width, image.width());
  const int y_end = ClippedEnd(rect.y, rect.height, image.height());
  for (int y = std::max(rect.y, 0); y < y_end; ++y) {
    for (int x = x_begin; x < x_end; ++x) {
      const std::span<std::uint8_t> pixel = image.pixel(x, y);
      pixel[0] = color.red;
      pixel[1] = color.green;
      pixel[2] = color.blue;
    }
  }
}

void DrawRect(MutableImageView image, PixelRect rect, int thickness, Rgb color) {
  const int horizontal = std::min(thickness, rect.height);
  const int vertical = std::min(thickness, rect.width);
  FillRect(image, {rect.x, rect.y, rect.width, horizontal}, color);
  FillRect(image, {rect.x, EndStart(rect.y, rect.height, horizontal), rect.width, horizontal},
           color);
  FillRect(image, {rect.x, rect.y, vertical, rect.height}, color);
  FillRect(image, {EndStart(rect.x, rect.width, vertical), rect.y, vertical, rect.height}, color);
}

void DrawDashedRect(MutableImageView image, PixelRect rect, int thickness, Rgb color) {
  constexpr int kDash = 6;
  constexpr int kPeriod = 10;
  for (int x = 0; x < rect.width; x += kPeriod) {
    const int length = std::min(kDash, rect.width - x);
    for (const int y : {rect.y, EndStart(rect.y, rect.height, thickness)}) {
      FillRect(image, {rect.x + x, y, length, thickness}, color);
    }
  }
  for (int y = 0; y < rect.height; y += kPeriod) {
    const int length = std::min(kDash, rect.height - y);
    for (const int x : {rect.x, EndStart(rect.x, rect.width, thickness)}) {
      FillRect(image, {x, rect.y + y, thickness, length}, color);
    }
  }
}

}  // namespace imrec
