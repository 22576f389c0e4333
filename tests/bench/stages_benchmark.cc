// The stages that a sample passes through, on a picture of 500x375.
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include <imrec/image_codec.h>

#include "augment/internal/sample_planner.h"
#include "augment/internal/sample_renderer.h"
#include "image/internal/jpeg_transcode.h"
#include "image/internal/ycbcr_part.h"

namespace imrec {
namespace {

constexpr ImageSize kSize = {.width = 500, .height = 375};
// A window in the lower right, of half the sides.
constexpr ImagePart kPart = {.window = {.left = 240, .top = 180, .right = 490, .bottom = 367}};

Image Picture() {
  Image image(kSize, 3);
  std::uint32_t noise = 1;
  for (int y = 0; y < kSize.height; ++y) {
    for (int x = 0; x < kSize.width; ++x) {
      noise = noise * 1664525 + 1013904223;
      for (std::size_t c = 0; c < 3; ++c) {
        const int level = (x * 3 + y * 2 + static_cast<int>(c) * 40) / 4 % 200;
        image.view().pixel(x, y)[c] =
            static_cast<std::uint8_t>(level + static_cast<int>(noise >> (27 - c)) % 32);
      }
    }
  }
  return image;
}

std::vector<std::byte> Jpeg(bool crop_ready) {
  const Image picture = Picture();
  std::vector<std::byte> encoded;
  EncodeImage(picture.view(), ".jpg", 90, encoded);
  if (crop_ready) JpegTranscoder().Transcode(encoded, JpegLayout::kCropReady, encoded);
  return encoded;
}

void Plan(benchmark::State& state) {
  const std::vector<BoundingBox> boxes = {{.xmin = .1, .ymin = .2, .xmax = .4, .ymax = .6},
                                          {.xmin = .5, .ymin = .3, .xmax = .9, .ymax = .8}};
  SamplePlanner planner(PresetByName("ssd300"));
  SamplePlan plan;
  SampleKey key;
  for ([[maybe_unused]] auto _ : state) {
    ++key.ordinal;
    planner.Plan(kSize, boxes, key, plan);
  }
}

void DecodeWhole(benchmark::State& state) {
  const std::vector<std::byte> encoded = Jpeg(false);
  AnyImageDecoder decoder;
  Image image;
  for ([[maybe_unused]] auto _ : state) decoder.Decode(encoded, ColorMode::kRgb, image);
}

void DecodePartOf(benchmark::State& state, bool crop_ready) {
  const std::vector<std::byte> encoded = Jpeg(crop_ready);
  AnyImageDecoder decoder;
  Image image;
  for ([[maybe_unused]] auto _ : state) {
    decoder.Open(encoded);
    benchmark::DoNotOptimize(decoder.DecodePart(ColorMode::kRgb, kPart, image).data());
  }
}
void DecodePart(benchmark::State& state) { DecodePartOf(state, false); }
void DecodePartCropReady(benchmark::State& state) { DecodePartOf(state, true); }

void DecodePlanesOf(benchmark::State& state, const ImagePart& part, bool crop_ready) {
  const std::vector<std::byte> encoded = Jpeg(crop_ready);
  AnyImageDecoder decoder;
  YcbcrPart planes;
  for ([[maybe_unused]] auto _ : state) {
    decoder.Open(encoded);
    if (!decoder.DecodeYcbcr(part, planes)) state.SkipWithError("no planes");
  }
}
void DecodePlanesOfWhole(benchmark::State& state) {
  DecodePlanesOf(state, {.window = {.right = kSize.width, .bottom = kSize.height}}, false);
}
void DecodePlanesOfPart(benchmark::State& state) { DecodePlanesOf(state, kPart, false); }
void DecodePlanesOfPartCropReady(benchmark::State& state) { DecodePlanesOf(state, kPart, true); }

void RenderPlanes(benchmark::State& state, ChromaResampling chroma) {
  const std::vector<std::byte> encoded = Jpeg(false);
  AnyImageDecoder decoder;
  YcbcrPart planes;
  decoder.Open(encoded);
  decoder.DecodeYcbcr({.window = {.right = kSize.width, .bottom = kSize.height}}, planes);
  AugmentRecipe recipe = PresetByName("ssd300");
  recipe.resize.chroma = chroma;
  SamplePlanner planner(recipe);
  SampleRenderer renderer(recipe);
  std::vector<float> tensor(3 * 300 * 300);
  const auto bytes = std::as_writable_bytes(std::span(tensor));
  SamplePlan plan;
  SampleKey key;
  for ([[maybe_unused]] auto _ : state) {
    ++key.ordinal;
    planner.Plan(kSize, {}, key, plan);
    if (!plan.ShowsSource()) continue;
    renderer.RenderPart(plan, renderer.AimFor(plan, 1), planes, bytes);
  }
}
void RenderPlanesAsPixels(benchmark::State& state) {
  RenderPlanes(state, ChromaResampling::kAsPixels);
}
void RenderPlanesAsStored(benchmark::State& state) {
  RenderPlanes(state, ChromaResampling::kAsStored);
}

void Render(benchmark::State& state) {
  const Image picture = Picture();
  SamplePlanner planner(PresetByName("ssd300"));
  SampleRenderer renderer(planner.recipe());
  std::vector<float> tensor(3 * 300 * 300);
  SamplePlan plan;
  SampleKey key;
  for ([[maybe_unused]] auto _ : state) {
    ++key.ordinal;
    planner.Plan(kSize, {}, key, plan);
    renderer.Render(plan, picture.view(), tensor);
  }
}

BENCHMARK(Plan);
BENCHMARK(DecodeWhole);
BENCHMARK(DecodePart);
BENCHMARK(DecodePartCropReady);
BENCHMARK(DecodePlanesOfWhole);
BENCHMARK(DecodePlanesOfPart);
BENCHMARK(DecodePlanesOfPartCropReady);
BENCHMARK(Render);
BENCHMARK(RenderPlanesAsPixels);
BENCHMARK(RenderPlanesAsStored);

}  // namespace
}  // namespace imrec
