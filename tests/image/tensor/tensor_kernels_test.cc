// Storing pixels by vectors against the plain loops, on every target that this processor has.
#include "image/tensor/tensor_kernels.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/vector_targets.h"

namespace imrec {
namespace {

TEST(TensorKernels, EveryWidthIsStoredTheSameInEveryFormat) {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> level(-20.0F, 280.0F);
  test::ForEachVectorTarget([&] {
    for (const PixelType type : {PixelType::kFloat32, PixelType::kFloat16, PixelType::kUint8}) {
      for (const PixelLayout layout : {PixelLayout::kNchw, PixelLayout::kNhwc}) {
        for (std::size_t width = 1; width <= 70; ++width) {
          const TensorFormat format{.type = type, .layout = layout};
          const std::size_t begin = random() % 40;
          const std::size_t area = begin + width + random() % 3;
          std::vector<float> levels(3 * width);
          for (float& value : levels) value = level(random);
          const ChannelRuns runs{
              .count = width,
              .values = {levels.data(), levels.data() + width, levels.data() + 2 * width},
              .mean = {104, 117, 123.5F},
              .scale = {1, 0.0171F, 1 / 57.0F}};
          std::vector<std::byte> expected(3 * area * format.value_bytes(), std::byte{7});
          std::vector<std::byte> stored = expected;
          scalar::StorePixels(runs, format, area, begin, expected.data());
          StorePixels(runs, format, area, begin, stored.data());
          ASSERT_EQ(stored, expected) << width << " from " << begin << ", " << format.value_bytes()
                                      << " bytes, layout " << static_cast<int>(layout);
        }
      }
    }
  });
}

}  // namespace
}  // namespace imrec
