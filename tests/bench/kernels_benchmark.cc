// The vector kernels beside their scalar twins.
#include <vector>

#include <benchmark/benchmark.h>

#include "augment/color/color_kernels.h"
#include "augment/color/color_level_kernels.h"
#include "image/resample/resample_kernels.h"
#include "image/resample/ycbcr_kernels.h"
#include "image/tensor/tensor_kernels.h"

namespace imrec {
namespace {

// As many pixels as a renderer has at a time.
constexpr std::size_t kPixels = 1200;

template <typename Function>
void OnPixels(benchmark::State& state, const Function& function) {
  std::vector<float> levels(3 * kPixels);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    levels[i] = static_cast<float>(i * 37 % 256);
  }
  const std::span<float> all(levels);
  for (auto _ : state) {
    function(RgbPlanes{.red = all.first(kPixels),
                       .green = all.subspan(kPixels, kPixels),
                       .blue = all.last(kPixels)});
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kPixels) * state.iterations());
}

void Saturation(benchmark::State& state) {
  OnPixels(state, [](RgbPlanes pixels) { ScaleSaturation(pixels, 1.1F); });
}
void SaturationScalar(benchmark::State& state) {
  OnPixels(state, [](RgbPlanes pixels) { scalar::ScaleSaturation(pixels, 1.1F); });
}
void Hue(benchmark::State& state) {
  OnPixels(state, [](RgbPlanes pixels) { TurnHue(pixels, 0.2F); });
}
void HueScalar(benchmark::State& state) {
  OnPixels(state, [](RgbPlanes pixels) { scalar::TurnHue(pixels, 0.2F); });
}
void WholeHsv(benchmark::State& state) {
  OnPixels(state, [](RgbPlanes pixels) { ScaleWholeHsv(pixels, 1.1F, 5); });
}
void WholeHsvScalar(benchmark::State& state) {
  OnPixels(state, [](RgbPlanes pixels) { scalar::ScaleWholeHsv(pixels, 1.1F, 5); });
}
void WholeHls(benchmark::State& state) {
  OnPixels(state, [](RgbPlanes pixels) { AddWholeHls(pixels, {.hue = 5, .lightness = 3}); });
}
void WholeHlsScalar(benchmark::State& state) {
  OnPixels(state,
           [](RgbPlanes pixels) { scalar::AddWholeHls(pixels, {.hue = 5, .lightness = 3}); });
}

template <typename Function>
void OnRows(benchmark::State& state, const Function& function) {
  constexpr std::size_t kSamples = 1500;
  const std::vector<std::uint8_t> samples(4 * kSamples, 77);
  const std::vector<float> weights = {0.1F, 0.4F, 0.4F, 0.1F};
  std::vector<float> sums(kSamples);
  for (auto _ : state) {
    function({.first = samples.data(), .stride = kSamples}, weights, sums);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kSamples) * state.iterations());
}

void RowSums(benchmark::State& state) {
  OnRows(state, [](SampleRows rows, std::span<const float> weights, std::span<float> sums) {
    SumRows(rows, weights, 0, sums);
  });
}
void RowSumsScalar(benchmark::State& state) {
  OnRows(state, [](SampleRows rows, std::span<const float> weights, std::span<float> sums) {
    scalar::SumRows(rows, weights, 0, sums);
  });
}

// Sixteen rows of a source of 400 columns to 300.
template <typename Function>
void OnLevels(benchmark::State& state, const Function& function) {
  constexpr std::size_t kRows = 16;
  constexpr std::size_t kColumns = 404;
  constexpr std::size_t kWidth = 300;
  constexpr std::size_t kTaps = 4;
  const std::vector<float> levels(kRows * kColumns, 99);
  const std::vector<float> weights(kWidth * kTaps, 0.25F);
  std::vector<int> first(kWidth);
  for (std::size_t x = 0; x < kWidth; ++x) first[x] = static_cast<int>(4 * x / 3);
  std::vector<float> scratch(LevelScratch(kColumns));
  std::vector<float> plane(kRows * kWidth);
  const imrec::LevelSums sums{.levels = levels.data(),
                              .stride = kColumns,
                              .first = first.data(),
                              .weights = weights.data(),
                              .taps = kTaps};
  for (auto _ : state) {
    function(sums, kRows, kWidth, scratch.data(), plane.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kRows * kWidth) * state.iterations());
}

