// The first inputs of the fuzz target for images (tests/fuzz/image_fuzz.cc), and those in which it
// has found faults: each is an image or an Error, whole, cut off and damaged.
#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "tests/image/damage.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

std::vector<std::filesystem::path> Seeds() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry :
       std::filesystem::directory_iterator(IMREC_TEST_DIR "/fuzz/seeds/image")) {
    paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

// A part has the pixels of the whole image.
void ExpectSameInPart(const std::vector<std::byte>& encoded) {
  AnyImageDecoder decoder;
  const ImageSize size = decoder.Open(encoded).size;
  const PixelWindow window = {.left = size.width / 3,
                              .top = size.height / 3,
                              .right = size.width - size.width / 3,
                              .bottom = size.height - size.height / 3};
  Image whole;
  Image memory;
  decoder.Decode(ColorMode::kRgb, whole);
  const ImageView part = decoder.DecodePart(ColorMode::kRgb, {.window = window}, memory);
  EXPECT_EQ(MaxDifference(part, whole.view().Sub(window.left, window.top, window.size())), 0);
}

TEST(FuzzSeeds, AreImagesInWholeAndInPart) {
  std::set<std::string> formats;
  for (const std::filesystem::path& path : Seeds()) {
    SCOPED_TRACE(path);
    const std::vector<std::byte> encoded = ReadBytes(path);
    const ImageCodec* codec = DetectImageCodec(encoded);
    // A build may omit formats, and the faults that were found are no images.
    if (codec == nullptr || path.stem().string().starts_with("bad")) continue;
    formats.emplace(codec->name);
    EXPECT_EQ(ImageCodecForExtension(path.extension().string()), codec);
    ExpectSameInPart(encoded);
  }
  std::size_t read = 0;
  for (const ImageCodec* codec : ImageCodecs()) read += codec->make_encoder == nullptr ? 1 : 0;
  EXPECT_EQ(formats.size(), read);
}

TEST(FuzzSeeds, AreImagesOrErrorsIfDamaged) {
  for (const std::filesystem::path& path : Seeds()) TryDamage(ReadBytes(path), 200);
}

TEST(FuzzSeeds, AreImagesOrErrorsIfCut) {
  for (const std::filesystem::path& path : Seeds()) {
    const std::vector<std::byte> encoded = ReadBytes(path);
    for (std::size_t size = 0; size <= encoded.size(); ++size) {
      const std::vector<std::byte> prefix(encoded.begin(),
                                          encoded.begin() + static_cast<std::ptrdiff_t>(size));
      Image image;
      try {
        AnyImageDecoder({.max_pixels = 1 << 20}).Decode(prefix, ColorMode::kAsStored, image);
      } catch (const Error&) {
      }
    }
  }
}

}  // namespace
}  // namespace imrec::test
