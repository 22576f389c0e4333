#include <imrec/error.h>
#include <imrec/image.h>

#include <gtest/gtest.h>

#include <utility>

#include "tests/image/pictures.h"

namespace imrec {
namespace {

using test::FromSamples;
using test::Samples;
using Pixels = std::vector<std::uint8_t>;

TEST(Image, RefusesMoreThan2To28Pixels) {
  for (const ImageSize size : {ImageSize{1 << 28, 2}, ImageSize{65535, 65535},
                               ImageSize{0x7fffffff, 0x7fffffff}, ImageSize{16385, 16384}}) {
    Image image({2, 2}, 1);
    try {
      image.Resize(size, 1);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kLimitExceeded);
    }
    EXPECT_EQ(image.size(), (ImageSize{2, 2}));
  }
}

TEST(Image, ViewsSeeTheirPart) {
  const Image image = FromSamples({3, 2}, 1, {1, 2, 3, 4, 5, 6});
  const ImageView part = image.view().Sub(1, 0, {2, 2});
  EXPECT_EQ(Samples(part), (Pixels{2, 3, 5, 6}));
  EXPECT_EQ(part.pixel(1, 1)[0], 6);
  EXPECT_EQ(part.stride(), 3);
}

TEST(Image, CopyHonoursStrides) {
  const Image image = FromSamples({3, 2}, 1, {1, 2, 3, 4, 5, 6});
  Image target = FromSamples({3, 3}, 1, Pixels(9, 0));
  CopyPixels(image.view().Sub(0, 0, {2, 2}), target.view().Sub(1, 1, {2, 2}));
  EXPECT_EQ(Samples(target.view()), (Pixels{0, 0, 0, 0, 1, 2, 0, 4, 5}));
}

TEST(ConvertChannels, BetweenAllKinds) {
  const auto convert = [](int from, const Pixels& samples, int to) {
    const Image source = FromSamples({static_cast<int>(samples.size()) / from, 1}, from, samples);
    Image target;
    ConvertChannels(source.view(), to, target);
    EXPECT_EQ(target.channels(), to);
    return Samples(target.view());
  };
  EXPECT_EQ(convert(1, {7, 9}, 1), (Pixels{7, 9}));
  EXPECT_EQ(convert(1, {7, 9}, 3), (Pixels{7, 7, 7, 9, 9, 9}));
  EXPECT_EQ(convert(1, {7}, 4), (Pixels{7, 7, 7, 255}));
  EXPECT_EQ(convert(3, {1, 2, 3}, 4), (Pixels{1, 2, 3, 255}));
  EXPECT_EQ(convert(4, {1, 2, 3, 99}, 3), (Pixels{1, 2, 3}));
  EXPECT_EQ(convert(4, {1, 2, 3, 99}, 4), (Pixels{1, 2, 3, 99}));
  EXPECT_EQ(convert(3, {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}, 1),
            (Pixels{76, 150, 29, 255}));
  EXPECT_EQ(convert(4, {10, 10, 10, 0}, 1), (Pixels{10}));
}

}  // namespace
}  // namespace imrec
