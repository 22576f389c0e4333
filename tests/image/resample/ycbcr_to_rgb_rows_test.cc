// Pixels made of planes must be those that libjpeg makes of them.
#include "image/resample/ycbcr_to_rgb_rows.h"
#include "image/internal/ycbcr_part.h"

#include <algorithm>
#include <random>
#include <utility>

#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "tests/image/jpeg/jpeg_files.h"
#include "tests/image/pictures.h"

namespace imrec {
namespace {

using test::JpegKind;

void ExpectPixels(const YcbcrToRgbRows& rows, const PixelWindow& window, const Image& whole,
                  const std::string& name) {
  for (int channel = 0; channel < 3; ++channel) {
    const ImageView plane = rows.plane(static_cast<std::size_t>(channel));
    for (int y = window.top; y < window.bottom; ++y) {
      for (int x = window.left; x < window.right; ++x) {
        ASSERT_EQ(plane.pixel(x - rows.origin().left, y - rows.origin().top)[0],
                  whole.view().pixel(x, y)[static_cast<std::size_t>(channel)])
            << name << ", channel " << channel << " at " << x << "," << y;
      }
    }
  }
}

class RgbRowsOfFiles : public testing::TestWithParam<JpegKind> {};

TEST_P(RgbRowsOfFiles, AreThePixelsOfTheDecoder) {
  const std::vector<std::byte> encoded = test::MakeJpegFile(GetParam());
  std::mt19937 random(4);
  AnyImageDecoder decoder;
  YcbcrPart part;
  YcbcrToRgbRows rows;
  const ImageSize stored = decoder.Open(encoded).size;
  for (const int divisor : {1, 2, 4, 8}) {
    const ImageSize size = ShrunkSize(stored, divisor);
    Image whole;
    decoder.DecodeAtLeast(ColorMode::kRgb, size, whole);
    ASSERT_EQ(whole.size(), size);
    for (int round = 0; round < 30; ++round) {
      const PixelWindow window = test::RandomWindow(size, random);
      if (!decoder.DecodeYcbcr({.window = window, .divisor = divisor}, part)) return;
      rows.Begin(part, window);
      // Down the window in steps, with and without rows that were shown before.
      int y = window.top;
      while (y < window.bottom) {
        const int end = std::min(window.bottom, y + 1 + static_cast<int>(random() % 20));
        rows.MoveTo(y, end);
        ExpectPixels(rows, {.left = window.left, .top = y, .right = window.right, .bottom = end},
                     whole, GetParam().name + " 1/" + std::to_string(divisor));
        if (HasFatalFailure()) return;
        y += 1 + static_cast<int>(random() % 25);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, RgbRowsOfFiles, testing::ValuesIn(test::AllJpegKinds()),
                         [](const testing::TestParamInfo<JpegKind>& kind) {
                           return kind.param.name;
                         });

}  // namespace
}  // namespace imrec
