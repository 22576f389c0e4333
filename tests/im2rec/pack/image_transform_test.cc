#include "im2rec/pack/image_transform.h"

#include <string>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "im2rec/check_options.h"
#include "image/internal/orientation.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

std::vector<std::byte> MakePng(ImageSize size, int channels) {
  std::vector<std::byte> encoded;
  EncodeImage(MakePicture(size, channels).view(), ".png", 1, encoded);
  return encoded;
}

Image Decoded(std::span<const std::byte> encoded) {
  Image image;
  AnyImageDecoder().Decode(encoded, ColorMode::kAsStored, image);
  return image;
}

std::vector<int> Differences(const Image& a, const Image& b) {
  EXPECT_EQ(a.size(), b.size());
  EXPECT_EQ(a.channels(), b.channels());
  std::vector<int> differences;
  for (int y = 0; y < a.height(); ++y) {
    for (std::size_t i = 0; i < a.view().row(y).size(); ++i) {
      differences.push_back(std::abs(a.view().row(y)[i] - b.view().row(y)[i]));
    }
  }
  return differences;
}

int MaxDifference(const Image& a, const Image& b) {
  const std::vector<int> differences = Differences(a, b);
  return *std::ranges::max_element(differences);
}

double MeanDifference(const Image& a, const Image& b) {
  const std::vector<int> differences = Differences(a, b);
  return std::accumulate(differences.begin(), differences.end(), 0.0) /
         static_cast<double>(differences.size());
}

Image Apply(const ImageOptions& options, const std::vector<std::byte>& encoded) {
  ImageTransform transform(options);
  return Decoded(transform.Apply(encoded));
}

TEST(ResizedShorterEdge, RoundsTheLongerEdgeDown) {
  EXPECT_EQ(ResizedShorterEdge({320, 240}, 96), (ImageSize{128, 96}));
  EXPECT_EQ(ResizedShorterEdge({120, 160}, 64), (ImageSize{64, 85}));
  EXPECT_EQ(ResizedShorterEdge({333, 50}, 96), (ImageSize{639, 96}));
  EXPECT_EQ(ResizedShorterEdge({31, 200}, 64), (ImageSize{64, 412}));
  EXPECT_EQ(ResizedShorterEdge({1, 1}, 64), (ImageSize{64, 64}));
  EXPECT_EQ(ResizedShorterEdge({60000, 40000}, 50000), (ImageSize{75000, 50000}));
  EXPECT_THROW(ResizedShorterEdge({1'000'000, 1}, 65500), Error);
}

TEST(CenterSquare, RoundsTheMarginDown) {
  const PixelRect wide = CenterSquare({10, 7});
  EXPECT_EQ(wide.x, 1);
  EXPECT_EQ(wide.y, 0);
  EXPECT_EQ(wide.width, 7);
  EXPECT_EQ(wide.height, 7);
  EXPECT_EQ(CenterSquare({4, 9}).y, 2);
}

TEST(ImageTransform, PassThroughKeepsTheBytes) {
  const std::vector<std::byte> jpeg = MakeRotatedJpeg({20, 10}, 6);
  ImageTransform transform({.pass_through = true});
  const auto bytes = transform.Apply(jpeg);
  EXPECT_EQ(bytes.data(), jpeg.data());
  EXPECT_EQ(bytes.size(), jpeg.size());
}

TEST(ImageTransform, PassThroughRefusesWhatIsNoImage) {
  ImageTransform transform({.pass_through = true});
  EXPECT_THROW(transform.Apply({}), Error);
  EXPECT_THROW(transform.Apply(Bytes("<html>404</html>")), Error);
  EXPECT_THROW(transform.Apply(Bytes("\xff\xd8\xff\xe0 broken header")), Error);
  const std::vector<std::byte> jpeg = MakeJpeg({20, 10});
  EXPECT_THROW(transform.Apply(std::span(jpeg).first(40)), Error);
}

TEST(ImageTransform, TruncatedImagesAreRefused) {
  const std::vector<std::byte> jpeg = MakeJpeg({64, 64});
  EXPECT_THROW(ImageTransform({}).Apply(std::span(jpeg).first(jpeg.size() / 2)), Error);
}

TEST(ImageTransform, DecodingInFullFindsWhatTheHeaderHides) {
  const std::vector<std::byte> jpeg = MakeJpeg({64, 64});
  const auto cut = std::span(jpeg).first(jpeg.size() * 7 / 8);
  EXPECT_NO_THROW(ImageTransform({.pass_through = true}).Apply(cut));
  ImageTransform strict({.pass_through = true, .check = ImageCheck::kDecode});
  EXPECT_THROW(strict.Apply(cut), Error);
  EXPECT_EQ(strict.Apply(jpeg).data(), jpeg.data());
  // The header is sufficient if hardly any data follows it.
  const auto head = std::span(jpeg).first(jpeg.size() / 2);
  EXPECT_THROW(ImageTransform({.pass_through = true}).Apply(head), Error);
}

