// Planes straight from the file must hold what libjpeg's own raw output does.
#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "image/internal/jpeg_transcode.h"
#include "image/internal/ycbcr_part.h"
#include "tests/image/jpeg/jpeg_files.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"
#include "tests/support/vector_targets.h"

namespace imrec {
namespace {

using test::JpegKind;

// Samples of the whole picture that are needed for pixels [begin, end) along an axis.
std::pair<int, int> Needed(const SampleAxis& axis, int begin, int end) {
  const int reach = axis.interpolated ? 1 : 0;
  return {std::max(0, begin / axis.step - reach),
          std::min(axis.size, (end - 1) / axis.step + 1 + reach)};
}

// Looks at every sample that the window's pixels depend on.
void ExpectSamplesOfTheWhole(const YcbcrPart& part, const PixelWindow& window,
                             const std::array<Image, 3>& whole, const std::string& name) {
  for (std::size_t i = 0; i < 3; ++i) {
    const SamplePlane& plane = part.planes[i];
    ASSERT_EQ((ImageSize{plane.horizontal.size, plane.vertical.size}), whole[i].size()) << name;
    const auto [left, right] = Needed(plane.horizontal, window.left, window.right);
    const auto [top, bottom] = Needed(plane.vertical, window.top, window.bottom);
    const ImageSize size{.width = right - left, .height = bottom - top};
    ASSERT_LE(plane.origin.left, left);
    ASSERT_LE(plane.origin.top, top);
    ASSERT_GE(plane.origin.left + plane.samples.width(), right);
    ASSERT_GE(plane.origin.top + plane.samples.height(), bottom);
    ASSERT_EQ(test::MaxDifference(std::as_const(plane.samples)
                                      .view()
                                      .Sub(left - plane.origin.left, top - plane.origin.top, size),
                                  std::as_const(whole[i]).view().Sub(left, top, size)),
              0)
        << name << ", plane " << i << " at " << window.left << "," << window.top << " to "
        << window.right << "," << window.bottom;
  }
}

bool HasPlanes(const JpegKind& kind) {
  return test::LibraryGivesPlanes() && kind.components == 3 && kind.stored == JCS_YCbCr &&
         !kind.progressive && !kind.arithmetic && !kind.separate_scans;
}

void ExpectPlanes(const std::vector<std::byte>& encoded, bool has_planes, const std::string& name) {
  std::mt19937 random(11);
  AnyImageDecoder decoder;
  YcbcrPart part;
  const ImageSize stored = decoder.Open(encoded).size;
  for (const int divisor : {1, 2, 4, 8}) {
    const ImageSize size = ShrunkSize(stored, divisor);
    std::array<Image, 3> whole;
    if (has_planes) whole = test::ReadRawPlanes(encoded, divisor);
    for (int i = 0; i < 40; ++i) {
      const PixelWindow window =
          i == 0 ? PixelWindow{0, 0, size.width, size.height} : test::RandomWindow(size, random);
      ASSERT_EQ(decoder.DecodeYcbcr({.window = window, .divisor = divisor}, part), has_planes)
          << name;
      if (has_planes) ExpectSamplesOfTheWhole(part, window, whole, name);
    }
  }
}

class DecodeYcbcr : public testing::TestWithParam<JpegKind> {};

TEST_P(DecodeYcbcr, GivesTheSamplesOfTheWhole) {
  const std::vector<std::byte> encoded = test::MakeJpegFile(GetParam());
  test::ForEachVectorTarget([&] { ExpectPlanes(encoded, HasPlanes(GetParam()), GetParam().name); });
}

TEST_P(DecodeYcbcr, AlsoFromCropReadyFiles) {
  JpegKind kind = GetParam();
  if (kind.size == JpegKind{}.size) kind.size = {.width = 509, .height = 93};
  std::vector<std::byte> encoded = test::MakeJpegFile(kind);
  JpegTranscoder().Transcode(encoded, JpegLayout::kCropReady, encoded);
  // The layout is sequential, in one scan.
  kind.progressive = kind.arithmetic = kind.separate_scans = false;
  ExpectPlanes(encoded, HasPlanes(kind), kind.name);
}

INSTANTIATE_TEST_SUITE_P(Kinds, DecodeYcbcr, testing::ValuesIn(test::AllJpegKinds()),
                         [](const testing::TestParamInfo<JpegKind>& kind) {
                           return kind.param.name;
                         });

// Restart intervals of any length: shorter than a row, several rows, more than the picture.
TEST(DecodeYcbcr, FollowsRestartIntervals) {
  for (const int interval : {1, 2, 3, 7, 10, 11, 25, 59, 60, 1000}) {
    JpegKind kind{.name = "every " + std::to_string(interval), .horizontal = 2, .vertical = 2};
    kind.restart_interval = interval;
    ExpectPlanes(test::MakeJpegFile(kind), HasPlanes(kind), kind.name);
  }
}

// Noise at the best quality has long codes and large values.
TEST(DecodeYcbcr, ReadsLongCodes) {
  std::mt19937 random(3);
  Image noise({.width = 200, .height = 120}, 3);
  for (int y = 0; y < noise.height(); ++y) {
    for (std::uint8_t& sample : noise.view().row(y)) {
      sample = static_cast<std::uint8_t>(std::uniform_int_distribution(0, 1)(random) * 255);
    }
  }
  std::vector<std::byte> encoded;
  for (const int quality : {100, 90, 30}) {
    EncodeImage(std::as_const(noise).view(), ".jpg", quality, encoded);
    test::ForEachVectorTarget([&] { ExpectPlanes(encoded, test::LibraryGivesPlanes(), "noise"); });
    JpegTranscoder().Transcode(encoded, JpegLayout::kCropReady, encoded);
    ExpectPlanes(encoded, test::LibraryGivesPlanes(), "noise, own tables");
  }
}

// The file with 16-bit tables of factors, in which all but the first have the largest value.
std::vector<std::byte> WithLargeFactors(const std::vector<std::byte>& encoded) {
  constexpr std::array kTable = {std::byte{0xFF}, std::byte{0xDB}, std::byte{0}, std::byte{67}};
  std::vector<std::byte> large;
  auto at = encoded.begin();
  while (true) {
    const auto table = std::search(at, encoded.end(), kTable.begin(), kTable.end());
    large.insert(large.end(), at, table);
    if (table == encoded.end()) return large;
    large.insert(large.end(), {kTable[0], kTable[1], std::byte{0}, std::byte{131}});
    large.push_back(std::byte{0x10} | table[4]);
    large.insert(large.end(), {std::byte{0}, table[5]});
    large.insert(large.end(), 126, std::byte{0xFF});
    at = table + 69;
  }
}

// No sample has such coefficients, but a file may hold the factors.
TEST(DecodeYcbcr, TakesFactorsOf16BitsWhereNoBlockUsesThem) {
  Image flat({.width = 40, .height = 24}, 3);
  for (int y = 0; y < flat.height(); ++y) std::ranges::fill(flat.view().row(y), std::uint8_t{200});
  const std::vector<std::byte> unused =
      WithLargeFactors(test::MakeJpegFile({}, std::as_const(flat).view()));
  test::ForEachVectorTarget([&] { ExpectPlanes(unused, test::LibraryGivesPlanes(), "flat"); });

  const std::vector<std::byte> used = WithLargeFactors(test::MakeJpegFile({}));
  test::ForEachVectorTarget([&] {
    AnyImageDecoder decoder;
    YcbcrPart part;
    decoder.Open(used);
    EXPECT_FALSE(decoder.DecodeYcbcr({.window = {0, 0, 157, 93}}, part));
  });
}

// A damaged file's values may exceed what samples can be. libjpeg clips them or, for one sample of
// a block, takes them modulo 1024.
TEST(DecodeYcbcr, TakesNoValuesBeyondTheRangeOfSamples) {
  Image flat({.width = 40, .height = 24}, 3);
  for (int y = 0; y < flat.height(); ++y) std::ranges::fill(flat.view().row(y), std::uint8_t{200});
  const std::vector<std::byte> plain = test::MakeJpegFile({}, std::as_const(flat).view());
  constexpr std::array kTable = {std::byte{0xFF}, std::byte{0xDB}, std::byte{0}, std::byte{67}};
  const auto table = std::search(plain.begin(), plain.end(), kTable.begin(), kTable.end());
  ASSERT_NE(table, plain.end());
  const auto first_factor = static_cast<std::size_t>(table - plain.begin()) + kTable.size() + 1;
  const int level = (200 - 128) * 8;
  const int value = level / std::to_integer<int>(plain[first_factor]);
  for (int factor = 1; factor < 256; ++factor) {
    std::vector<std::byte> encoded = plain;
    encoded[first_factor] = static_cast<std::byte>(factor);
    AnyImageDecoder decoder;
    YcbcrPart part;
    decoder.Open(encoded);
    for (const int divisor : {1, 2, 4, 8}) {
      const ImageSize size = ShrunkSize({.width = 40, .height = 24}, divisor);
      const PixelWindow all{.left = 0, .top = 0, .right = size.width, .bottom = size.height};
      const bool decoded = decoder.DecodeYcbcr({.window = all, .divisor = divisor}, part);
      if (value * factor < 2 * level) {
        ASSERT_EQ(decoded, test::LibraryGivesPlanes());
      }
      if (!decoded) continue;
      ExpectSamplesOfTheWhole(part, all, test::ReadRawPlanes(encoded, divisor),
                              "factor " + std::to_string(factor));
    }
  }
}

// A scan that names the components in another order than the frame does: some versions of libjpeg
// refuse it.
TEST(DecodeYcbcr, TakesNoScanInAnotherOrder) {
  std::vector<std::byte> encoded = test::MakeJpegFile({.name = "", .horizontal = 2, .vertical = 2});
  const std::vector scan = {std::byte{0xFF}, std::byte{0xDA}};
  const auto at = std::search(encoded.begin(), encoded.end(), scan.begin(), scan.end());
  ASSERT_NE(at, encoded.end());
  std::swap_ranges(at + 7, at + 9, at + 9);  // the second and the third
  bool taken = false;
  try {
    YcbcrPart part;
    AnyImageDecoder decoder;
    decoder.Open(encoded);
    taken = decoder.DecodeYcbcr({.window = {0, 0, 157, 93}}, part);
  } catch (const Error&) {
  }
  EXPECT_FALSE(taken);
}

TEST(DecodeYcbcr, CanBeOff) {
  const std::vector<std::byte> encoded = test::MakeJpegFile({});
  AnyImageDecoder decoder;
  const ImageSize size = decoder.Open(encoded).size;
  YcbcrPart part;
  EXPECT_EQ(decoder.DecodeYcbcr({.window = {.right = size.width, .bottom = size.height}}, part),
            test::LibraryGivesPlanes());
}

TEST(DecodeYcbcr, OtherFormatsHaveNone) {
  std::vector<std::byte> encoded;
  YcbcrPart part;
  for (const char* extension : {".png", ".raw"}) {
    EncodeImage(test::MakePicture({40, 30}).view(), extension, 1, encoded);
    AnyImageDecoder decoder;
    decoder.Open(encoded);
    EXPECT_FALSE(
        decoder.DecodeYcbcr({.window = {.left = 0, .top = 0, .right = 9, .bottom = 9}}, part));
  }
}

TEST(DecodeYcbcr, MustLieInTheImage) {
  const std::vector<std::byte> encoded = test::MakeJpeg({40, 30});
  AnyImageDecoder decoder;
  decoder.Open(encoded);
  YcbcrPart part;
  for (const PixelWindow& window : {PixelWindow{0, 0, 0, 1}, PixelWindow{0, 0, 41, 1},
                                    PixelWindow{-1, 0, 4, 4}, PixelWindow{5, 5, 5, 9}}) {
    EXPECT_THROW(decoder.DecodeYcbcr({.window = window}, part), Error);
  }
}

// Damage is left to the decoder that can say what it is; what is taken for whole has the samples
// of the whole.
TEST(DecodeYcbcr, TakesNothingDamagedForWhole) {
  if (!test::LibraryGivesPlanes()) GTEST_SKIP() << "IMREC_JPEG_PLANES is off";
  std::mt19937 random(5);
  for (const bool crop_ready : {false, true}) {
    std::vector<std::byte> encoded = test::MakeJpeg({.width = 256, .height = 128});
    if (crop_ready) JpegTranscoder().Transcode(encoded, JpegLayout::kCropReady, encoded);
    const PixelWindow all{.left = 0, .top = 0, .right = 256, .bottom = 128};
    AnyImageDecoder decoder;
    YcbcrPart part;
    Image memory;
    int refused = 0;
    for (int i = 0; i < 2000; ++i) {
      std::vector<std::byte> damaged = encoded;
      if (i % 4 == 0)
        damaged.resize(std::uniform_int_distribution<std::size_t>(2, encoded.size() - 1)(random));
      for (int flips = i % 3; flips >= 0; --flips) {
        damaged[std::uniform_int_distribution<std::size_t>(2, damaged.size() - 1)(random)] ^=
            std::byte{static_cast<unsigned char>(1U << (i % 8))};
      }
      bool taken = false;
      try {
        decoder.Open(damaged);
        taken = decoder.DecodeYcbcr({.window = all}, part);
      } catch (const Error&) {
        // The header.
      }
      if (!taken) {
        ++refused;
        continue;
      }
      ASSERT_NO_THROW(decoder.DecodePart(ColorMode::kRgb, {.window = all}, memory)) << i;
      ExpectSamplesOfTheWhole(part, all, test::ReadRawPlanes(damaged, 1), "damaged");
    }
    EXPECT_GT(refused, 500);
    EXPECT_LT(refused, 1990);
  }
}

}  // namespace
}  // namespace imrec
