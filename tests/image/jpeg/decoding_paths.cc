#include "tests/image/jpeg/decoding_paths.h"

#include <algorithm>
#include <span>
#include <utility>

#include <imrec/image_codec.h>

#include "image/internal/jpeg_transcode.h"
#include "image/internal/ycbcr_part.h"

namespace imrec::test {
namespace {

void DecodeCorner(std::span<const std::byte> encoded, const ImageLimits& limits, int divisor) {
  Image memory;
  AnyImageDecoder decoder(limits);
  decoder.Open(encoded);
  decoder.DecodePart(ColorMode::kRgb,
                     {.window = {.left = 0, .top = 0, .right = 1, .bottom = 1},
                      .divisor = decoder.Divisor(divisor)},
                     memory);
}

// As much as an image may hold.
void DecodeLargePart(std::span<const std::byte> encoded, const ImageLimits& limits) {
  Image memory;
  AnyImageDecoder decoder(limits);
  const ImageSize size = decoder.Open(encoded).size;
  decoder.DecodePart(ColorMode::kRgb,
                     {.window = {.left = 0,
                                 .top = 0,
                                 .right = std::min(size.width, 16384),
                                 .bottom = std::min(size.height, 16384)}},
                     memory);
}

void DecodePlanes(std::span<const std::byte> encoded, const ImageLimits& limits) {
  YcbcrPart planes;
  AnyImageDecoder decoder(limits);
  const ImageSize size = decoder.Open(encoded).size;
  decoder.DecodeYcbcr({.window = {.left = 0,
                                  .top = 0,
                                  .right = std::min(size.width, 16384),
                                  .bottom = std::min(size.height, 16384)}},
                      planes);
}

}  // namespace

std::vector<Path> DecodingPaths() {
  return {
      {"Open", [](auto encoded, auto& limits) { AnyImageDecoder(limits).Open(encoded); }},
      {"Decode",
       [](auto encoded, auto& limits) {
         Image image;
         AnyImageDecoder(limits).Decode(encoded, ColorMode::kRgb, image);
       }},
      {"DecodeGrey",
       [](auto encoded, auto& limits) {
         Image image;
         AnyImageDecoder(limits).Decode(encoded, ColorMode::kGrey, image);
       }},
      {"DecodeAtLeast",
       [](auto encoded, auto& limits) {
         Image image;
         AnyImageDecoder decoder(limits);
         decoder.Open(encoded);
         decoder.DecodeAtLeast(ColorMode::kRgb, {1, 1}, image);
       }},
      {"DecodePart", [](auto encoded, auto& limits) { DecodeCorner(encoded, limits, 1); }},
      {"DecodePartShrunk", [](auto encoded, auto& limits) { DecodeCorner(encoded, limits, 8); }},
      {"DecodeLargePart", DecodeLargePart},
  };
}

std::vector<Path> JpegPaths() {
  std::vector<Path> paths = DecodingPaths();
  paths.push_back({"DecodeYcbcr", DecodePlanes});
  for (const JpegLayout layout : {JpegLayout::kBaseline, JpegLayout::kCropReady}) {
    paths.push_back({layout == JpegLayout::kBaseline ? "Baseline" : "CropReady",
                     [layout](auto encoded, auto& limits) {
                       std::vector<std::byte> result;
                       JpegTranscoder(limits).Transcode(encoded, layout, result);
                     }});
  }
  return paths;
}

std::optional<Error> Failure(const Path& path, std::span<const std::byte> encoded,
                             const ImageLimits& limits) {
  try {
    path.run(encoded, limits);
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

}  // namespace imrec::test