TEST(ImageTransform, LimitsHoldHoweverAnImageIsPacked) {
  const std::vector<std::byte> jpeg = MakeJpeg({64, 48});
  for (const bool pass_through : {false, true}) {
    for (const JpegPacking packing :
         {JpegPacking::kKeep, JpegPacking::kBaseline, JpegPacking::kCropReady}) {
      ImageOptions options{.pass_through = pass_through, .jpeg = packing};
      options.limits.max_pixels = 64 * 48;
      EXPECT_NO_THROW(ImageTransform(options).Apply(jpeg));
      options.limits.max_pixels = 64 * 48 - 1;
      EXPECT_THROW(ImageTransform(options).Apply(jpeg), Error);
    }
  }
  EXPECT_THROW(ImageTransform({.limits = {.max_pixels = 0}}), Error);
}

TEST(ImageTransform, LaysOutJpegsAlone) {
  const std::vector<std::byte> jpeg = MakeJpeg({64, 64});
  const std::vector<std::byte> png = MakePng({64, 64}, 3);
  ImageTransform baseline({.pass_through = true, .jpeg = JpegPacking::kBaseline});
  EXPECT_EQ(baseline.Apply(jpeg).data(), jpeg.data());
  ImageTransform crop_ready({.pass_through = true, .jpeg = JpegPacking::kCropReady});
  EXPECT_NE(crop_ready.Apply(jpeg).data(), jpeg.data());
  EXPECT_EQ(MaxDifference(Decoded(crop_ready.Apply(jpeg)), Decoded(jpeg)), 0);
  EXPECT_EQ(crop_ready.Apply(png).data(), png.data());
  // What is re-encoded is laid out, too.
  ImageTransform encoded({.jpeg = JpegPacking::kCropReady});
  ImageTransform plain({});
  EXPECT_EQ(MaxDifference(Decoded(encoded.Apply(jpeg)), Decoded(plain.Apply(jpeg))), 0);
}

// Large JPEGs are decoded at a part of their size; sizes must not change by that.
TEST(ImageTransform, LargeJpegsComeOutAsFromTheFullSize) {
  for (const ImageSize size : {ImageSize{803, 601}, ImageSize{601, 803}, ImageSize{1025, 333}}) {
    for (const int orientation : {1, 6}) {
      const std::vector<std::byte> jpeg = MakeRotatedJpeg(size, orientation);
      const Image full = Decoded(jpeg);
      std::vector<std::byte> png;
      EncodeImage(full.view(), ".png", 1, png);
      for (const bool crop : {false, true}) {
        const ImageOptions options = {
            .apply_exif = false, .center_crop = crop, .resize = 70, .encoding = ".png"};
        const Image from_png = Apply(options, png);
        const Image from_jpeg = Apply(options, jpeg);
        ASSERT_EQ(from_jpeg.size(), from_png.size());
        EXPECT_LT(MeanDifference(from_jpeg, from_png), 1.5);
        const Image turned = Apply({.center_crop = crop, .resize = 70, .encoding = ".png"}, jpeg);
        EXPECT_EQ(turned.size(), OrientedSize(from_jpeg.size(), orientation));
      }
    }
  }
}

