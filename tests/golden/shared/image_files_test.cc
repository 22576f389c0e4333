// The image files that the golden records were made of.
#include <imrec/image_codec.h>

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "tests/support/files.h"

namespace imrec {
namespace {

const std::filesystem::path kImages = std::filesystem::path(IMREC_SHARED_DIR) / "golden/imgs";

struct Expected {
  ImageSize size;
  int channels;          // in the file
  int decoded_channels;  // as stored
  int orientation = 1;
};

const std::map<std::string, Expected>& Table() {
  static const std::map<std::string, Expected> table = {
      {"00_land.jpg", {{320, 240}, 3, 3}},
      {"01_port.jpg", {{240, 320}, 3, 3}},
      {"02_square.jpg", {{128, 128}, 3, 3}},
      {"03_gray.jpg", {{200, 150}, 1, 1}},
      {"04_exif6.jpg", {{160, 120}, 3, 3, 6}},
      {"05_rgb.png", {{120, 90}, 3, 3}},
      {"06_rgba.png", {{64, 64}, 4, 4}},
      {"07_prog.jpg", {{150, 100}, 3, 3}},
      {"08_cmyk.jpg", {{90, 110}, 4, 3}},
      {"09_1x1.jpg", {{1, 1}, 3, 3}},
      {"10_tall.jpg", {{31, 200}, 3, 3}},
      {"11_wide.jpg", {{333, 50}, 3, 3}},
      {"sub dir/12 space name.jpg", {{97, 101}, 3, 3}},
      {"13_gray16.png", {{80, 60}, 1, 1}},
  };
  return table;
}

TEST(GoldenImages, AllDecode) {
  AnyImageDecoder decoder;
  Image image;
  for (const auto& [name, expected] : Table()) {
    SCOPED_TRACE(name);
    const std::vector<std::byte> encoded = test::ReadBytes(kImages / name);
    const ImageInfo info = decoder.ReadInfo(encoded);
    EXPECT_EQ(info.size, expected.size);
    EXPECT_EQ(info.channels, expected.channels);
    EXPECT_EQ(info.orientation, expected.orientation);
    const std::array<std::pair<ColorMode, int>, 3> modes = {
        {{ColorMode::kAsStored, expected.decoded_channels},
         {ColorMode::kRgb, 3},
         {ColorMode::kGrey, 1}}};
    for (const auto& [mode, channels] : modes) {
      decoder.Decode(encoded, mode, image);
      EXPECT_EQ(image.size(), expected.size);
      EXPECT_EQ(image.channels(), channels);
    }
  }
}

TEST(GoldenImages, TableNamesEveryFile) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kImages)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    EXPECT_TRUE(Table().contains(std::filesystem::relative(entry, kImages).string())) << entry;
  }
  EXPECT_EQ(files, Table().size());
}

TEST(GoldenImages, TruncatedFilesAreErrors) {
  AnyImageDecoder decoder;
  Image image;
  for (const auto& [name, expected] : Table()) {
    const std::vector<std::byte> encoded = test::ReadBytes(kImages / name);
    for (std::size_t size = 0; size < encoded.size(); size += encoded.size() / 41 + 1) {
      EXPECT_ANY_THROW(decoder.Decode(std::span(encoded).first(size), ColorMode::kAsStored, image))
          << name << " at " << size;
    }
  }
}

}  // namespace
}  // namespace imrec
