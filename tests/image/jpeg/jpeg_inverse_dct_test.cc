// The inverse DCTs against those of libjpeg, on every target that this processor has.
#include "image/jpeg/jpeg_inverse_dct.h"
#include "image/internal/ycbcr_part.h"

#include <algorithm>
#include <array>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "tests/image/jpeg/jpeg_files.h"
#include "tests/image/pictures.h"
#include "tests/support/vector_targets.h"

namespace imrec::jpeg {
namespace {

constexpr std::ptrdiff_t kStride = 11;

// The samples of a block, and bytes around them that must not be written.
std::array<std::uint8_t, 8 * kStride> Samples(const CoefficientBlock& block,
                                              const QuantTable& quant, int size) {
  std::array<std::uint8_t, 8 * kStride> samples;
  samples.fill(77);
  EXPECT_TRUE(InverseDct(block, quant, size, samples.data(), kStride));
  return samples;
}

TEST(InverseDct, AConstantBlockHasOneLevel) {
  QuantTable quant{};
  quant[0] = 3;
  test::ForEachVectorTarget([&] {
    for (const int size : {8, 4, 2, 1}) {
      for (const auto& [level, sample] :
           {std::pair{0, 128}, std::pair{8, 131}, std::pair{9, 131}, std::pair{-8, 125},
            std::pair{900, 255}, std::pair{-900, 0}}) {
        CoefficientBlock block;
        block.values[0] = static_cast<std::int16_t>(level);
        const auto samples = Samples(block, quant, size);
        for (int i = 0; i < static_cast<int>(samples.size()); ++i) {
          const bool written = i / kStride < size && i % kStride < size;
          ASSERT_EQ(samples[static_cast<std::size_t>(i)], written ? sample : 77)
              << size << ' ' << i;
        }
      }
    }
  });
}

// All targets agree on any block, or refuse it.
TEST(InverseDct, AllTargetsAgree) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    const int most = 1 << (1 + round % 12);
    const unsigned sparse = 1 + static_cast<unsigned>(round) % 7;
    CoefficientBlock block;
    QuantTable quant{};
    for (std::size_t i = 0; i < kCoefficients; ++i) {
      if (random() % sparse == 0) {
        block.values[i] =
            static_cast<std::int16_t>(std::uniform_int_distribution(-most, most)(random));
      }
      quant[i] = std::uniform_int_distribution(1, 1 + round % 5)(random);
    }
    for (const int size : {8, 4, 2, 1}) {
      std::vector<std::pair<bool, std::array<std::uint8_t, 64>>> results;
      test::ForEachVectorTarget([&] {
        std::array<std::uint8_t, 64> samples{};
        const bool exact = InverseDct(block, quant, size, samples.data(), 8);
        if (!exact) samples = {};
        results.emplace_back(exact, samples);
      });
      for (const auto& result : results) ASSERT_EQ(result, results.front()) << size;
    }
  }
}

TEST(InverseDct, RefusesWhatExceedsLibjpegsVectors) {
  QuantTable quant{};
  quant.fill(255);
  test::ForEachVectorTarget([&] {
    for (const int size : {8, 4, 2, 1}) {
      for (const int level : {33, -33}) {
        CoefficientBlock block;
        block.values[0] = static_cast<std::int16_t>(level);
        std::array<std::uint8_t, 64> samples{};
        EXPECT_FALSE(InverseDct(block, quant, size, samples.data(), 8)) << size;
      }
    }
  });
}

TEST(InverseDct, RefusesWhatTheLargestFactorIsUsedFor) {
  QuantTable quant{};
  quant.fill(kMaxQuant);
  test::ForEachVectorTarget([&] {
    for (const int size : {8, 4, 2, 1}) {
      std::array<std::uint8_t, 64> samples{};
      CoefficientBlock block;
      EXPECT_TRUE(InverseDct(block, quant, size, samples.data(), 8)) << size;
      block.values[0] = -1;
      EXPECT_FALSE(InverseDct(block, quant, size, samples.data(), 8)) << size;
    }
  });
}

// libjpeg's function for one sample keeps ten bits, so that larger levels wrap.
TEST(InverseDct, RefusesWhatExceedsLibjpegsSingleSample) {
  QuantTable quant{};
  quant[0] = 8;
  test::ForEachVectorTarget([&] {
    for (const int level : {700, -700}) {
      CoefficientBlock block;
      block.values[0] = static_cast<std::int16_t>(level);
      std::array<std::uint8_t, 64> samples{};
      EXPECT_FALSE(InverseDct(block, quant, 1, samples.data(), 8));
    }
  });
}

// Pictures whose blocks have few, many and extreme coefficients, at every quality and size.
TEST(InverseDct, GivesTheSamplesOfLibjpeg) {
  if (!test::LibraryGivesPlanes()) GTEST_SKIP() << "IMREC_JPEG_PLANES is off";
  std::mt19937 random(8);
  for (const int contrast : {8, 60, 256}) {
    Image picture({.width = 248, .height = 120}, 3);
    for (int y = 0; y < picture.height(); ++y) {
      for (int x = 0; x < picture.width(); ++x) {
        for (std::uint8_t& sample : picture.view().pixel(x, y)) {
          const int noise = static_cast<int>(random() % static_cast<unsigned>(contrast));
          sample = static_cast<std::uint8_t>(std::min(255, (x / 3 + y) % (257 - contrast) + noise));
        }
      }
    }
    for (const int quality : {5, 50, 90, 98, 100}) {
      std::vector<std::byte> encoded;
      EncodeImage(std::as_const(picture).view(), ".jpg", quality, encoded);
      for (const int divisor : {1, 2, 4, 8}) {
        const std::array<Image, 3> expected = test::ReadRawPlanes(encoded, divisor);
        test::ForEachVectorTarget([&] {
          AnyImageDecoder decoder;
          const ImageSize size = ShrunkSize(decoder.Open(encoded).size, divisor);
          YcbcrPart part;
          ASSERT_TRUE(decoder.DecodeYcbcr(
              {.window = {.right = size.width, .bottom = size.height}, .divisor = divisor}, part));
          for (std::size_t i = 0; i < 3; ++i) {
            const Image& samples = part.planes[i].samples;
            ASSERT_EQ(test::MaxDifference(samples.view().Sub(0, 0, expected[i].size()),
                                          expected[i].view()),
                      0)
                << contrast << ' ' << quality << ' ' << divisor;
          }
        });
      }
    }
  }
}

}  // namespace
}  // namespace imrec::jpeg