// The pixels are damaged, which is found out only if they are decoded.
TEST(ImageTransform, ImagesTooLongForAJpegAreNotDecoded) {
  std::vector<std::byte> png = MakePng({70'000, 1}, 1);
  png[png.size() - 20] ^= std::byte{1};
  const auto problem = [&](const ImageOptions& options) {
    try {
      ImageTransform(options).Apply(png);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(problem({}), testing::HasSubstr("a JPEG has at most 65500 pixels per side, the image "
                                              "has 70000x1"));
  EXPECT_THAT(problem({.resize = 2}), testing::HasSubstr("the image has 140000x2"));
  EXPECT_THAT(problem({.encoding = ".png"}), testing::HasSubstr("corrupt PNG"));
}

TEST(ImageTransform, CropsBeforeItResizes) {
  const Image picture =
      Apply({.center_crop = true, .resize = 20, .encoding = ".png"}, MakePng({90, 40}, 3));
  EXPECT_EQ(picture.size(), (ImageSize{20, 20}));
  // Cropping alone: the very pixels of the middle.
  const Image source = MakePicture({90, 40});
  const Image cropped = Apply({.center_crop = true, .encoding = ".png"}, MakePng({90, 40}, 3));
  ASSERT_EQ(cropped.size(), (ImageSize{40, 40}));
  for (int y = 0; y < 40; ++y) {
    EXPECT_TRUE(
        std::ranges::equal(cropped.view().row(y), source.view().Sub(25, 0, {40, 40}).row(y)));
  }
}

TEST(ImageTransform, ColorModes) {
  const std::vector<std::byte> rgba = MakePng({8, 8}, 4);
  EXPECT_EQ(Apply({.color = ColorMode::kRgb, .encoding = ".png"}, rgba).channels(), 3);
  EXPECT_EQ(Apply({.color = ColorMode::kGrey, .encoding = ".png"}, rgba).channels(), 1);
  EXPECT_EQ(Apply({.color = ColorMode::kAsStored, .encoding = ".png"}, rgba).channels(), 4);
  EXPECT_EQ(Apply({.color = ColorMode::kAsStored, .encoding = ".jpg"}, rgba).channels(), 3);
}

TEST(ImageTransform, TurnsImagesUpright) {
  const std::vector<std::byte> jpeg = MakeRotatedJpeg({20, 10}, 6);
  const ImageSize stored{20, 10};
  const ImageSize upright{10, 20};
  EXPECT_EQ(Apply({}, jpeg).size(), upright);
  EXPECT_EQ(Apply({.color = ColorMode::kGrey}, jpeg).size(), upright);
  EXPECT_EQ(Apply({.color = ColorMode::kAsStored}, jpeg).size(), stored);
  EXPECT_EQ(Apply({.apply_exif = false}, jpeg).size(), stored);
  EXPECT_EQ(Apply({.color = ColorMode::kAsStored, .apply_exif = true}, jpeg).size(), upright);
}

TEST(ImageTransform, WorksOnTheNextImageAsOnAFreshOne) {
  const ImageOptions options{.center_crop = true, .resize = 16};
  ImageTransform reused(options);
  for (const auto& encoded : {MakeRotatedJpeg({40, 20}, 6), MakeJpeg({16, 16}), MakePng({9, 30}, 1),
                              MakeRotatedJpeg({20, 40}, 3), MakePng({30, 9}, 4)}) {
    const auto bytes = reused.Apply(encoded);
    ImageTransform fresh(options);
    EXPECT_TRUE(std::ranges::equal(bytes, fresh.Apply(encoded)));
  }
}

TEST(ImageTransform, QualityOfPngIsCappedAtItsHighestLevel) {
  const std::vector<std::byte> png = MakePng({64, 64}, 3);
  const auto size = [&](int quality) {
    return ImageTransform({.encoding = ".png", .quality = quality}).Apply(png).size();
  };
  EXPECT_EQ(size(95), size(9));
  EXPECT_GT(size(0), size(9));
}

TEST(FilterFor, BySizeEnlargesWithCubicAndShrinksByArea) {
  const auto filter = [](ImageSize to) {
    return FilterFor(Interpolation::kBySize, {100, 100}, to, 0);
  };
  EXPECT_EQ(filter({101, 150}), ResampleFilter::kCubic);
  EXPECT_EQ(filter({99, 50}), ResampleFilter::kBox);
  EXPECT_EQ(filter({99, 150}), ResampleFilter::kTriangle);
  EXPECT_EQ(filter({100, 50}), ResampleFilter::kTriangle);
}

TEST(FilterFor, PerImageGoesByTheIndexAlone) {
  std::set<ResampleFilter> seen;
  for (std::uint64_t index = 0; index < 10; ++index) {
    const auto filter = [&] {
      return FilterFor(Interpolation::kPerImage, {100, 100}, {50, 50}, index);
    };
    EXPECT_EQ(filter(), filter());
    seen.insert(filter());
  }
  EXPECT_EQ(seen.size(), 5U);
}

TEST(ImageTransform, ResizesWithTheFilterAskedFor) {
  const std::vector<std::byte> png = MakePng({64, 48}, 3);
  std::set<std::vector<std::uint8_t>> results;
  for (const Interpolation interpolation :
       {Interpolation::kNearest, Interpolation::kLinear, Interpolation::kCubic,
        Interpolation::kArea, Interpolation::kLanczos}) {
    const Image image =
        Apply({.resize = 20, .interpolation = interpolation, .encoding = ".png"}, png);
    EXPECT_EQ(image.size(), (ImageSize{26, 20}));
    const auto row = image.view().row(7);
    results.emplace(row.begin(), row.end());
  }
  EXPECT_EQ(results.size(), 5U) << "each filter gives another picture";
}

TEST(CheckImageOptions, RefusesWhatIsOutOfRange) {
  for (const ImageOptions& options :
       {ImageOptions{.quality = 0}, ImageOptions{.quality = 101}, ImageOptions{.resize = -1},
        ImageOptions{.resize = 65501}, ImageOptions{.encoding = ".gif"},
        ImageOptions{.encoding = "jpg"}, ImageOptions{.encoding = ".png", .quality = -1}}) {
    EXPECT_THROW(CheckImageOptions(options), Error);
  }
  EXPECT_NO_THROW(CheckImageOptions({.encoding = ".png", .quality = 0}));
}

}  // namespace
}  // namespace imrec::test
