#include "image/text/glyph_painter.h"

#include FT_COLOR_H
#include FT_OUTLINE_H

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "image/text/glyph_blend.h"

namespace imrec {
namespace {

// A damaged font may hold a glyph that takes gigabytes. No glyph for text is so many ems wide, and
// no picture of an emoji has so many pixels on an edge.
constexpr int kMostEms = 8;
constexpr unsigned kMostPictureEdge = 1024;

// The whole pixels of a position in 1/64, and the rest, 0..63.
int Whole(std::int32_t position) { return position >> 6; }
int Rest(std::int32_t position) { return position & 63; }

// Extends `box` by the layers of a glyph in colours, which FreeType renders with it. Returns false
// if one cannot be loaded.
bool AddLayers(FT_Face face, unsigned glyph, FT_BBox& box) {
  FT_LayerIterator iterator{};
  FT_UInt layer = 0;
  FT_UInt color = 0;
  while (FT_Get_Color_Glyph_Layer(face, glyph, &layer, &color, &iterator) != 0) {
    if (FT_Load_Glyph(face, layer, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0) return false;
    FT_BBox outline;
    FT_Outline_Get_CBox(&face->glyph->outline, &outline);
    box.xMin = std::min(box.xMin, outline.xMin);
    box.yMin = std::min(box.yMin, outline.yMin);
    box.xMax = std::max(box.xMax, outline.xMax);
    box.yMax = std::max(box.yMax, outline.yMax);
  }
  return true;
}

// Loads an outline and moves it to its place between whole pixels. Returns the pixels that it
// covers.
std::optional<PixelRect> LoadOutline(FT_Face face, const TextGlyph& glyph, int pixel_size) {
  constexpr FT_Int32 kFlags = FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP | FT_LOAD_COLOR;
  FT_BBox layers{};
  if (!AddLayers(face, glyph.index, layers)) return std::nullopt;
  if (FT_Load_Glyph(face, glyph.index, kFlags) != 0) return std::nullopt;
  if (face->glyph->format != FT_GLYPH_FORMAT_OUTLINE) return std::nullopt;
  FT_Outline* outline = &face->glyph->outline;
  FT_Outline_Translate(outline, Rest(glyph.x), -Rest(glyph.y));
  FT_BBox box;
  FT_Outline_Get_CBox(outline, &box);
  const bool layered = layers.xMax > layers.xMin;
  if (layered) {
    box = {std::min(box.xMin, layers.xMin), std::min(box.yMin, layers.yMin),
           std::max(box.xMax, layers.xMax + 64), std::max(box.yMax, layers.yMax + 64)};
  }
  const FT_Pos limit = FT_Pos{kMostEms} * pixel_size * 64;
  if (box.xMin < -limit || box.xMax > limit || box.yMin < -limit || box.yMax > limit) {
    return std::nullopt;
  }
  const auto floor = [](FT_Pos at) { return static_cast<int>(at >> 6); };
  const auto ceiling = [](FT_Pos at) { return static_cast<int>((at + 63) >> 6); };
  return PixelRect{Whole(glyph.x) + floor(box.xMin), Whole(glyph.y) - ceiling(box.yMax),
                   ceiling(box.xMax) - floor(box.xMin), ceiling(box.yMax) - floor(box.yMin)};
}

// Loads a picture, or only its measures. Returns the pixels that it covers after it is resized.
std::optional<PixelRect> LoadPicture(FT_Face face, const TextGlyph& glyph, double scale,
                                     bool measure) {
  constexpr FT_Int32 kFlags = FT_LOAD_COLOR | FT_LOAD_BITMAP_METRICS_ONLY;
  if (FT_Load_Glyph(face, glyph.index, kFlags) != 0) return std::nullopt;
  const FT_GlyphSlotRec& slot = *face->glyph;
  if (std::max(slot.bitmap.width, slot.bitmap.rows) > kMostPictureEdge ||
      std::min(slot.bitmap.width, slot.bitmap.rows) == 0) {
    return std::nullopt;
  }
  if (!measure && (FT_Load_Glyph(face, glyph.index, FT_LOAD_COLOR) != 0 ||
                   slot.bitmap.pixel_mode != FT_PIXEL_MODE_BGRA)) {
    return std::nullopt;
  }
  const auto scaled = [&](double pixels) { return static_cast<int>(std::lround(pixels * scale)); };
  return PixelRect{Whole(glyph.x + 32) + scaled(slot.bitmap_left),
                   Whole(glyph.y + 32) - scaled(slot.bitmap_top),
                   std::max(1, scaled(slot.bitmap.width)), std::max(1, scaled(slot.bitmap.rows))};
}

std::optional<PixelRect> Load(FontFace& font, const TextGlyph& glyph, int pixel_size,
                              bool measure) {
  FT_FaceRec* const face = font.AtSize(pixel_size);
  if (face == nullptr) return std::nullopt;
  if (FT_IS_SCALABLE(face)) return LoadOutline(face, glyph, pixel_size);
  return LoadPicture(face, glyph, font.PictureScale(pixel_size), measure);
}

GlyphBitmap BitmapOf(const FT_Bitmap& bitmap) {
  return {.pixels = bitmap.buffer,
          .pitch = bitmap.pitch,
          .size = {static_cast<int>(bitmap.width), static_cast<int>(bitmap.rows)}};
}

}  // namespace

PixelRect GlyphBounds(FontFace& font, const TextGlyph& glyph, int pixel_size) {
  return Load(font, glyph, pixel_size, true).value_or(PixelRect{});
}

void PaintGlyph(MutableImageView image, PixelRect clip, int x, int baseline, FontFace& font,
                const TextGlyph& glyph, int pixel_size, Rgb color) {
  const std::optional<PixelRect> bounds = Load(font, glyph, pixel_size, false);
  if (!bounds || bounds->width == 0 || bounds->height == 0) return;
  FT_GlyphSlotRec& slot = *font.AtSize(pixel_size)->glyph;
  if (slot.format == FT_GLYPH_FORMAT_BITMAP) {
    const ImageSize size{bounds->width, bounds->height};
    const std::vector<std::uint8_t> resized = ResizeColors(BitmapOf(slot.bitmap), size);
    BlendColors(image, clip, x + bounds->x, baseline + bounds->y,
                {.pixels = resized.data(), .pitch = 4 * size.width, .size = size});
    return;
  }
  if (FT_Render_Glyph(&slot, FT_RENDER_MODE_NORMAL) != 0) return;
  const int left = x + Whole(glyph.x) + slot.bitmap_left;
  const int top = baseline + Whole(glyph.y) - slot.bitmap_top;
  const GlyphBitmap bitmap = BitmapOf(slot.bitmap);
  if (slot.bitmap.pixel_mode == FT_PIXEL_MODE_BGRA) {
    BlendColors(image, clip, left, top, bitmap);
  } else if (slot.bitmap.pixel_mode == FT_PIXEL_MODE_GRAY) {
    BlendCoverage(image, clip, left, top, bitmap, color);
  }
}

}  // namespace imrec