void SummedLevels(benchmark::State& state) { OnLevels(state, SumLevels); }
void SummedLevelsScalar(benchmark::State& state) {
  OnLevels(state,
           [](const imrec::LevelSums& sums, std::size_t rows, std::size_t width, float* /*scratch*/,
              float* plane) { scalar::SumLevels(sums, rows, width, plane); });
}

template <typename Function>
void OnRowOfPixels(benchmark::State& state, const Function& function) {
  constexpr std::size_t kWidth = 500;
  const std::vector<std::uint8_t> samples(3 * kWidth, 99);
  std::vector<std::uint8_t> pixels(3 * kWidth);
  for (auto _ : state) {
    function(
        {.y = samples.data(), .cb = samples.data() + kWidth, .cr = samples.data() + 2 * kWidth},
        kWidth,
        {.red = pixels.data(),
         .green = pixels.data() + kWidth,
         .blue = pixels.data() + 2 * kWidth});
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kWidth) * state.iterations());
}

void RowsToRgb(benchmark::State& state) { OnRowOfPixels(state, ConvertRow); }
void RowsToRgbScalar(benchmark::State& state) { OnRowOfPixels(state, scalar::ConvertRow); }

template <typename Function>
void Storing(benchmark::State& state, const TensorFormat& format, const Function& function) {
  constexpr std::size_t kImages = 64;  // more than a cache holds
  constexpr std::size_t kArea = 300 * 300;
  std::vector<float> tensor(kImages * kArea * 3);
  const std::vector<float> levels(3 * kPixels, 99);
  const ChannelRuns runs{
      .count = kPixels,
      .values = {levels.data(), levels.data() + kPixels, levels.data() + 2 * kPixels},
      .scale = {1, 1, 1}};
  std::size_t block = 0;
  for (auto _ : state) {
    const std::size_t at = block++ % (kImages * kArea / kPixels) * kPixels;
    auto* const image = reinterpret_cast<std::byte*>(tensor.data() + at / kArea * kArea * 3);
    function(runs, format, kArea, at % kArea, image);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kPixels) * state.iterations());
}

void StoreFloats(benchmark::State& state) { Storing(state, {}, StorePixels); }
void StoreFloatsScalar(benchmark::State& state) { Storing(state, {}, scalar::StorePixels); }
void StoreHalves(benchmark::State& state) {
  Storing(state, {.type = PixelType::kFloat16}, StorePixels);
}
void StoreHalvesScalar(benchmark::State& state) {
  Storing(state, {.type = PixelType::kFloat16}, scalar::StorePixels);
}

BENCHMARK(Saturation);
BENCHMARK(SaturationScalar);
BENCHMARK(Hue);
BENCHMARK(HueScalar);
BENCHMARK(WholeHsv);
BENCHMARK(WholeHsvScalar);
BENCHMARK(WholeHls);
BENCHMARK(WholeHlsScalar);
BENCHMARK(RowSums);
BENCHMARK(RowSumsScalar);
BENCHMARK(SummedLevels);
BENCHMARK(SummedLevelsScalar);
BENCHMARK(RowsToRgb);
BENCHMARK(RowsToRgbScalar);
BENCHMARK(StoreFloats);
BENCHMARK(StoreFloatsScalar);
BENCHMARK(StoreHalves);
BENCHMARK(StoreHalvesScalar);

}  // namespace
}  // namespace imrec
