// Small files that claim to be large pictures, or hold large texts, cost next to no memory.
#include <png.h>

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/image/jpeg/decoding_paths.h"
#include "tests/support/files.h"
#include "tests/support/forged_images.h"
#include "tests/support/peak_memory.h"

namespace imrec {
namespace {

using test::DecodingPaths;
using test::Failure;
using test::JpegPaths;
using test::Path;

TEST(ImageBombs, AllocateNothing) {
  if (!test::CanMeasureMemory()) GTEST_SKIP() << "a sanitizer needs memory of its own";
  constexpr ImageSize kLargest{.width = 65500, .height = 65500};
  constexpr ImageSize kAllowed{.width = 16384, .height = 16384};
  struct Bomb {
    std::string name;
    std::vector<Path> paths;
    std::vector<std::byte> encoded;
  };
  const auto jpeg = [](ImageSize size, bool progressive, std::size_t bytes, int interval = 0) {
    return test::MakeFlatJpeg({.size = size,
                               .progressive = progressive,
                               .entropy_bytes = bytes,
                               .restart_interval = interval});
  };
  const std::vector<Bomb> bombs = {
      {"beyond the limit", JpegPaths(), jpeg(kLargest, false, 4000)},
      {"beyond the limit, progressive", JpegPaths(), jpeg(kLargest, true, 4000)},
      {"baseline", JpegPaths(), jpeg(kAllowed, false, 300)},
      {"restarted", JpegPaths(), jpeg(kAllowed, false, 300, 8)},
      {"progressive", JpegPaths(), jpeg(kAllowed, true, 1200)},
      {"PNG", DecodingPaths(), test::MakePngBomb(kAllowed)},
      {"interlaced PNG", DecodingPaths(), test::MakePngBomb(kAllowed, true)},
      {"raw", DecodingPaths(), test::MakeRawBomb(kAllowed)},
  };
  const std::int64_t idle = test::PeakMemoryOf([] {});
  for (const Bomb& bomb : bombs) {
    for (const Path& path : bomb.paths) {
      const std::int64_t peak =
          test::PeakMemoryOf([&] { static_cast<void>(Failure(path, bomb.encoded)); });
      EXPECT_LT(peak - idle, std::int64_t{8} << 20) << bomb.name << ", " << path.name;
    }
  }
}

// A PNG with as many copies of a compressed text of `size` bytes.
std::vector<std::byte> MakePngWithTexts(int count, std::size_t size) {
  std::vector<std::byte> encoded;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &encoded,
      // NOLINTNEXTLINE(readability-non-const-parameter): libpng passes a function of this type
      [](png_structp from, png_bytep bytes, std::size_t length) {
        auto* out = static_cast<std::vector<std::byte>*>(png_get_io_ptr(from));
        const auto* begin = reinterpret_cast<const std::byte*>(bytes);
        out->insert(out->end(), begin, begin + length);
      },
      nullptr);
  png_set_IHDR(png, info, 8, 1, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  std::string key = "Comment";
  std::string words(size, ' ');
  png_text text{};
  text.compression = PNG_TEXT_COMPRESSION_zTXt;
  text.key = key.data();
  text.text = words.data();
  text.text_length = words.size();
  png_set_text(png, info, &text, 1);
  std::array<png_byte, 8> pixels = {};
  std::array<png_bytep, 1> rows = {pixels.data()};
  png_set_rows(png, info, rows.data());
  png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  png_destroy_write_struct(&png, &info);
  const std::string once = test::Text(encoded);
  const std::size_t begin = once.find("zTXt") - 4;
  const std::size_t end = once.find("IDAT") - 4;
  std::string file = once.substr(0, begin);
  for (int i = 0; i < count; ++i) file += once.substr(begin, end - begin);
  return test::Bytes(file + once.substr(end));
}

// Texts of a PNG that are far larger than their chunks are not unpacked.
TEST(ImageBombs, PngTextsAllocateNothing) {
  if (!test::CanMeasureMemory()) GTEST_SKIP() << "a sanitizer needs memory of its own";
  const std::vector<std::byte> encoded = MakePngWithTexts(30, std::size_t{7} << 20);
  EXPECT_LT(encoded.size(), 300'000U);
  const std::int64_t idle = test::PeakMemoryOf([] {});
  for (const Path& path : DecodingPaths()) {
    ASSERT_FALSE(Failure(path, encoded)) << path.name;
    const std::int64_t peak =
        test::PeakMemoryOf([&] { static_cast<void>(Failure(path, encoded)); });
    EXPECT_LT(peak - idle, std::int64_t{8} << 20) << path.name;
  }
}

}  // namespace
}  // namespace imrec
